"""How the service tells a person why it could not go on, and what to do next."""

from dataclasses import dataclass, replace
from http import HTTPStatus

from thiqa.counter.errors import (
    AnswerRefusedError,
    CounterError,
    DeclinedError,
    LoginGoneError,
    ProviderError,
)
from thiqa.counter.forms import ApplicantRefusedError
from thiqa.counter.requests.errors import (
    RequestError,
    RequestMissingError,
    ServiceGoneError,
    TooManyRequestsError,
)
from thiqa.counter.uploads.errors import UploadMissingError
from thiqa.web import ForeignRequestError, WebError
from thiqa.web.messages import message


@dataclass(frozen=True, slots=True)
class Failure:
    """One error page: the texts are English messages."""

    id: str
    """Names it in the address to which a failed callback redirects."""
    status: int
    title: str
    whose: str
    """Who made the mistake: the first thing that a person wants to know."""
    advice: str
    can_retry: bool = True


DECLINED = Failure(
    "declined",
    HTTPStatus.OK,
    message("You chose not to be identified"),
    message("Nobody made a mistake. Thiqa told us nothing about you."),
    message(
        "You can start again whenever you like. At the police station you can make the same"
        " request on paper."
    ),
)
GONE = Failure(
    "over",
    HTTPStatus.GONE,
    message("This login is over"),
    message(
        "Nobody made a mistake. The login took too long, was already used, or was begun in"
        " another browser."
    ),
    message("Start again, and stay in one browser until you are back here."),
)
PROVIDER = Failure(
    "provider",
    HTTPStatus.BAD_GATEWAY,
    message("Thiqa could not identify you"),
    message(
        "The mistake is not yours. Thiqa did not answer, or its answer did not pass our checks,"
        " so we used nothing of it."
    ),
    message("Wait a few minutes, then start again."),
)
REFUSED = replace(PROVIDER, id="provider-refused", status=HTTPStatus.BAD_REQUEST)
"""An answer that the browser brought and that does not pass our checks: 4xx, as any forgery."""
OURS = Failure(
    "ours",
    HTTPStatus.INTERNAL_SERVER_ERROR,
    message("We made a mistake"),
    message("The mistake is ours, not yours and not Thiqa's."),
    message("Try again later. If it happens again, give us the reference below."),
)
FOREIGN = Failure(
    "foreign",
    HTTPStatus.FORBIDDEN,
    message("This request did not come from our page"),
    message("Another site may have sent you here, or your browser hides where a form comes from."),
    message("Go to our first page and start from there."),
)
NOT_FOUND = Failure(
    "not-found",
    HTTPStatus.NOT_FOUND,
    message("There is no such page"),
    message("The address may be mistyped, or the link may be old."),
    message("Go to our first page and start from there."),
    can_retry=False,
)

NOT_FOR_YOU = Failure(
    "not-for-you",
    HTTPStatus.FORBIDDEN,
    message("This service is not for you"),
    message(
        "Nobody made a mistake. The service has a minimum age, and what Thiqa told us does not show"
        " that you have it."
    ),
    message("The page of the service says who may ask, and how to ask without this page."),
    can_retry=False,
)
TOO_MANY = Failure(
    "too-many",
    HTTPStatus.CONFLICT,
    message("You have too many open requests"),
    message("Nobody made a mistake. We keep a limited number of open requests for each person."),
    message("Take back those that you do not need, or wait until some of them are decided."),
    can_retry=False,
)
MOVED_ON = Failure(
    "moved-on",
    HTTPStatus.CONFLICT,
    message("The request has moved on"),
    message("Nobody made a mistake. Something happened to the request at the same time."),
    message("Open your requests to see how it stands, then try again."),
    can_retry=False,
)

FAILURES: tuple[tuple[type[Exception], Failure], ...] = (
    (DeclinedError, DECLINED),
    (LoginGoneError, GONE),
    (ProviderError, PROVIDER),
    (ApplicantRefusedError, NOT_FOR_YOU),
    (RequestMissingError, NOT_FOUND),
    (UploadMissingError, NOT_FOUND),
    (ServiceGoneError, NOT_FOUND),
    (TooManyRequestsError, TOO_MANY),
    (RequestError, MOVED_ON),
    (CounterError, OURS),
    (ForeignRequestError, FOREIGN),
    (WebError, GONE),
)
"""Looked up from top to bottom; whatever is not here is our own mistake."""

AFTER_CALLBACK = {each.id: each for each in (DECLINED, GONE, PROVIDER, REFUSED, OURS)}
"""What a login can end with."""


def failure_of(error: Exception, *, in_callback: bool = False) -> Failure:
    """Return the page for an error; in the callback, what was brought there is refused."""
    if in_callback and isinstance(error, AnswerRefusedError):
        return REFUSED
    return next((failure for kind, failure in FAILURES if isinstance(error, kind)), OURS)
