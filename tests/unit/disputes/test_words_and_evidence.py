"""What people write, and evidence that is late."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import pytest

from thiqa.disputes import Claim, Desk, Dispute, with_evidence
from thiqa.disputes.words import own_words
from thiqa.ledger import EntryId, Kind, LedgerError, NotYetIntegratedError, StoredRecordError
from thiqa.officers.reasons import MAX_CHARACTERS

DISPUTE = Dispute(
    id="d1",
    person_id="p1",
    client_id=None,
    entry_id=EntryId(b"e" * 18),
    entry_hash="A" * 43,
    kind=Kind.LOGIN,
    claim=Claim.NOT_ME,
    statement="",
    opened_at=0,
    due_at=1,
)


@dataclass
class Office:
    """Stands in for the storage and for the receipts of a desk."""

    error: LedgerError | None = None
    attached: list[str] = field(default_factory=list)
    text: str = "a receipt"

    async def receipt_for_person(self, entry_id: bytes, person_id: str, **how: float) -> "Office":
        if self.error is not None:
            raise self.error
        return self

    async def run(self, unit: Any) -> None:
        await unit(self)

    @property
    def disputes(self) -> "Office":
        return self

    async def attach(self, dispute_id: str, evidence: str) -> None:
        self.attached.append(evidence)


def read(office: Office, dispute: Dispute = DISPUTE) -> Dispute:
    desk: Any = Desk(office, None, office)  # type: ignore[arg-type]  # the parts that are used
    return asyncio.run(with_evidence(desk, dispute))


def test_a_receipt_is_attached_once() -> None:
    office = Office()
    found = read(office)
    assert (found.evidence, office.attached) == ("a receipt", ["a receipt"])
    assert read(office, found) == found
    assert office.attached == ["a receipt"]


@pytest.mark.parametrize("error", [NotYetIntegratedError("late"), StoredRecordError("damaged")])
def test_a_record_that_is_late_or_damaged_keeps_nobody_from_the_dispute(error: LedgerError) -> None:
    office = Office(error)
    assert read(office) == DISPUTE
    assert office.attached == []


def test_own_words_are_one_line_in_which_nothing_is_hidden() -> None:
    assert own_words("  I was\n\tabroad \u202e ") == "I was abroad \ufffd"
    assert own_words("") == ""
    assert len(own_words("x" * 10_000)) == MAX_CHARACTERS


def test_own_words_lose_what_looks_like_a_national_number() -> None:
    assert own_words("My number ab123456 was used") == "My number … was used"
