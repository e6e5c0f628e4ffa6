"""The citizen's document, and answers for those to whom a document would say too much."""

import hashlib
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request as Visit
from starlette.responses import Response
from starlette.routing import Route

from thiqa.base import new_secret
from thiqa.counter.catalogue.models import Texts
from thiqa.counter.delivery.delivering import ANSWER
from thiqa.counter.delivery.errors import TooManyAnswersError
from thiqa.counter.delivery.facts import case_facts
from thiqa.counter.delivery.issuer import Issuer
from thiqa.counter.delivery.models import Answer
from thiqa.counter.delivery.views import AnswerRow, DeliveryView
from thiqa.counter.forms.filling import fill_question
from thiqa.counter.identity.front import Front
from thiqa.counter.identity.models import Identity
from thiqa.counter.identity.views import LABELS
from thiqa.counter.records import Records
from thiqa.counter.requests.by_citizen import find_own
from thiqa.counter.requests.errors import RequestMissingError
from thiqa.counter.requests.life import Life
from thiqa.counter.requests.models import Request, State
from thiqa.counter.requests.numbers import parse_number
from thiqa.counter.requests.views import Section
from thiqa.web import check_form_type, parse_form, read_body

DOCUMENT_PATH = "/requests/{number}/document"
ANSWERS_PATH = "/requests/{number}/answers"
MAX_ANSWERS = 20
"""Of one request: each is on the record of the citizen."""
AUDIENCE_FIELD, FORM_KEY_FIELD = "audience", "key"
AUDIENCE = re.compile(r"[^\s\x00-\x1f\x7f](?:[^\x00-\x1f\x7f]{0,198}[^\s\x00-\x1f\x7f])?")
"""An address or a name: one line of 200 characters at the most."""


@dataclass(frozen=True, slots=True)
class DeliveryPages:
    """Thin: what is made is decided in `delivering`."""

    front: Front
    life: Life
    issuer: Issuer

    def routes(self) -> list[Route]:
        """Return the addresses of this room."""
        return [
            Route(DOCUMENT_PATH, self._signed_in(self.download)),
            Route(ANSWERS_PATH, self._signed_in(self.ask), methods=["POST"]),
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

    async def download(self, visit: Visit, citizen: Identity) -> Response:
        """Give the citizen the document."""
        number = _number(visit)

        async def unit(records: Records) -> tuple[str, bytes]:
            await find_own(records, number, citizen.subject)
            document = await records.delivery.document(number)
            if document is None:
                raise RequestMissingError("there is no document")
            return document.document, document.pdf

        name, pdf = await self.front.database.read(unit)
        headers = {
            "content-disposition": f'attachment; filename="{name}.pdf"',
            "cache-control": "no-store",
        }
        return Response(pdf, headers=headers, media_type="application/pdf")

    async def ask(self, visit: Visit, citizen: Identity) -> Response:
        """Have an answer made for one recipient; the same form again is the same answer."""
        self.front.check_form(visit)
        check_form_type(visit.scope["headers"])
        form = parse_form(await read_body(visit.receive))
        number, audience = _number(visit), form.get(AUDIENCE_FIELD, "").strip()
        url = f"/requests/{number}"
        if not AUDIENCE.fullmatch(audience):
            return self.front.go_to(f"{url}#delivery")
        answer_id = _answer_id(citizen.subject, number, form.get(FORM_KEY_FIELD, ""))

        async def unit(records: Records) -> None:
            request = await find_own(records, number, citizen.subject)
            if not self._gives_answers(request):
                raise RequestMissingError("this request gives no answers")
            if len(await records.delivery.answers(number)) >= MAX_ANSWERS:
                raise TooManyAnswersError("enough answers of one request")
            now = self.front.clock()
            if await records.delivery.add_answer(Answer(answer_id, number, audience, now)):
                await records.tasks.ensure(ANSWER, answer_id, now)

        try:
            await self.front.database.run(unit)
        except TooManyAnswersError:
            return self.front.go_to(f"{url}?changed=1")
        return self.front.go_to(f"{url}#delivery")

    async def section(self, records: Records, request: Request, now: int) -> Section | None:
        """Return what a request's page shows; awaited in a unit that reads."""
        document = await records.delivery.document(request.number)
        is_coming = request.is_granted and request.state is State.DECIDED
        if document is None and not request.is_granted:
            return None
        answers = await records.delivery.answers(request.number)
        service = self.life.service(request.service)
        template = service.answer if self._gives_answers(request) else None
        has_paper = service.document is not None
        if not has_paper and template is None and not answers:
            return None
        view = DeliveryView(
            is_coming=is_coming and has_paper,
            document=None if document is None else document.document,
            issued_at=None if document is None else document.issued_at,
            valid_until=None if document is None else document.valid_until,
            withdrawn_at=None if document is None else document.withdrawn_at,
            download_url=f"/requests/{request.number}/document",
            check_url=self.issuer.check_url,
            question=await self._question(records, request) if template else None,
            claims=_labels(template.claims) if template else (),
            answers=tuple(map(_row, answers)),
            answer_url=f"/requests/{request.number}/answers",
            form_key=new_secret(),
        )
        return Section("delivery_section.html", view)

    def _gives_answers(self, request: Request) -> bool:
        service = self.life.service(request.service)
        is_final = request.state in {State.DECIDED, State.DELIVERED}
        return service.answer is not None and request.is_granted and is_final

    async def _question(self, records: Records, request: Request) -> Texts | None:
        service = self.life.service(request.service)
        if service.answer is None:
            return None
        return fill_question(service, service.answer, await case_facts(self.life, records, request))


def _row(answer: Answer) -> AnswerRow:
    return AnswerRow(
        answer.audience, answer.asked_at, answer.valid_until, answer.withdrawn_at, answer.text
    )


def _labels(claims: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(label for label, names in LABELS if set(names) & set(claims))


def _answer_id(subject: str, number: str, form_key: str) -> str:
    return hashlib.sha256(f"{subject}\n{number}\n{form_key}".encode()).hexdigest()


def _number(visit: Visit) -> str:
    number = parse_number(visit.path_params["number"])
    if number is None:
        raise RequestMissingError("not the number of a request")
    return number
