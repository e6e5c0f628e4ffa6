"""A request past a limit is refused before any work is done for it."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from thiqa.ledger.note import MAX_SIGNATURES, parse_note
from thiqa.witness import OpenWitness, witness_app
from thiqa.witness.app import MAX_REQUEST_BYTES
from thiqa.witness.errors import MalformedRequestError
from witnesses import WitnessedLog, add_checkpoint

CHUNK = 8_192


def posted(opened: OpenWitness, body: AsyncIterator[bytes]) -> int:
    """Send a body that never ends, piece by piece; return the status of the answer."""
    statuses = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": await anext(body), "more_body": True}

    async def send(message: Any) -> None:
        statuses.append(message.get("status"))

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/add-checkpoint",
        "raw_path": b"/add-checkpoint",
        "root_path": "",
        "query_string": b"",
        "headers": [],
    }
    app = witness_app(opened, read_seconds=0.2)
    asyncio.run(asyncio.wait_for(app(scope, receive, send), 10))
    return int(statuses[0])


def test_a_body_without_end_is_read_up_to_its_limit(opened: OpenWitness) -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += CHUNK
            yield b"x" * CHUNK

    assert posted(opened, endless()) == 413
    assert read <= MAX_REQUEST_BYTES + CHUNK


def test_a_body_that_comes_drop_by_drop_is_not_waited_for(opened: OpenWitness) -> None:
    async def dripping() -> AsyncIterator[bytes]:
        while True:
            await asyncio.sleep(0.05)
            yield b"x"

    assert posted(opened, dripping()) == 408


def test_a_proof_of_more_lines_than_any_proof_has(opened: OpenWitness, log: WitnessedLog) -> None:
    body = add_checkpoint(1, [bytes(32)] * 64, log.checkpoint(9))
    with pytest.raises(MalformedRequestError) as refused:
        opened.witness.add_checkpoint(body)
    assert refused.value.status == 400


def test_a_note_of_more_signatures_than_a_note_may_have(
    opened: OpenWitness, log: WitnessedLog
) -> None:
    text, _ = parse_note(log.checkpoint(9))
    line = log.checkpoint(9).rpartition("\n\n")[2]
    note = f"{text}\n{line * (MAX_SIGNATURES + 1)}"
    with pytest.raises(MalformedRequestError):
        opened.witness.add_checkpoint(add_checkpoint(0, [], note))


def test_one_signature_many_times_is_kept_once(opened: OpenWitness, log: WitnessedLog) -> None:
    text, _ = parse_note(log.checkpoint(9))
    line = log.checkpoint(9).rpartition("\n\n")[2]
    opened.witness.add_checkpoint(add_checkpoint(0, [], f"{text}\n{line * MAX_SIGNATURES}"))
    [known] = opened.store.logs()
    assert known == log.known
