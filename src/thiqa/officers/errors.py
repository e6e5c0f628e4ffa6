"""What is refused to somebody who is no officer.

OfficersError
├── NotAnOfficerError    this person does not have the role
└── ReasonError          no reason, or one that says who somebody is
"""

from thiqa.base import ThiqaError


class OfficersError(ThiqaError):
    """Something is wrong with an officer."""


class NotAnOfficerError(OfficersError):
    """This person does not have the role that the act needs."""


class ReasonError(OfficersError):
    """No reason, or one that says who somebody is."""
