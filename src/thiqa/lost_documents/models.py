"""A question about a document, a report of one, and whoever answers."""

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol, Self

from thiqa.card.data_groups.mrz import MachineReadableZone
from thiqa.card.verification.status import DocumentStatus, StatusAnswer
from thiqa.lost_documents.errors import ReportError

_COUNTRY = re.compile(r"[A-Z]{1,3}")
_TYPE = re.compile(r"[A-Z]")
_NUMBER = re.compile(r"(?=.*[A-Z0-9])[A-Z0-9<]{1,24}")
_BETWEEN = re.compile(r"[\s-]")


@dataclass(frozen=True, slots=True)
class StatusQuery:
    """What a document is asked for by: issuing state, first letter of its code, and number.

    All three as the machine-readable zone has them, without the fillers at the end.
    """

    country: str
    document_type: str
    number: str

    def __post_init__(self) -> None:
        for name, form in (("country", _COUNTRY), ("document_type", _TYPE), ("number", _NUMBER)):
            if not form.fullmatch(getattr(self, name)):
                raise ReportError(f"{name.replace('_', ' ')} is not as a document has it")

    @classmethod
    def of_zone(cls, zone: MachineReadableZone) -> Self:
        """Return the question about the document that a zone stands on."""
        return cls(zone.issuer, zone.document_code[:1], zone.document_number)

    @classmethod
    def typed(cls, country: str, document_type: str, number: str) -> Self:
        """Return the question that a person typed: spaces, hyphens, small letters are forgiven."""
        parts = (_BETWEEN.sub("", part).upper() for part in (country, document_type, number))
        return cls(*parts)

    @property
    def spelling(self) -> str:
        """One text for one document, fillers left out of the number."""
        return f"{self.country}/{self.document_type}/{self.number.replace('<', '')}"

    def answer(self, status: DocumentStatus, source: str) -> StatusAnswer:
        """Return an answer to this question."""
        return StatusAnswer(self.country, self.number, self.document_type, status, source)


class ReportKind(IntEnum):
    """Why a document is on a list."""

    LOST = 1
    STOLEN = 2
    STOLEN_BLANK = 3
    REVOKED = 4

    @property
    def word(self) -> str:
        """How reports, and answers to people, say it."""
        return self.name.lower().replace("_", " ")


class StatusSource(Protocol):
    """Whoever can be asked about a document."""

    async def ask(self, query: StatusQuery, now: int) -> StatusAnswer:
        """Answer; whatever goes wrong on the way is *cannot say*, never *not reported*."""
        ...
