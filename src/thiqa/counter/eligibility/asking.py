"""Asking another body yes or no; what is neither keeps the request waiting, and is said."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from thiqa.base import Clock, Database
from thiqa.counter.catalogue.models import Question, Service
from thiqa.counter.eligibility.errors import NotAskedError
from thiqa.counter.eligibility.kinds import ANSWER, QUESTION, QUESTIONS_PATH
from thiqa.counter.eligibility.models import ANSWERED, Inquiry, Word
from thiqa.counter.eligibility.records import Records
from thiqa.counter.letters import Correspondent, Letter, LetterRefusedError, LettersError
from thiqa.counter.requests.by_others import mark_answered
from thiqa.counter.requests.life import Life, number_of
from thiqa.counter.requests.models import Need, Request, State
from thiqa.counter.tasks.errors import TryLaterError
from thiqa.counter.tasks.models import Task

SOONEST_SECONDS, LATEST_SECONDS = 30, 86_400
"""Between two questions, whatever the body would like."""
UNKNOWN_SECONDS = 86_400
"""Until a body that does not know somebody is asked again."""
UNREACHABLE_SECONDS = 300

logger = logging.getLogger("thiqa.counter.eligibility")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a letter of the body says."""

    word: Word
    valid_until: int | None
    again_in: int


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Asks the bodies that the operator has named."""

    life: Life
    database: Database[Any]
    bodies: Mapping[str, Correspondent]
    """By the body's identifier in the catalogue."""
    clock: Clock

    async def ask(self, task: Task) -> None:
        """Ask for a request that waits for it; a task."""
        request = await self._waiting(number_of(task.key))
        if request is None:
            return
        service = self.life.service(request.service)
        question = service.steps.eligibility
        if question is None:
            return
        answer, text = await self._answer(request, service, question)
        await self._keep(request, question, answer, text)
        if answer.word not in ANSWERED:
            raise TryLaterError(f"eligibility: {answer.word}", seconds=answer.again_in)

    async def _answer(
        self, request: Request, service: Service, question: Question
    ) -> tuple[Answer, str | None]:
        try:
            body = self.bodies[question.body.id]
        except KeyError:
            raise NotAskedError(f"no address is set for the body {question.body.id}") from None
        told = told_claims(request.claims, question.claims)
        asked = {"question": question.id, "purpose": service.purpose.id, "claims": told}
        try:
            letter = await body.ask(QUESTIONS_PATH, QUESTION, asked, answer=ANSWER)
            return read_answer(letter, question.id, self.clock()), letter.text
        except LettersError as error:
            logger.warning("eligibility: %s: %s", type(error).__name__, error)
            return Answer(Word.WAITING, None, UNREACHABLE_SECONDS), None

    async def _keep(
        self, request: Request, question: Question, answer: Answer, text: str | None
    ) -> None:
        now = self.clock()
        is_answered = answer.word in ANSWERED
        inquiry = Inquiry(
            number=request.number,
            question=question.id,
            body=question.body.id,
            word=answer.word,
            asked_at=now,
            valid_until=answer.valid_until,
            letter=text if is_answered else None,
        )

        async def keep(records: Records) -> None:
            if is_answered and not await mark_answered(
                self.life, records, request.number, answer.word is Word.YES, now
            ):
                return
            await records.eligibility.put(inquiry)

        await self.database.run(keep)

    async def _waiting(self, number: str) -> Request | None:
        async def read(records: Records) -> Request | None:
            return await records.requests.get(number)

        request = await self.database.read(read)
        if request is None or request.state is not State.SUBMITTED:
            return None
        return request if Need.ELIGIBILITY in request.needs else None


def told_claims(claims: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """Return what the body is told: what the citizen agreed to for this purpose, and no more."""
    missing = [name for name in names if name not in claims]
    if missing:
        raise NotAskedError(f"the provider did not give us {', '.join(missing)}")
    return {name: claims[name] for name in names}


def read_answer(letter: Letter, question: str, now: int) -> Answer:
    """Return what a letter says about a question.

    1. It is about this question. 2. It says yes, no, that it does not know, or later; anything
    else is no answer. 3. A yes or a no says until when it holds, and holds now.
    """
    body = letter.body
    if body.get("question") != question:  # 1
        raise LetterRefusedError("an answer to another question of ours")
    try:
        word = Word(str(body.get("answer")))
    except ValueError as error:
        raise LetterRefusedError("neither yes nor no") from error
    if word is Word.WAITING:  # 2
        raise LetterRefusedError("neither yes nor no")
    if word not in ANSWERED:
        return Answer(word, None, _pause(word, body.get("again_in")))
    valid_until = body.get("valid_until")
    if isinstance(valid_until, bool) or not isinstance(valid_until, int):  # 3
        raise LetterRefusedError("an answer that does not say until when it holds")
    if valid_until <= now:  # 3
        raise LetterRefusedError("an answer that holds no more")
    return Answer(word, valid_until, 0)


def _pause(word: Word, wished: object) -> int:
    if word is Word.UNKNOWN or isinstance(wished, bool) or not isinstance(wished, int):
        return UNKNOWN_SECONDS
    return min(max(wished, SOONEST_SECONDS), LATEST_SECONDS)
