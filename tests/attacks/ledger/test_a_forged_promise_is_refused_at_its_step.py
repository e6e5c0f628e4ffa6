"""A promise is evidence: whoever alters one, or passes it off as something else, is refused."""

import pytest

from specimen_log import NOON, POLICY, log_of, release, signer
from thiqa.ledger.checkpoint import verify_checkpoint
from thiqa.ledger.entry import seal_entry
from thiqa.ledger.errors import (
    CheckpointFormatError,
    LedgerError,
    OpeningMismatchError,
    PromiseFormatError,
    ReceiptFormatError,
    SignatureError,
    UnknownKeyError,
    VerificationError,
    WrongOriginError,
)
from thiqa.ledger.keys import NoteSigner
from thiqa.ledger.models import first_entry_id
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.promise import Promiser, verify_promise
from thiqa.ledger.receipt import verify_receipt


def promise(of: str = "s-1", by: NoteSigner | None = None) -> str:
    sealed = seal_entry(release(subject=of), bytes)
    promiser = Promiser(by or signer(), lambda: NOON)
    return promiser.promise(first_entry_id(NOON), sealed.leaf, sealed.opening).text


PROMISE = promise()
HEAD, _, NOTE = PROMISE.partition("\n\n")
OTHER_HEAD, _, OTHER_NOTE = promise("s-2").partition("\n\n")


@pytest.mark.parametrize(
    "text",
    [
        "",
        PROMISE.replace("\n\n", "\n", 1),
        PROMISE.replace("v1", "v2", 1),
        log_of(3).receipt(1),
        f"{HEAD}\n\n" + log_of(3).receipt(1).partition("\n\n")[2],
        PROMISE + "x" * 400_000,
    ],
)
def test_1_a_text_of_another_form_is_none(text: str) -> None:
    with pytest.raises((PromiseFormatError, ReceiptFormatError)):
        verify_promise(text, POLICY)


def test_2_a_later_time_was_never_signed() -> None:
    later = PROMISE.replace(f"by {NOON + 3_600}", f"by {NOON + 9_999_999}")
    assert later != PROMISE
    with pytest.raises(SignatureError):
        verify_promise(later, POLICY)


def test_2_the_promise_of_another_key_or_log_is_nothing() -> None:
    with pytest.raises(UnknownKeyError):
        verify_promise(promise(by=signer(7)), POLICY)
    with pytest.raises(WrongOriginError):
        verify_promise(promise(by=signer(0, "other.example/record")), POLICY)
    with pytest.raises(WrongOriginError):
        verify_promise(PROMISE, LogPolicy.of_log())


def test_3_another_opening_is_not_the_one_that_the_leaf_commits_to() -> None:
    sealed = seal_entry(release(subject="s-1"), bytes)
    other = seal_entry(release(subject="s-2"), bytes)
    mixed = Promiser(signer(), lambda: NOON)
    with pytest.raises(OpeningMismatchError):
        mixed.promise(first_entry_id(NOON), sealed.leaf, other.opening)


def test_4_the_promise_of_one_entry_is_none_of_another() -> None:
    with pytest.raises(OpeningMismatchError, match="promised"):
        verify_promise(f"{OTHER_HEAD}\n\n{NOTE}", POLICY)


def test_every_changed_byte_is_refused() -> None:
    whole = PROMISE.encode()
    for at in range(len(whole)):
        changed = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
        with pytest.raises((LedgerError, UnicodeDecodeError)):
            verify_promise(changed.decode(), POLICY)


def test_a_promise_is_neither_a_checkpoint_nor_a_receipt() -> None:
    with pytest.raises((CheckpointFormatError, WrongOriginError)):
        verify_checkpoint(NOTE, POLICY)
    with pytest.raises(ReceiptFormatError):
        verify_receipt(PROMISE, POLICY)
    receipt_head = log_of(1).receipt(0).partition("\n\n")[0]
    with pytest.raises((CheckpointFormatError, VerificationError)):
        verify_receipt(f"{receipt_head}\n\n{NOTE}", POLICY)
