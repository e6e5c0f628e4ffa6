"""How the desk says that something cannot be done, and what to do instead."""

from dataclasses import dataclass
from http import HTTPStatus

from thiqa.counter.desk.errors import (
    AlreadyAClerkError,
    InvitationGoneError,
    LastSupervisorError,
    NotAClerkError,
    OwnRequestError,
    SupervisorsOnlyError,
)
from thiqa.counter.requests.errors import (
    FileTakenError,
    RequestMissingError,
    SecondClerkError,
)
from thiqa.web.messages import message


@dataclass(frozen=True, slots=True)
class DeskTrouble:
    """A page; the texts are English messages."""

    status: int
    title: str
    advice: str


MOVED_ON = DeskTrouble(
    HTTPStatus.CONFLICT,
    message("This file has moved on"),
    message("Somebody was faster, or the citizen took it back. Look at it again."),
)

TROUBLES: tuple[tuple[type[Exception], DeskTrouble], ...] = (
    (
        NotAClerkError,
        DeskTrouble(
            HTTPStatus.FORBIDDEN,
            message("You are not a clerk here"),
            message("Your supervisor can give you an invitation: open its link, and sign in."),
        ),
    ),
    (
        SupervisorsOnlyError,
        DeskTrouble(
            HTTPStatus.FORBIDDEN,
            message("This is for supervisors"),
            message("Ask the supervisor of your body."),
        ),
    ),
    (
        InvitationGoneError,
        DeskTrouble(
            HTTPStatus.GONE,
            message("This invitation cannot be used any more"),
            message("It was used, or three days have passed. Ask your supervisor for another one."),
        ),
    ),
    (
        AlreadyAClerkError,
        DeskTrouble(
            HTTPStatus.CONFLICT,
            message("You are a clerk already"),
            message("One person works for one body. To change, be dismissed there first."),
        ),
    ),
    (
        LastSupervisorError,
        DeskTrouble(
            HTTPStatus.CONFLICT,
            message("A body with clerks keeps a supervisor"),
            message("Invite another supervisor first."),
        ),
    ),
    (
        OwnRequestError,
        DeskTrouble(
            HTTPStatus.FORBIDDEN,
            message("This is your own request"),
            message("Nobody decides about their own request: a colleague does."),
        ),
    ),
    (
        SecondClerkError,
        DeskTrouble(
            HTTPStatus.FORBIDDEN,
            message("This takes another clerk"),
            message("Whoever proposed does not approve, and whoever decided does not look again."),
        ),
    ),
    (
        FileTakenError,
        DeskTrouble(
            HTTPStatus.CONFLICT,
            message("You do not have this file"),
            message("A colleague has it, or your hour is over. Look at it again."),
        ),
    ),
    (
        RequestMissingError,
        DeskTrouble(
            HTTPStatus.NOT_FOUND,
            message("There is no such file here"),
            message("The number may be mistyped, or another body decides about it."),
        ),
    ),
)
"""Looked up from top to bottom; whatever is not here is a file that has moved on."""


def trouble_of(error: Exception) -> DeskTrouble:
    """Return what a clerk reads about an error."""
    return next((found for kind, found in TROUBLES if isinstance(error, kind)), MOVED_ON)
