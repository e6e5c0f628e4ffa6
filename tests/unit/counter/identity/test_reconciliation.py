"""The counter holds its receipts against the record of the real provider."""

import secrets
from dataclasses import replace
from typing import Any

import httpx
import pytest

from counter_databases import CounterUnits
from reconciling import AGO, hash_of, receipts_of, record_key_of
from services import Service
from serving import free_port
from thiqa.base import b64decode, b64encode, digest
from thiqa.counter.database import CounterDatabase
from thiqa.counter.identity.client import Client
from thiqa.counter.identity.models import CheckedReceipt, Identity
from thiqa.counter.identity.proof import Prover
from thiqa.counter.identity.provider import Provider
from thiqa.counter.identity.reconciliation import BATCH_RECEIPTS, SETTLED_SECONDS, reconcile
from thiqa.crypto import Algorithm, Signer, generate_key
from world import World


@pytest.fixture
def store(counter_units: CounterUnits) -> CounterUnits:
    """The counter's own database."""
    return counter_units


def keep(store: CounterUnits, text: str, *, at: int, log_key: str, index: int) -> None:
    """Keep a receipt as a login does."""
    receipt = CheckedReceipt(text, index, "the log", log_key, index + 1, at)
    identity = Identity("s", "p", {}, "high", at, "a.b.c", secrets.token_hex(4), receipt)
    store.run(
        lambda records: records.identity.begin_session(
            secrets.token_hex(8), identity, at, replaces=None
        )
    )


def answers(world: World, service: Service, store: CounterUnits) -> list[dict[str, Any]]:
    """Reconcile once; return what the provider says."""

    async def main(database: CounterDatabase) -> list[dict[str, Any]]:
        async with httpx.AsyncClient(trust_env=False) as http:
            prover = Prover(Signer(generate_key(Algorithm.ES256)), world.clock)
            provider = Provider(service.issuer, http, world.clock)
            client = Client(
                service.client_id, "", service.signer, prover, provider, http, world.clock
            )
            return [each async for each in reconcile(client, database)]

    return store.with_database(main)


def test_without_receipts_there_is_nothing_to_send(
    shared_world: World, service: Service, store: CounterUnits
) -> None:
    assert answers(shared_world, service, store) == []


def test_who_holds_nothing_asks_nobody(
    shared_world: World, service: Service, store: CounterUnits
) -> None:
    nobody = replace(service, issuer=f"http://127.0.0.1:{free_port()}")
    assert answers(shared_world, nobody, store) == []


def test_it_goes_on_where_it_ended(
    shared_world: World, service: Service, store: CounterUnits
) -> None:
    log_key, at = record_key_of(service).text, shared_world.clock() - AGO
    first, second, lost = receipts_of(shared_world, service, 3)
    for index, text in enumerate((first, second)):
        keep(store, text, at=at - 5, log_key=log_key, index=index)
    (answer,) = answers(shared_world, service, store)
    assert answer["matched"] == 2
    assert answer["held_by_us_only"] == [hash_of(lost)]
    assert answer["to"] >= shared_world.clock() - SETTLED_SECONDS - 5
    again = answers(shared_world, service, store)
    assert all(each["from"] >= answer["to"] for each in again)


def test_what_another_log_gave_is_left_out(
    shared_world: World, service: Service, store: CounterUnits
) -> None:
    (receipt,) = receipts_of(shared_world, service, 1)
    keep(store, receipt, at=shared_world.clock() - AGO, log_key="another", index=0)
    assert answers(shared_world, service, store) == []


def test_many_receipts_are_sent_in_batches_none_twice_and_none_left_out(
    shared_world: World, service: Service, store: CounterUnits
) -> None:
    (receipt,) = receipts_of(shared_world, service, 1)
    log_key, at = record_key_of(service).text, shared_world.clock() - AGO - 500
    leaf = receipt.splitlines()[1]
    for index in range(BATCH_RECEIPTS + 50):
        text = receipt.replace(leaf, _other(leaf, index))
        keep(store, text, at=at + index // 2, log_key=log_key, index=index)
    found = answers(shared_world, service, store)
    sent = [each for answer in found for each in answer["held_by_service_only"]]
    assert len(sent) == len(set(sent)) == BATCH_RECEIPTS + 50
    assert [each["from"] for each in found[1:]] == [each["to"] for each in found[:-1]]


def _other(extra: str, index: int) -> str:
    """Return the extra data of a receipt with another leaf."""
    both = b64decode(extra.removeprefix("extra "))
    leaf = digest(str(index)).hex().encode()
    return "extra " + b64encode(leaf + both[both.index(b"\n") :])
