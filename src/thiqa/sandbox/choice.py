"""Choices as text: `specimen:<citizen>[:<scenario>]`, in the login_hint of a request."""

from collections.abc import Container

from thiqa.sandbox.errors import UnknownChoiceError
from thiqa.sandbox.models import Choice, Scenario

PREFIX = "specimen:"
"""What such a hint begins with; no national number has a colon."""


def is_choice(hint: str | None) -> bool:
    """Tell whether a login_hint names a specimen citizen."""
    return hint is not None and hint.startswith(PREFIX)


def read_choice(hint: str, citizens: Container[str]) -> Choice:
    """Return what a login_hint asks for; raises UnknownChoiceError."""
    citizen, *rest = hint.removeprefix(PREFIX).split(":")
    if len(rest) > 1:
        raise UnknownChoiceError(f"login_hint is {write_choice('<citizen>', '<scenario>')}")
    return choose(citizen, rest[0] if rest else "", citizens)


def choose(citizen: str, scenario: str, citizens: Container[str]) -> Choice:
    """Return the choice of a citizen and, unless it is empty, of a scenario."""
    if citizen not in citizens:
        raise UnknownChoiceError("there is no such specimen citizen")
    try:
        return Choice(citizen, Scenario(scenario) if scenario else None)
    except ValueError as error:
        raise UnknownChoiceError("there is no such scenario") from error


def write_choice(citizen: str, scenario: str | None = None) -> str:
    """Return the login_hint of a choice."""
    return PREFIX + ":".join(part for part in (citizen, scenario) if part)
