"""What can go wrong between a browser and a page, and how the page says it.

WebError
├── MalformedRequestError      bytes that are not what the endpoint reads
│   ├── DuplicateFieldError    one field twice: which one counts?
│   └── UnsupportedMediaError  another content type than the endpoint reads
├── RequestTooLargeError       past a named limit
├── ClientGoneError            the browser left before it had sent everything
├── ForeignRequestError        a form that was not sent from our own page
├── NameRefusedError           a name that cannot be shown to people
└── CatalogueError             a translation that is missing or broken
"""

from dataclasses import dataclass
from enum import StrEnum

from thiqa.base import ThiqaError
from thiqa.web.messages import message


class WebError(ThiqaError):
    """A request that cannot be served; `status` is the HTTP status that says so."""

    status = 400


class MalformedRequestError(WebError):
    """Bytes that are not what the endpoint reads."""


class DuplicateFieldError(MalformedRequestError):
    """A field that was sent twice."""


class UnsupportedMediaError(MalformedRequestError):
    """A body of another content type than the endpoint reads."""

    status = 415


class RequestTooLargeError(WebError):
    """A request past one of the named limits."""

    status = 413


class ClientGoneError(WebError):
    """The connection closed before the request was complete."""


class ForeignRequestError(WebError):
    """A form that did not come from our own page in the same browser."""

    status = 403


class NameRefusedError(WebError):
    """A name that could mislead the person who reads it."""


class CatalogueError(WebError):
    """A message without its translation, or a translation that does not fit it."""

    status = 500


class Fault(StrEnum):
    """Whose fault an error is: the first thing that a person wants to know."""

    YOURS = "yours"
    SERVICE = "service"
    OURS = "ours"
    NOBODY = "nobody"

    @property
    def explanation(self) -> str:
        """The sentence that says so to the person (a message)."""
        return _EXPLANATIONS[self]


_EXPLANATIONS = {
    Fault.YOURS: message("Something on your side, and you can put it right."),
    Fault.SERVICE: message("The service that sent you here made a mistake. You did nothing wrong."),
    Fault.OURS: message("Ours. You did nothing wrong."),
    Fault.NOBODY: message("Nobody's."),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One error page: the texts are English message identifiers."""

    status: int
    fault: Fault
    title: str
    """What happened, in one line."""
    advice: str
    """What the person can do next."""
