"""The state of a software card: read exactly as it was written, or refused."""

import json
from typing import Any

import pytest

from thiqa.card.errors import CardStateError
from thiqa.card.pin_format import SecretName
from thiqa.card.profile import THIQA_SPECIMEN
from thiqa.card.software.state import MAX_STATE_BYTES, CardState, Secret

STATE = CardState(
    profile=THIQA_SPECIMEN,
    persona="adult",
    certificate=b"certificate",
    private_key=b"key",
    pin=Secret(b"salt", b"hash", 8, 3),
    puk=Secret(b"salt", b"hash", 8, 5),
)


def changed(**members: Any) -> bytes:
    return json.dumps({**json.loads(STATE.to_bytes()), **members}).encode()


def with_pin(**members: Any) -> bytes:
    return changed(pin={**json.loads(STATE.to_bytes())["pin"], **members})


def test_the_state_is_read_as_it_was_written() -> None:
    assert CardState.from_bytes(STATE.to_bytes()) == STATE


def test_the_file_says_that_it_is_a_specimen() -> None:
    members = json.loads(STATE.to_bytes())
    assert members["specimen"] is True
    assert members["notice"].startswith("SPECIMEN")


def test_pin_and_puk_are_told_apart() -> None:
    other = Secret(b"other", b"other", 4, 1)
    assert STATE.with_secret(SecretName.PUK, other).secret(SecretName.PUK) == other
    assert STATE.with_secret(SecretName.PUK, other).secret(SecretName.PIN) == STATE.pin
    assert STATE.with_secret(SecretName.PIN, other).pin == other


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        STATE.to_bytes()[:-1],
        changed(version=1),
        changed(specimen=False),
        changed(notice="genuine"),
        changed(profile="national"),
        changed(profile=1),
        changed(certificate="?"),
        changed(certificate=None),
        changed(extra=1),
        with_pin(tries_left=4),
        with_pin(tries_left=-1),
        with_pin(tries_left=True),
        with_pin(cost=3),
        with_pin(cost=2**30),
        with_pin(extra=1),
        json.dumps({k: v for k, v in json.loads(STATE.to_bytes()).items() if k != "puk"}).encode(),
        b" " * MAX_STATE_BYTES + STATE.to_bytes(),
    ],
)
def test_whatever_else_is_refused(raw: bytes) -> None:
    with pytest.raises(CardStateError):
        CardState.from_bytes(raw)
