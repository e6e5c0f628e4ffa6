"""Services that hold their receipts against the record, and what comes of it."""

import asyncio
import json
import secrets
import time
from collections.abc import Sequence
from typing import Any

import httpx

from services import Service, http
from stored_log import fetch
from thiqa.base import b64url_encode
from thiqa.crypto import KeyDirectory
from thiqa.findings import Finding
from thiqa.ledger.entry import seal_entry
from thiqa.ledger.events import Release
from thiqa.ledger.keys import NoteSigner, VerifierKey
from thiqa.ledger.merkle import hash_leaf
from thiqa.ledger.models import EntryId, first_entry_id
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.promise import Promiser
from thiqa.ledger.receipt import parse_receipt
from thiqa.ledger.receipts import Receipts
from thiqa.ledger.recorder import Recorder
from thiqa.reconciliation.batch import SETTLED_SECONDS
from thiqa.storage import Transaction, open_database
from world import World

AGO = 1_000
"""How long ago that was which is reconciled."""


def receipts_of(world: World, service: Service, number: int = 2) -> list[str]:
    """Return receipts of releases to a service some time ago."""

    async def main(entries: list[EntryId]) -> list[str]:
        async with open_database(world.settings.database) as database:
            receipts = Receipts(database, LogPolicy.of_log(record_key_of(service)))
            issued = [
                await receipts.receipt_for_client(entry, service.client_id) for entry in entries
            ]
            return [each.text for each in issued]

    return asyncio.run(main(release(world, service, number)))


def release(world: World, service: Service, number: int = 1) -> list[EntryId]:
    """Append releases to a service as if it were some time ago, and wait for their places.

    While entries wait that are so old, the provider makes no others.
    """

    async def unit(records: Transaction) -> list[EntryId]:
        recorder, event = Recorder(), release_by(service, world.clock() - AGO)
        return [
            await recorder.append(records, event, person_id="p-1", client_id=service.client_id)
            for _ in range(number)
        ]

    entries: list[EntryId] = world.run(unit)
    while fetch(world.settings.database, "SELECT 1 FROM ledger_pending LIMIT 1"):
        time.sleep(0.05)
    while not http().get(f"{world.issuer}/health/ready").is_success:
        time.sleep(0.05)
    return entries


def unrecorded(service: Service, at: int) -> tuple[bytes, bytes]:
    """Return leaf and opening of a release that is nowhere in the record."""
    sealed = seal_entry(release_by(service, at), secrets.token_bytes)
    return sealed.leaf, sealed.opening


def promise_of(world: World, leaf: bytes, opening: bytes, at: int, *, within: int) -> str:
    """Return the record's promise of an entry's proof."""
    key = KeyDirectory(world.settings.keys).record_key()
    signer = NoteSigner(world.settings.record_origin, key)
    promiser = Promiser(signer, world.clock, within)
    return promiser.promise(first_entry_id(at), leaf, opening).text


def record_key_of(service: Service) -> VerifierKey:
    """Return the key that the provider publishes."""
    metadata = http().get(f"{service.issuer}/.well-known/openid-configuration").json()
    return VerifierKey.parse(metadata["thiqa_record_key"])


def hash_of(receipt: str) -> str:
    """Return the leaf hash of a receipt as a service sends it."""
    return b64url_encode(hash_leaf(parse_receipt(receipt).leaf))


def some_hash() -> str:
    """Return the hash of a leaf that nobody has."""
    return b64url_encode(secrets.token_bytes(32))


def fields_of(
    world: World, hashes: Sequence[str] = (), receipts: Sequence[str] = (), **changes: str | None
) -> dict[str, str | None]:
    """Return the fields of a batch about the hour that has just settled."""
    end = world.clock() - SETTLED_SECONDS - 1
    return {
        "from": str(end - 3_600),
        "to": str(end),
        "leaf_hashes": " ".join(hashes),
        "receipts": json.dumps(list(receipts)),
        **changes,
    }


def send(service: Service, fields: dict[str, str | None]) -> httpx.Response:
    """Send a batch."""
    return service.post("/reconciliation", {**service.credentials(), **fields})


def reconciled(service: Service, fields: dict[str, str | None]) -> dict[str, Any]:
    """Send a batch that must be accepted; return the answer."""
    response = send(service, fields)
    assert response.status_code == httpx.codes.OK, response.text
    found: dict[str, Any] = response.json()
    return found


def findings_about(world: World, service: Service) -> list[Finding]:
    """Return the open findings about a service."""

    async def unit(records: Transaction) -> list[Finding]:
        return await records.findings.list_open(service.client_id, 200)

    found: list[Finding] = world.run(unit)
    return found


def release_by(service: Service, at: int) -> Release:
    """Return the event of a release that nobody has asked for."""
    return Release(
        at=at,
        client_id=service.client_id,
        sector=service.sector,
        subject="a-pairwise-subject",
        purpose="criminal-record",
        article="Article 1",
        claims=("given_name",),
        consent_text_hash=b64url_encode(bytes(32)),
        acr="high",
        valid_for=0,
    )
