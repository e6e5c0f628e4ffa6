"""A leaf tells two citizens, or two services, not apart."""

import json
import math
import random
from collections import Counter

from specimen_log import NOON, Event, one_of_each_kind, release
from thiqa.base import b64url_decode
from thiqa.ledger.entry import seal_entry
from thiqa.ledger.events import Release

SAMPLES = 4_000
SIGMAS = 5.0

AMINA = release(client_id="tax-office", subject="s-amina")
BRAHIM = Release(
    at=NOON,
    client_id="a-very-long-client-identifier." * 8,
    sector="health",
    subject="\u0628\u0631\u0627\u0647\u064a\u0645",
    purpose="x",
    article="y",
    claims=(),
    consent_text_hash="B" * 42 + "A",
    acr="low",
    valid_for=10**9,
)


def _leaf(event: Event) -> bytes:
    return seal_entry(event, random.SystemRandom().randbytes).leaf


def _without_commitment(leaf: bytes) -> dict[str, object]:
    return {name: value for name, value in json.loads(leaf).items() if name != "commitment"}


def _commitment(leaf: bytes) -> bytes:
    return b64url_decode(json.loads(leaf)["commitment"])


def test_apart_from_the_commitment_two_citizens_leaves_are_the_same() -> None:
    assert _without_commitment(_leaf(AMINA)) == _without_commitment(_leaf(BRAHIM))
    assert len(_leaf(AMINA)) == len(_leaf(BRAHIM))


def test_the_time_of_a_leaf_is_no_finer_than_its_hour() -> None:
    hour = NOON - NOON % 3600
    leaves = {json.dumps(_without_commitment(_leaf(release(hour + s)))) for s in (0, 1, 1800, 3599)}
    assert len(leaves) == 1


def test_leaves_have_no_other_fields_whatever_the_kind() -> None:
    for event in one_of_each_kind():
        assert json.loads(_leaf(event)).keys() == {"commitment", "hour", "kind", "version"}


def test_commitments_of_two_citizens_have_equal_bits() -> None:
    for bit_counts in zip(_bits(AMINA), _bits(BRAHIM), strict=True):
        for count in bit_counts:
            assert abs(count - SAMPLES / 2) < SIGMAS * math.sqrt(SAMPLES) / 2


def _bits(event: Event) -> list[int]:
    """Return how often each bit of the commitment is set."""
    counts: Counter[int] = Counter()
    for _ in range(SAMPLES):
        number = int.from_bytes(_commitment(_leaf(event)))
        for bit in range(256):
            counts[bit] += number >> bit & 1
    return [counts[bit] for bit in range(256)]


def test_an_adversary_who_knows_the_whole_event_cannot_find_its_leaf_without_the_salt() -> None:
    leaves = {_leaf(AMINA) for _ in range(100)}
    assert len(leaves) == 100
    guesses = {_leaf(AMINA) for _ in range(100)}
    assert not leaves & guesses
