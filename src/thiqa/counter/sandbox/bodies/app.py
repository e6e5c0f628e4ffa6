"""Wires both bodies together: each has an address below ours, and a key of its own."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from thiqa.base import Clock, system_clock
from thiqa.counter.eligibility.kinds import ANSWER, QUESTION, QUESTIONS_PATH
from thiqa.counter.letters import Letter, LettersError, PublishedKeys, Respondent, Writer
from thiqa.counter.letters.http import new_letters_client
from thiqa.counter.letters.respondent import NO_STORE, Answering, refusal
from thiqa.counter.payments.kinds import ASSESSMENT, ASSESSMENT_QUESTION, ASSESSMENTS_PATH
from thiqa.counter.sandbox.bodies.answering import TROUBLES, Bodies, Trouble, read_people
from thiqa.counter.sandbox.frame import sandbox_pages, serve
from thiqa.crypto import Algorithm, Signer, generate_key
from thiqa.crypto.key_file import ensure_signer
from thiqa.web import Pages, Site, check_form_type, check_same_origin, parse_form, read_body
from thiqa.web.messages import message

TAX_BODY = "/dgi"
SOCIAL_REGISTER = "/registre-social"

SITE = Site(
    name=message("Other bodies for trials"),
    tagline=message("A tax body and a social register that know specimen citizens only."),
)


@dataclass(frozen=True, slots=True)
class RunningBodies:
    """The application, and what its answers come from."""

    app: ASGIApp
    bodies: Bodies


def make_bodies(
    url: str, data: Path, counters: Sequence[str], *, clock: Clock = system_clock
) -> RunningBodies:
    """Return both bodies at an address; counters are addresses with their keys below."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    http = new_letters_client()
    known = {name: PublishedKeys(name, http, clock) for name in counters}
    bodies = Bodies(clock, read_people())
    pages = sandbox_pages(SITE)

    def body(path: str, key_file: str) -> Body:
        writer = Writer(url + path, ensure_signer(data / key_file), clock)
        return Body(path, bodies, Respondent(writer, known))

    tax, social = body(TAX_BODY, "tax.pem"), body(SOCIAL_REGISTER, "social.pem")

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await http.aclose()

    routes = [
        *tax.routes(ASSESSMENTS_PATH, ASSESSMENT_QUESTION, ASSESSMENT, bodies.assess),
        *social.routes(QUESTIONS_PATH, QUESTION, ANSWER, bodies.eligible),
        *SwitchPage(url, pages, bodies).routes(),
    ]
    return RunningBodies(serve(pages, routes, lifespan), bodies)


@dataclass(frozen=True, slots=True)
class Body:
    """One body: its address, and who answers letters in its name."""

    path: str
    bodies: Bodies
    respondent: Respondent

    def routes(self, path: str, kind: str, answer_kind: str, answering: Answering) -> list[Route]:
        """Return the address of its keys, and that of its answers."""

        async def answer(request: Request) -> Response:
            if self.bodies.trouble is Trouble.UNREACHABLE:
                return Response(status_code=HTTPStatus.SERVICE_UNAVAILABLE, headers=NO_STORE)
            try:
                question = await self.respondent.read(request, kind)
                body = await answering(question)
            except LettersError as error:
                return refusal(error)
            return self._respondent().reply(answer_kind, self._answered(question), body)

        return [
            Route(f"{self.path}/jwks.json", self.respondent.jwks),
            Route(self.path + path, answer, methods=["POST"]),
        ]

    def _respondent(self) -> Respondent:
        if self.bodies.trouble is not Trouble.OTHER_KEY:
            return self.respondent
        ours = self.respondent.writer
        stranger = Signer(generate_key(Algorithm.ES256))
        return Respondent(Writer(ours.name, stranger, ours.clock), self.respondent.known)

    def _answered(self, question: Letter) -> Letter:
        if self.bodies.trouble is not Trouble.OTHER_QUESTION:
            return question
        return replace(question, text=question.text[::-1])


@dataclass(frozen=True, slots=True)
class BodiesView:
    """The switch."""

    troubles: Mapping[Trouble, str]
    trouble: Trouble


@dataclass(frozen=True, slots=True)
class SwitchPage:
    """Where a trial switches troubles on."""

    url: str
    pages: Pages
    bodies: Bodies

    def routes(self) -> list[Route]:
        """Return its addresses."""
        return [Route("/", self.show), Route("/trouble", self.switch, methods=["POST"])]

    async def show(self, request: Request) -> Response:
        """Show the switch, and how much was asked."""
        return self.pages.respond(
            request, "bodies.html", view=BodiesView(TROUBLES, self.bodies.trouble)
        )

    async def switch(self, request: Request) -> Response:
        """Switch one trouble on, and all others off."""
        headers = request.scope["headers"]
        check_same_origin(headers, self.url)
        check_form_type(headers)
        form = parse_form(await read_body(request.receive))
        try:
            self.bodies.trouble = Trouble(form.get("trouble", ""))
        except ValueError as error:
            raise HTTPException(HTTPStatus.BAD_REQUEST) from error
        return RedirectResponse(f"{self.url}/", HTTPStatus.SEE_OTHER)
