"""Asking the body that says what somebody owes, line by line."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from thiqa.base import Clock, Database, Money, MoneyError
from thiqa.counter.catalogue.models import AssessedFee, Service
from thiqa.counter.letters import Correspondent, Letter, LetterRefusedError, LettersError
from thiqa.counter.payments.errors import NotAssessedError, ReportRefusedError
from thiqa.counter.payments.kinds import ASSESSMENT, ASSESSMENT_QUESTION, ASSESSMENTS_PATH
from thiqa.counter.payments.models import Assessment, AssessmentLine, AssessmentState
from thiqa.counter.payments.records import Records
from thiqa.counter.payments.wire import read_money
from thiqa.counter.requests.by_others import mark_assessed
from thiqa.counter.requests.life import Life, number_of
from thiqa.counter.requests.models import Need, Request, State
from thiqa.counter.tasks.errors import TryLaterError
from thiqa.counter.tasks.models import Task
from thiqa.web import Language

SOONEST_SECONDS, LATEST_SECONDS = 30, 86_400
"""Between two questions, whatever the body would like."""
UNKNOWN_SECONDS = 86_400
UNREACHABLE_SECONDS = 300
MAX_LINES = 50
MAX_LABEL_CHARACTERS = 200

logger = logging.getLogger("thiqa.counter.payments")


@dataclass(frozen=True, slots=True)
class Assessing:
    """Asks the bodies that the operator has named."""

    life: Life
    database: Database[Any]
    bodies: Mapping[str, Correspondent]
    """By the body's identifier in the catalogue."""
    clock: Clock

    async def ask(self, task: Task) -> None:
        """Have a request assessed that waits for it; a task."""
        request, fields = await self._waiting(number_of(task.key))
        if request is None:
            return
        service = self.life.service(request.service)
        if not isinstance(service.fee, AssessedFee):
            return
        assessment, pause = await self._assess(request, service, service.fee, fields)
        await self._keep(assessment)
        if assessment.amount is None:
            raise TryLaterError(f"assessment: {assessment.state}", seconds=pause)

    async def _assess(
        self, request: Request, service: Service, fee: AssessedFee, fields: Mapping[str, str]
    ) -> tuple[Assessment, int]:
        body = self.bodies.get(fee.body.id)
        if body is None:
            raise NotAssessedError(f"no address is set for the body {fee.body.id}")
        missing = [name for name in fee.claims if name not in request.claims]
        if missing:
            raise NotAssessedError(f"the provider did not give us {', '.join(missing)}")
        asked = {
            "service": service.id,
            "purpose": service.purpose.id,
            "claims": {name: request.claims[name] for name in fee.claims},
            "fields": {name: fields.get(name, "") for name in fee.fields},
        }
        number, now = request.number, self.clock()
        try:
            letter = await body.ask(ASSESSMENTS_PATH, ASSESSMENT_QUESTION, asked, answer=ASSESSMENT)
            return read_assessment(letter, number, service.id, fee.currency, now), pause_of(letter)
        except LettersError as error:
            logger.warning("assessment: %s: %s", type(error).__name__, error)
            waiting = Assessment(number, AssessmentState.WAITING, now)
            return waiting, UNREACHABLE_SECONDS

    async def _keep(self, assessment: Assessment) -> None:
        async def keep(records: Records) -> None:
            amount = assessment.amount
            if amount is not None and not await mark_assessed(
                self.life, records, assessment.number, amount, assessment.asked_at
            ):
                return
            await records.payments.put_assessment(assessment)

        await self.database.run(keep)

    async def _waiting(self, number: str) -> tuple[Request | None, Mapping[str, str]]:
        async def read(records: Records) -> tuple[Request | None, Mapping[str, str]]:
            request = await records.requests.get(number)
            if request is None or request.state is not State.SUBMITTED:
                return None, {}
            if Need.ASSESSMENT not in request.needs:
                return None, {}
            return request, await records.requests.fields(number)

        return await self.database.read(read)


def read_assessment(
    letter: Letter, number: str, service: str, currency: str, now: int
) -> Assessment:
    """Return what a letter says somebody owes.

    1. It is about this service. 2. It is an assessment, or says that there is none yet; anything
    else is refused. 3. The amount is in the currency of the service. 4. Its lines can be read in
    every language, and add up to it.
    """
    body = letter.body
    if body.get("service") != service:  # 1
        raise LetterRefusedError("an assessment for another service")
    try:
        state = AssessmentState(str(body.get("state")))
    except ValueError as error:
        raise LetterRefusedError("not an assessment") from error
    if state is AssessmentState.WAITING:  # 2
        raise LetterRefusedError("not an assessment")
    if state is not AssessmentState.ASSESSED:
        return Assessment(number, state, now)
    try:
        amount = read_money(body.get("amount"))
        lines = _lines(body.get("lines"))
        total = sum((line.amount for line in lines), Money(0, currency))
    except (ReportRefusedError, MoneyError) as error:
        raise LetterRefusedError(f"an assessment that cannot be read: {error}") from error
    if amount.currency != currency:  # 3
        raise LetterRefusedError("an assessment in another currency")
    if total != amount:  # 4
        raise LetterRefusedError("an assessment whose lines do not add up")
    return Assessment(number, state, now, amount, lines, letter.text)


def pause_of(letter: Letter) -> int:
    """Return when to ask again, as the body wishes, within reason."""
    wished = letter.body.get("again_in")
    if isinstance(wished, bool) or not isinstance(wished, int):
        return UNKNOWN_SECONDS
    return min(max(wished, SOONEST_SECONDS), LATEST_SECONDS)


def _lines(value: object) -> tuple[AssessmentLine, ...]:
    if not isinstance(value, list) or len(value) > MAX_LINES:
        raise ReportRefusedError("not lines")
    return tuple(_line(each) for each in value)


def _line(value: object) -> AssessmentLine:
    label = value.get("label") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(label, dict):
        raise ReportRefusedError("not a line")
    return AssessmentLine(
        {language.value: _label(label.get(language.value)) for language in Language},
        read_money(value.get("amount")),
    )


def _label(text: object) -> str:
    if not isinstance(text, str) or not 0 < len(text) <= MAX_LABEL_CHARACTERS:
        raise ReportRefusedError("a line without a label in every language")
    return text
