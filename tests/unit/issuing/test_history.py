"""What a citizen reads of documents about them."""

import pytest

from thiqa.base import b64url_encode
from thiqa.issuing.models import Reason
from thiqa.ledger.events import DocumentIssued
from thiqa.portal.entries import facts_of
from thiqa.portal.kinds import TAKEN_BACK, WORDS, word_of


def event(**changes: str) -> DocumentIssued:
    return DocumentIssued(
        at=1_764_000_000,
        client_id="counter",
        sector="interior",
        subject="s-1",
        document_type="residence",
        document_hash=b64url_encode(bytes(32)),
        **changes,
    )


def test_an_issue_and_its_end_are_told_apart() -> None:
    assert WORDS[word_of(event())] == "It issued a document about you"
    assert facts_of(event()) == (("Kind of document", "residence"),)


@pytest.mark.parametrize("reason", Reason)
def test_each_reason_is_in_words(reason: Reason) -> None:
    ended = event(state="withdrawn", reason=reason.value)
    assert word_of(ended) in TAKEN_BACK
    assert facts_of(ended) == (("Kind of document", "residence"),)


def test_a_reason_of_another_version_is_an_entry_about_a_document() -> None:
    assert word_of(event(state="withdrawn", reason="later")) == "document"
