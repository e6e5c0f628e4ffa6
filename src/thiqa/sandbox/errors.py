"""What goes wrong in the sandbox.

SandboxError
└── UnknownChoiceError   no such specimen citizen, or no such scenario
SpecimenPinBlockedError  a LoginError: the card does not even sign
"""

from http import HTTPStatus
from typing import Final

from thiqa.base import ThiqaError
from thiqa.login.errors import LoginError
from thiqa.web import Fault, Problem
from thiqa.web.messages import message

PIN_BLOCKED: Final = Problem(
    HTTPStatus.FORBIDDEN,
    Fault.NOBODY,
    message("The PIN of this card is blocked"),
    message("Unblock it with your PUK, or ask where your card was issued."),
)


class SandboxError(ThiqaError):
    """The sandbox cannot do that."""


class UnknownChoiceError(SandboxError):
    """A citizen or a scenario that is not in the published list."""


class SpecimenPinBlockedError(LoginError):
    """The card of the chosen citizen does not sign any more."""

    code = "pin_blocked"
    problem = PIN_BLOCKED
