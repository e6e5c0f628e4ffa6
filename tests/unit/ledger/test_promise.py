"""Promises: what those whom an entry concerns hold until its proof is there."""

import asyncio

import pytest

from specimen_log import NOON, ORIGIN, POLICY, release, signer
from stored_log import open_log
from thiqa.base import b64encode
from thiqa.ledger.entry import seal_entry
from thiqa.ledger.errors import EntryNotFoundError, NotYetIntegratedError
from thiqa.ledger.merkle import hash_leaf
from thiqa.ledger.models import EntryId, first_entry_id
from thiqa.ledger.promise import PROMISE_SECONDS, IssuedPromise, Promiser, verify_promise
from thiqa.ledger.receipt import verify_receipt
from thiqa.ledger.receipts import IssuedReceipt, Receipts

SEALED = seal_entry(release(), bytes)
PROMISER = Promiser(signer(), lambda: NOON + 2)


def promised(entry_id: EntryId | None = None) -> IssuedPromise:
    return PROMISER.promise(entry_id or first_entry_id(NOON), SEALED.leaf, SEALED.opening)


def test_a_promise_says_what_is_promised_and_by_when() -> None:
    verified = verify_promise(promised().text, POLICY)
    assert verified.entry.event == release()
    assert (verified.origin, verified.leaf_hash) == (ORIGIN, hash_leaf(SEALED.leaf))
    assert (verified.at, verified.by) == (NOON + 2, NOON + PROMISE_SECONDS)
    assert verified == promised().verified


def test_a_promise_has_one_form() -> None:
    lines = promised().text.split("\n")
    assert lines[0] == "receipt-promise/v1"
    assert lines[1].startswith("extra ")
    assert lines[3:8] == [
        "receipt-promise/v1",
        ORIGIN,
        b64encode(hash_leaf(SEALED.leaf)),
        f"at {NOON + 2}",
        f"by {NOON + PROMISE_SECONDS}",
    ]
    assert lines[9].startswith(f"— {ORIGIN} ")


def test_who_asks_too_early_has_a_promise_and_then_the_receipt(database_url: str) -> None:
    async def main() -> None:
        async with open_log(database_url) as log:
            receipts = Receipts(log.database, POLICY, PROMISER)
            entry_id = await log.append(release())
            for given in (
                await receipts.answer_for_person(entry_id, "p-1", wait_seconds=0),
                await receipts.answer_for_client(entry_id, "tax-office", "p-1", wait_seconds=0),
            ):
                assert isinstance(given, IssuedPromise)
                promise = verify_promise(given.text, POLICY)
            for answer, asker in (
                (receipts.answer_for_person, ("somebody else",)),
                (receipts.answer_for_client, ("another service", "p-1")),
                (receipts.answer_for_client, ("tax-office", "somebody else")),
            ):
                with pytest.raises(EntryNotFoundError):
                    await answer(entry_id, *asker, wait_seconds=0)
            await log.integrate_all()
            given = await receipts.answer_for_person(entry_id, "p-1", wait_seconds=0)
            assert isinstance(given, IssuedReceipt)
            assert verify_receipt(given.text, POLICY).entry == promise.entry

    asyncio.run(main())


def test_who_has_no_key_promises_nothing(database_url: str) -> None:
    async def main() -> None:
        async with open_log(database_url) as log:
            entry_id = await log.append(release())
            with pytest.raises(NotYetIntegratedError):
                await log.receipts.answer_for_person(entry_id, "p-1", wait_seconds=0)

    asyncio.run(main())
