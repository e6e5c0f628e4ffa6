"""A request past a limit is refused before any work is done for it."""

import asyncio
from typing import Any

import pytest

from thiqa.ledger.note import MAX_SIGNATURES, parse_note
from thiqa.witness import OpenWitness, witness_app
from thiqa.witness.app import MAX_REQUEST_BYTES
from thiqa.witness.errors import MalformedRequestError
from witnesses import WitnessedLog, add_checkpoint

CHUNK = 8_192


def test_a_body_without_end_is_read_up_to_its_limit(opened: OpenWitness) -> None:
    read, sent = 0, []

    async def receive() -> dict[str, Any]:
        nonlocal read
        read += CHUNK
        return {"type": "http.request", "body": b"x" * CHUNK, "more_body": True}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/add-checkpoint",
        "raw_path": b"/add-checkpoint",
        "root_path": "",
        "query_string": b"",
        "headers": [],
    }
    asyncio.run(asyncio.wait_for(witness_app(opened)(scope, receive, send), 10))
    assert sent[0]["status"] == 413
    assert read <= MAX_REQUEST_BYTES + CHUNK


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
