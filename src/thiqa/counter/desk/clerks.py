"""Who is at the desk: a clerk who has signed in for the desk, with their card."""

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import Response

from thiqa.counter.catalogue import Texts
from thiqa.counter.desk.errors import DeskError, NotAClerkError, SupervisorsOnlyError
from thiqa.counter.desk.models import Clerk
from thiqa.counter.desk.paths import CLERKS_PATH, DESK_PATH, PAYMENTS_PATH
from thiqa.counter.desk.purpose import DESK
from thiqa.counter.desk.troubles import trouble_of
from thiqa.counter.desk.views import DoorView
from thiqa.counter.identity.front import Front
from thiqa.counter.records import Records
from thiqa.counter.requests.errors import RequestError
from thiqa.counter.requests.life import Life
from thiqa.web import Link, check_form_type, parse_form, read_body
from thiqa.web.messages import message

Result = TypeVar("Result")
Unit = Callable[[Records], Coroutine[Any, Any, Result]]


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that a page of the desk needs."""

    front: Front
    life: Life
    sign_in: Callable[[Request, str], Awaitable[Response]]
    """Sends the browser to the provider, for the purpose of the desk, and then to a path."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who has signed in for the desk."""

    desk: Desk
    request: Request
    subject: str
    now: int

    async def form(self) -> dict[str, str]:
        """Return the fields of a form of ours."""
        return await read_form(self.desk, self.request)


@dataclass(frozen=True, slots=True)
class AtDesk(Visitor):
    """A clerk at the desk."""

    clerk: Clerk

    @property
    def number(self) -> str:
        """The number of the request that the page is about."""
        return str(self.request.path_params["number"])

    async def run(self, unit: Unit[Result]) -> Result:
        """Run a unit that may write, if the clerk is still one in it."""

        async def checked(records: Records) -> Result:
            if await records.desk.find_clerk(self.subject) != self.clerk:
                raise NotAClerkError("dismissed in the meantime")
            return await unit(records)

        return await self.desk.front.database.run(checked)

    async def read(self, unit: Unit[Result]) -> Result:
        """Run a unit that only reads."""
        return await self.desk.front.database.read(unit)

    @property
    def body(self) -> Texts:
        """The name of the clerk's body."""
        return self.desk.life.catalogue.bodies[self.clerk.body].name

    def show(self, template: str, view: object, *, status: int = 200) -> Response:
        """Answer with a page; its view has the name of the body."""
        navigation = links(self.request.url.path, self.clerk)
        return self.desk.front.respond(
            self.request, template, status=status, navigation=navigation, view=view
        )


VisitorPage = Callable[[Visitor], Awaitable[Response]]
ClerkPage = Callable[[AtDesk], Awaitable[Response]]
Page = Callable[[Request], Awaitable[Response]]


def for_visitors(desk: Desk, page: VisitorPage) -> Page:
    """Return a page for whoever has signed in for the desk; others sign in first, and come back.

    A session that was begun for another purpose opens nothing here: its citizen agreed to
    something else.
    """

    async def guarded(request: Request) -> Response:
        identity = await desk.front.citizen(request)
        if identity is None or identity.purpose != DESK.id:
            return offer_sign_in(desk, request)
        visitor = Visitor(desk, request, identity.subject, desk.front.clock())
        try:
            return await page(visitor)
        except (DeskError, RequestError) as error:
            return show_trouble(desk, request, error)

    return guarded


def for_clerks(desk: Desk, page: ClerkPage) -> Page:
    """Return a page for clerks: who was dismissed a second ago is none."""

    async def checked(visitor: Visitor) -> Response:
        clerk = await desk.front.database.read(
            lambda records: records.desk.find_clerk(visitor.subject)
        )
        if clerk is None or clerk.body not in desk.life.catalogue.bodies:
            raise NotAClerkError("not a clerk, or not any more")
        return await page(AtDesk(desk, visitor.request, visitor.subject, visitor.now, clerk))

    return for_visitors(desk, checked)


def for_supervisors(desk: Desk, page: ClerkPage) -> Page:
    """Return a page for supervisors."""

    async def checked(at_desk: AtDesk) -> Response:
        if not at_desk.clerk.is_supervisor:
            raise SupervisorsOnlyError("this page is for supervisors")
        return await page(at_desk)

    return for_clerks(desk, checked)


def offer_sign_in(desk: Desk, request: Request) -> Response:
    """Show the door of the desk."""
    goal = request.url.path if request.method in {"GET", "HEAD"} else DESK_PATH
    return desk.front.respond(request, "desk_door.html", view=DoorView(goal))


def show_trouble(desk: Desk, request: Request, error: Exception) -> Response:
    """Say why something cannot be done."""
    trouble = trouble_of(error)
    return desk.front.respond(request, "desk_trouble.html", status=trouble.status, view=trouble)


async def read_form(desk: Desk, request: Request) -> dict[str, str]:
    """Return the fields of a form of our own origin."""
    desk.front.check_form(request)
    check_form_type(request.scope["headers"])
    return parse_form(await read_body(request.receive))


def links(path: str, clerk: Clerk) -> list[Link]:
    """Return the pages that a clerk can go to."""
    shown = [(DESK_PATH, message("Waiting files"))]
    if clerk.is_supervisor:
        shown.append((CLERKS_PATH, message("Clerks")))
        shown.append((PAYMENTS_PATH, message("Payments compared")))
    return [Link(url, text, current=url == path) for url, text in shown]
