"""The citizen's pages for requests: begin, fill in, submit, follow, withdraw, contest."""

import hashlib
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from starlette.requests import Request as Visit
from starlette.responses import Response
from starlette.routing import Route

from thiqa.counter.forms import FormReading, prefilled, read_form, typed_in
from thiqa.counter.identity.front import Front
from thiqa.counter.identity.models import Identity
from thiqa.counter.records import Records
from thiqa.counter.requests import by_citizen
from thiqa.counter.requests.deadlines import CONTEST_ANSWER, due_at
from thiqa.counter.requests.errors import (
    RequestMissingError,
    StepLostError,
    StepRefusedError,
)
from thiqa.counter.requests.life import Life
from thiqa.counter.requests.models import EDITABLE, Need, Request, State
from thiqa.counter.requests.numbers import parse_number
from thiqa.counter.requests.showing import (
    can_withdraw,
    form_view,
    request_view,
    row_of,
    url_of,
)
from thiqa.counter.requests.views import (
    ContestView,
    FormView,
    KeptView,
    RequestsView,
    RequestView,
    Section,
    WithdrawView,
)
from thiqa.web import check_form_type, parse_form, parse_query, read_body

LISTED = 100
"""Requests on one page: more than anybody has within the time that they are kept."""
FORM_KEY_FIELD = "key"
DO_FIELD, SUBMIT = "do", "submit"
STATEMENT_FIELD = "statement"
MAX_STATEMENT = 2_000
FORM_KEY_SECONDS = 30 * 86_400
MAX_KEPT_FIELDS = 64

SectionOf = Callable[[Records, Request, int], Awaitable[Section | None]]
"""Awaited in a unit that reads: what another room shows on a request's page, if anything."""
Uploaded = Callable[[Records, Request], Awaitable[frozenset[str]]]
"""Awaited in a unit: the ids of the upload fields whose file is there and good."""


async def nothing_uploaded(_: Records, __: Request) -> frozenset[str]:
    """Where nothing can be uploaded, nothing is there."""
    return frozenset()


@dataclass(frozen=True, slots=True)
class RequestPages:
    """Thin: what may happen is decided in `life`, and what is shown in `showing`."""

    front: Front
    life: Life
    sections: tuple[SectionOf, ...] = ()
    """In the order in which they are shown."""
    uploaded: Uploaded = nothing_uploaded

    def routes(self) -> list[Route]:
        """Return the addresses of this room."""
        one = "/requests/{number}"
        return [
            Route("/services/{service}/begin", self._signed_in(self.begin)),
            Route("/requests", self._signed_in(self.list)),
            Route(one, self._signed_in(self.show)),
            Route(f"{one}/form", self.send, methods=["POST"]),
            Route(f"{one}/withdraw", self._signed_in(self.ask_withdraw)),
            Route(f"{one}/withdraw", self._signed_in(self.withdraw), methods=["POST"]),
            Route(f"{one}/contest", self._signed_in(self.ask_contest)),
            Route(f"{one}/contest", self._signed_in(self.contest), methods=["POST"]),
        ]

    def _signed_in(
        self, page: Callable[[Visit, Identity], Awaitable[Response]]
    ) -> Callable[[Visit], Awaitable[Response]]:
        async def guarded(visit: Visit) -> Response:
            citizen = await self.front.citizen(visit)
            if citizen is None:
                return self.front.respond(visit, "request_sign_in.html")
            return await page(visit, citizen)

        return guarded

    async def begin(self, visit: Visit, citizen: Identity) -> Response:
        """Open a draft, or resume it; the login must have been for this very service."""
        service = self.life.service(visit.path_params["service"])
        if citizen.purpose != service.purpose.id:
            return self.front.go_to(f"/services/{service.id}")
        open_draft = partial(
            by_citizen.open_draft,
            self.life,
            service_id=service.id,
            subject=citizen.subject,
            claims=citizen.claims,
            now=self.front.clock(),
        )
        draft = await self.front.database.run(lambda records: open_draft(records=records))
        return self.front.go_to(url_of(draft.number))

    async def list(self, visit: Visit, citizen: Identity) -> Response:
        """List the citizen's requests, the newest first."""
        found = await self.front.database.read(
            lambda records: records.requests.list_of_citizen(citizen.subject, LISTED)
        )
        now = self.front.clock()
        view = RequestsView(tuple(row_of(self.life, each, now) for each in found))
        return self.front.respond(visit, "requests.html", view=view)

    async def show(self, visit: Visit, citizen: Identity) -> Response:
        """Show a request: its form, or how far it is."""
        number = _number(visit)
        if number != visit.path_params["number"]:
            return self.front.go_to(url_of(number))
        query = parse_query(visit.scope["query_string"])
        page = partial(self._page, number, citizen, visit, query)
        template, view = await self.front.database.read(page)
        return self.front.respond(visit, template, view=view)

    async def _page(
        self,
        number: str,
        citizen: Identity,
        visit: Visit,
        query: Mapping[str, str],
        records: Records,
    ) -> tuple[str, RequestView | FormView]:
        now = self.front.clock()
        request = await by_citizen.find_own(records, number, citizen.subject)
        fields = await records.requests.fields(number)
        steps = await records.requests.steps(number)
        sections = await self._sections(records, request, now)
        if request.state in EDITABLE:
            service = self.life.service(request.service)
            typed = fields or prefilled(service.fields, request.claims)
            is_checked, was_kept = "check" in query, "kept" in query
            reading = await self._reading(records, request, typed)
            faults = reading.faults if is_checked else {}
            return "request_form.html", form_view(
                self.life, request, steps, typed, faults, sections, now, was_kept=was_kept
            )
        language, changed = self.front.pages.language_of(visit), "changed" in query
        return "request.html", request_view(
            self.life, request, steps, fields, sections, language, now, has_changed=changed
        )

    async def _sections(self, records: Records, request: Request, now: int) -> tuple[Section, ...]:
        shown = [await section(records, request, now) for section in self.sections]
        return tuple(section for section in shown if section is not None)

    async def _reading(
        self, records: Records, request: Request, typed: Mapping[str, str]
    ) -> FormReading:
        service = self.life.service(request.service)
        today = self.life.calendar.day_of(self.front.clock())
        uploaded = await self.uploaded(records, request)
        return read_form(service.fields, typed, today=today, uploaded=uploaded)

    async def send(self, visit: Visit) -> Response:
        """Keep what was typed and, if it was sent to be submitted and nothing is wrong, submit it.

        Without a session nothing is lost: the page that asks to sign in carries what was typed.
        """
        form = await self._form(visit)
        citizen = await self.front.citizen(visit)
        if citizen is None:
            view = KeptView(visit.url.path, form)
            return self.front.respond(visit, "kept_form.html", view=view)
        number = _number(visit)
        unit = partial(self._send, number, citizen.subject, visit.url.path, form)
        return self.front.go_to(f"{url_of(number)}{await self._take(unit)}")

    async def _send(
        self, number: str, subject: str, path: str, form: Mapping[str, str], records: Records
    ) -> str:
        """Return the end of the address where the browser goes: the same for a form sent twice."""
        now = self.front.clock()
        request = await by_citizen.find_own(records, number, subject)
        if request.state not in EDITABLE:
            return ""
        request = await by_citizen.hold_form(records, number, subject, now)
        service = self.life.service(request.service)
        if await _is_new(records, subject, path, form, now):
            await records.requests.put_fields(number, typed_in(service.fields, form), now)
        if form.get(DO_FIELD) != SUBMIT:
            return "?kept=1"
        reading = await self._reading(records, request, await records.requests.fields(number))
        if not reading.is_complete:
            return "?check=1"
        await records.requests.put_fields(number, reading.values, now)
        await by_citizen.submit(self.life, records, number, subject, now)
        return ""

    async def ask_withdraw(self, visit: Visit, citizen: Identity) -> Response:
        """Ask before a request is taken back."""
        number = _number(visit)
        request = await self._own(number, citizen)
        if not can_withdraw(request):
            return self.front.go_to(f"{url_of(number)}?changed=1")
        view = WithdrawView(
            row=row_of(self.life, request, self.front.clock()),
            is_draft=request.state is State.DRAFT,
            is_paid=request.due_fee is not None and Need.PAYMENT not in request.needs,
            post_url=visit.url.path,
            back_url=url_of(number),
        )
        return self.front.respond(visit, "request_withdraw.html", view=view)

    async def withdraw(self, visit: Visit, citizen: Identity) -> Response:
        """Take a request back; once more leads to the same page."""
        await self._form(visit)
        number = _number(visit)

        async def unit(records: Records) -> str:
            await by_citizen.withdraw(records, number, citizen.subject, self.front.clock())
            return ""

        return self.front.go_to(f"{url_of(number)}{await self._take(unit)}")

    async def ask_contest(self, visit: Visit, citizen: Identity) -> Response:
        """Show what contesting means, and the form for it."""
        return await self._contest_page(visit, citizen, "", is_missing=False)

    async def contest(self, visit: Visit, citizen: Identity) -> Response:
        """Contest a decision; once more leads to the same page."""
        statement = (await self._form(visit)).get(STATEMENT_FIELD, "")[:MAX_STATEMENT].strip()
        if not statement:
            return await self._contest_page(visit, citizen, "", is_missing=True)
        number, said = _number(visit), {self.front.pages.language_of(visit).value: statement}

        async def unit(records: Records) -> str:
            now = self.front.clock()
            await by_citizen.contest(self.life, records, number, citizen.subject, said, now)
            return ""

        return self.front.go_to(f"{url_of(number)}{await self._take(unit)}")

    async def _contest_page(
        self, visit: Visit, citizen: Identity, typed: str, *, is_missing: bool
    ) -> Response:
        number, now = _number(visit), self.front.clock()
        request = await self._own(number, citizen)
        until = by_citizen.contest_until(self.life, request)
        if until is None or now > until:
            return self.front.go_to(f"{url_of(number)}?changed=1")
        view = ContestView(
            row=row_of(self.life, request, now),
            until=until,
            answer_by=due_at(CONTEST_ANSWER, now, self.life.calendar),
            law=CONTEST_ANSWER.law,
            reason={} if request.decision is None else request.decision.reason,
            typed=typed,
            is_missing=is_missing,
            post_url=visit.url.path,
            back_url=url_of(number),
        )
        return self.front.respond(visit, "request_contest.html", view=view)

    async def _own(self, number: str, citizen: Identity) -> Request:
        return await self.front.database.read(
            lambda records: by_citizen.find_own(records, number, citizen.subject)
        )

    async def _take(self, unit: Callable[[Records], Coroutine[Any, Any, str]]) -> str:
        """Run a step; one that cannot be taken any more leads to how the request stands."""
        try:
            return await self.front.database.run(unit)
        except (StepRefusedError, StepLostError):
            return "?changed=1"

    async def _form(self, visit: Visit) -> dict[str, str]:
        self.front.check_form(visit)
        body = await read_body(visit.receive)
        if body:
            check_form_type(visit.scope["headers"])
        return parse_form(body, max_fields=MAX_KEPT_FIELDS)


async def _is_new(
    records: Records, subject: str, path: str, form: Mapping[str, str], now: int
) -> bool:
    """Use up the key of a form: one that comes again was heard the first time."""
    if not form.get(FORM_KEY_FIELD):
        return True
    text = "\n".join((subject, path, form[FORM_KEY_FIELD]))
    key = hashlib.sha256(text.encode()).digest()
    return await records.requests.use_form_key(key, now + FORM_KEY_SECONDS)


def _number(visit: Visit) -> str:
    number = parse_number(visit.path_params["number"])
    if number is None:
        raise RequestMissingError("not the number of a request")
    return number
