"""What the citizen sees of a question to another body."""

from dataclasses import dataclass

from thiqa.counter.catalogue.models import Question, Texts
from thiqa.counter.eligibility.models import Inquiry, Word
from thiqa.counter.records import Records
from thiqa.counter.requests.life import Life
from thiqa.counter.requests.models import EDITABLE, Request
from thiqa.counter.requests.views import Section
from thiqa.web.messages import message

WORDS = {
    Word.WAITING: message(
        "We have asked. There is no answer yet; that is not a no. We go on asking, and tell you."
    ),
    Word.LATER: message("The body needs more time; that is not a no. We ask again, and tell you."),
    Word.UNKNOWN: message(
        "The body does not find you; that is not a no. Please register with them: we ask again"
        " each day."
    ),
    Word.YES: message("Yes"),
    Word.NO: message("No"),
}
"""Where the question stands."""


@dataclass(frozen=True, slots=True)
class EligibilityView:
    """The question, who answers it, and what they said; `word` is a message."""

    question: Texts
    body: Texts
    law: Texts
    word: str
    answered_at: int | None
    valid_until: int | None


@dataclass(frozen=True, slots=True)
class EligibilitySection:
    """The part of a request's page about a question to another body."""

    life: Life

    async def section(self, records: Records, request: Request, now: int) -> Section | None:
        """Return what a request's page shows; awaited in a unit that reads."""
        question = self.life.service(request.service).steps.eligibility
        if question is None or request.state in EDITABLE:
            return None
        inquiry = await records.eligibility.get(request.number)
        return Section("eligibility_section.html", eligibility_view(question, inquiry))


def eligibility_view(question: Question, inquiry: Inquiry | None) -> EligibilityView:
    """Return what a request's page shows of a question."""
    valid_until = None if inquiry is None else inquiry.valid_until
    return EligibilityView(
        question=question.text,
        body=question.body.name,
        law=question.law,
        word=WORDS[Word.WAITING if inquiry is None else inquiry.word],
        answered_at=inquiry.asked_at if inquiry and valid_until else None,
        valid_until=valid_until,
    )
