"""The frame of the card client's pages, and how they say that something went wrong."""

from collections.abc import Iterable
from http import HTTPStatus
from pathlib import Path
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException

import thiqa.web
from thiqa.card_client.errors import HandoverError
from thiqa.card_client.views import CONDITIONS
from thiqa.web import (
    Assets,
    Cookies,
    Fault,
    ForeignRequestError,
    Pages,
    Problem,
    RequestTooLargeError,
    Site,
    WebError,
    load_catalogues,
)
from thiqa.web.messages import message
from thiqa.web.problems import (
    BAD_REQUEST,
    BROKEN,
    FOREIGN_FORM,
    METHOD_NOT_ALLOWED,
    NOT_FOUND,
    TOO_LARGE,
)

OUR_FOLDER = Path(__file__).parent
FRAME_FOLDER = Path(thiqa.web.__file__).parent

SITE = Site(
    name=message("Card program"),
    tagline=message("It runs on this machine, and sends your PIN to your card and to nobody else."),
)
UNREADABLE = Problem(
    HTTPStatus.BAD_REQUEST,
    Fault.SERVICE,
    message("The site did not ask in a way that we understand"),
    message("Go back to the site and start the sign-in again. Your card was not used."),
)
PROBLEMS: tuple[tuple[type[Exception], Problem], ...] = (
    (HandoverError, UNREADABLE),
    (HTTPException, NOT_FOUND),
    (RequestTooLargeError, TOO_LARGE),
    (ForeignRequestError, FOREIGN_FORM),
    (WebError, BAD_REQUEST),
)
"""Looked up from top to bottom; what nobody foresaw is our own fault."""


def card_client_pages(cookies: Cookies) -> Pages:
    """Return the pages in every language."""
    return Pages(
        SITE,
        templates=[OUR_FOLDER / "templates", FRAME_FOLDER / "templates"],
        catalogues=load_catalogues(locale_folders()),
        assets=Assets([FRAME_FOLDER / "static", OUR_FOLDER / "static"]),
        cookies=cookies,
        timezone=ZoneInfo("UTC"),
        names={"conditions": CONDITIONS},
    )


def locale_folders() -> Iterable[Path]:
    """Return where the messages are: those of the frame, then our own."""
    return (FRAME_FOLDER / "locale", OUR_FOLDER / "locale")


def problem_of(error: Exception) -> Problem:
    """Return the error page for an error."""
    if isinstance(error, HTTPException) and error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        return METHOD_NOT_ALLOWED
    return next((problem for kind, problem in PROBLEMS if isinstance(error, kind)), BROKEN)
