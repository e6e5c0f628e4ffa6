"""Several sources asked one after another."""

from collections.abc import Sequence
from dataclasses import dataclass

from thiqa.card.verification.status import DocumentStatus, StatusAnswer
from thiqa.lost_documents.models import StatusQuery, StatusSource


@dataclass(frozen=True, slots=True)
class FirstThatCanSay:
    """Sources in the order in which they are believed: a service, say, before the list at hand."""

    sources: Sequence[StatusSource]

    async def ask(self, query: StatusQuery, now: int) -> StatusAnswer:
        """Return the first answer that says something; without one, who could not say."""
        silent = []
        for source in self.sources:
            answer = await source.ask(query, now)
            if answer.status is not DocumentStatus.CANNOT_SAY:
                return answer
            silent.append(answer.source)
        return query.answer(DocumentStatus.CANNOT_SAY, "; ".join(silent) or "nobody was asked")
