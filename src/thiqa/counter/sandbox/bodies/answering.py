"""What the bodies answer: from a file of specimen citizens, or with the trouble switched on."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from thiqa.base import Clock
from thiqa.counter.letters import Letter, QuestionRefusedError
from thiqa.web.messages import message

CURRENCY = "MAD"
ANSWER_DAYS = 30
DAY_SECONDS = 86_400
ASK_AGAIN_SECONDS = 60
NATIONAL_NUMBER = "national_number"


class Trouble(StrEnum):
    """What is wrong with both bodies, until it is switched off."""

    NONE = "none"
    LATER = "later"
    UNKNOWN = "unknown"
    UNREACHABLE = "unreachable"
    OTHER_KEY = "other-key"
    OTHER_QUESTION = "other-question"


TROUBLES = {
    Trouble.NONE: message("Nothing: all goes well"),
    Trouble.LATER: message("They answer that they need more time"),
    Trouble.UNKNOWN: message("They do not know the citizen"),
    Trouble.UNREACHABLE: message("They answer no question"),
    Trouble.OTHER_KEY: message("They sign with a key that is not theirs"),
    Trouble.OTHER_QUESTION: message("They answer another question than the one asked"),
}


@dataclass(slots=True)
class Bodies:
    """What both bodies know, and the one switch."""

    clock: Clock
    people: Mapping[str, Mapping[str, Any]]
    trouble: Trouble = Trouble.NONE
    asked: list[Letter] = field(default_factory=list, repr=False)
    """The newest questions, for tests and for the page."""

    async def eligible(self, letter: Letter) -> Mapping[str, Any]:
        """Answer yes or no to a question."""
        question = letter.body.get("question")
        if not isinstance(question, str):
            raise QuestionRefusedError("lacks_question")
        person = self._person(letter)
        if self.trouble is Trouble.LATER:
            return {"question": question, "answer": "later", "again_in": ASK_AGAIN_SECONDS}
        if person is None:
            return {"question": question, "answer": "unknown"}
        return {
            "question": question,
            "answer": "yes" if person["eligible"] else "no",
            "valid_until": self.clock() + ANSWER_DAYS * DAY_SECONDS,
        }

    async def assess(self, letter: Letter) -> Mapping[str, Any]:
        """Answer what somebody owes, line by line."""
        service = letter.body.get("service")
        if not isinstance(service, str):
            raise QuestionRefusedError("lacks_service")
        person = self._person(letter)
        if self.trouble is Trouble.LATER:
            return {"service": service, "state": "later", "again_in": ASK_AGAIN_SECONDS}
        if person is None:
            return {"service": service, "state": "unknown"}
        lines = [
            {"label": line["label"], "amount": {"minor": line["minor"], "currency": CURRENCY}}
            for line in person["tax"]
        ]
        total = sum(line["minor"] for line in person["tax"])
        return {
            "service": service,
            "state": "assessed",
            "amount": {"minor": total, "currency": CURRENCY},
            "lines": lines,
        }

    def _person(self, letter: Letter) -> Mapping[str, Any] | None:
        self.asked = [*self.asked[-9:], letter]
        claims = letter.body.get("claims")
        number = claims.get(NATIONAL_NUMBER) if isinstance(claims, dict) else None
        if not isinstance(number, str):
            raise QuestionRefusedError("lacks_national_number")
        return None if self.trouble is Trouble.UNKNOWN else self.people.get(number)


def read_people() -> Mapping[str, Mapping[str, Any]]:
    """Return what the bodies know."""
    file = Path(__file__).with_name("people.json")
    people: dict[str, Mapping[str, Any]] = json.loads(file.read_text("utf-8"))
    return people
