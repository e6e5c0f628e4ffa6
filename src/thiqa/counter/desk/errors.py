"""What is refused at the desk, told apart by what the clerk can do.

DeskError
├── SignInFirstError       nobody is signed in at the desk
├── NotAClerkError         this person is no clerk, or is one no more
├── SupervisorsOnlyError   a clerk asked for what supervisors do
├── InvitationGoneError    the invitation is unknown, used or expired
├── AlreadyAClerkError     this person is a clerk of some body already
├── LastSupervisorError    a body that has clerks keeps a supervisor
├── OwnRequestError        the request is the clerk's own
└── WordsError             a reason that citizens could not be given
"""

from thiqa.counter.errors import CounterError


class DeskError(CounterError):
    """A clerk cannot do this."""


class SignInFirstError(DeskError):
    """Nobody is signed in at the desk."""


class NotAClerkError(DeskError):
    """This person is no clerk, or is one no more."""


class SupervisorsOnlyError(DeskError):
    """A clerk asked for what supervisors do."""


class InvitationGoneError(DeskError):
    """The invitation is unknown, used or expired."""


class AlreadyAClerkError(DeskError):
    """This person is a clerk of some body already."""


class LastSupervisorError(DeskError):
    """A body that has clerks keeps a supervisor."""


class OwnRequestError(DeskError):
    """Nobody decides about their own request."""


class WordsError(DeskError):
    """A reason that citizens could not be given; the text is an English message."""
