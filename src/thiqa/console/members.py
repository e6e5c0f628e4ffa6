"""Who is at the console: a person with a session; anybody else signs in first and comes back."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from thiqa.console.console import Console
from thiqa.console.errors import AuditorsOnlyError, OperatorsOnlyError
from thiqa.console.models import Owner
from thiqa.console.pages import OF_ROLE, View, links, show
from thiqa.console.paths import CONSOLE_PATH, SIGN_IN_PATH
from thiqa.console.store import Records
from thiqa.console.views import Person
from thiqa.officers import Role
from thiqa.web.browser import Browser, browser_of, form_token, read_own_form, see_other

NEXT_FIELD = "next"
MAX_FIELDS = 128


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person at the console."""

    console: Console
    request: Request
    browser: Browser
    person_id: str
    roles: frozenset[Role]
    now: int

    @property
    def is_operator(self) -> bool:
        """Whether the person approves and decides for the provider."""
        return Role.OPERATOR in self.roles

    @property
    def client_id(self) -> str:
        """The service that the page is about."""
        return str(self.request.path_params["client_id"])

    async def form(self) -> dict[str, str]:
        """Return the fields of our own form."""
        return await read_own_form(self.console, self.request, self.browser, max_fields=MAX_FIELDS)

    def token(self, path: str) -> str:
        """Return the token of a form that is sent to a path."""
        return form_token(self.console, self.browser, path)

    def show(self, view: View) -> Response:
        """Answer with a page."""
        navigation = links(self.request.url.path, self.roles)
        return show(self.console.pages, self.request, view, navigation=navigation)

    def person(self, person_id: str, owners: list[Owner]) -> Person:
        """Return somebody as the pages name them."""
        labels = {owner.person_id: owner.label for owner in owners}
        return Person(
            self.console.code_of(person_id),
            labels.get(person_id, ""),
            person_id == self.person_id,
        )


Page = Callable[[Request], Awaitable[Response]]
VisitorPage = Callable[[Visitor], Awaitable[Response]]


def for_members(console: Console, page: VisitorPage) -> Page:
    """Return a page that only a session opens; the login of anybody else leads to it."""

    async def guarded(request: Request) -> Response:
        visitor = await _visitor(console, request)
        return see_other(sign_in_first(request)) if visitor is None else await page(visitor)

    return guarded


def for_operators(console: Console, page: VisitorPage) -> Page:
    """Return a page that only an operator opens."""

    async def checked(visitor: Visitor) -> Response:
        if not visitor.is_operator:
            raise OperatorsOnlyError
        return await page(visitor)

    return for_members(console, checked)


def for_auditors(console: Console, page: VisitorPage) -> Page:
    """Return a page that only an auditor opens."""

    async def checked(visitor: Visitor) -> Response:
        if Role.AUDITOR not in visitor.roles:
            raise AuditorsOnlyError
        return await page(visitor)

    return for_members(console, checked)


def sign_in_first(request: Request) -> str:
    """Return the login that leads to the page asked for, or to the first one after a form."""
    wanted = request.url.path if request.method in {"GET", "HEAD"} else CONSOLE_PATH
    return f"{SIGN_IN_PATH}?{urlencode({NEXT_FIELD: wanted})}"


async def _visitor(console: Console, request: Request) -> Visitor | None:
    browser, now = browser_of(console, request), console.provider.clock()
    session_id = browser.session_id
    if session_id is None:
        return None

    async def unit(records: Records) -> tuple[str, frozenset[Role]] | None:
        session = await records.oidc.get_session(session_id, now)
        if session is None:
            return None
        roles = [
            role for role in OF_ROLE if await records.officers.is_officer(session.person_id, role)
        ]
        return session.person_id, frozenset(roles)

    found = await console.database.read(unit)
    return None if found is None else Visitor(console, request, browser, *found, now)
