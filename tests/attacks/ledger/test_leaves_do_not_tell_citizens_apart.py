"""Whoever holds the whole log cannot tell two citizens, or two services, apart."""

import json
import math
import random
from collections import Counter
from collections.abc import Callable

import pytest

from specimen_log import NOON, Event, one_of_each_kind, release
from thiqa.base import b64url_decode
from thiqa.ledger.entry import seal_entry
from thiqa.ledger.events import Login, Refusal, Release

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


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            Login(at=NOON, method="card", acr="high"),
            Login(at=NOON, method="phone", acr="low", client_id="tax-office"),
        ),
        (
            Refusal(at=NOON, client_id="a", reason="denied"),
            Refusal(at=NOON, client_id="b" * 99, purpose="p", claims=("c",), reason="other"),
        ),
    ],
    ids=["login", "refusal"],
)
def test_apart_from_the_commitment_leaves_of_a_kind_are_the_same(one: Event, other: Event) -> None:
    assert _without_commitment(_leaf(one)) == _without_commitment(_leaf(other))
    assert len(_leaf(one)) == len(_leaf(other))


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


def test_an_adversary_who_learns_from_labelled_leaves_guesses_no_better_than_chance() -> None:
    coin = random.Random(16)  # noqa: S311  # the same choices in every run
    labelled = [_drawn(coin) for _ in range(SAMPLES)]
    guess = _learn(labelled)
    right = sum(guess(leaf) == label for label, leaf in (_drawn(coin) for _ in range(SAMPLES)))
    assert abs(right - SAMPLES / 2) < SIGMAS * math.sqrt(SAMPLES) / 2


def _drawn(coin: random.Random) -> tuple[bool, bytes]:
    label = coin.random() < 0.5
    return label, _leaf(AMINA if label else BRAHIM)


def _learn(labelled: list[tuple[bool, bytes]]) -> Callable[[bytes], bool]:
    """Weigh every byte of a leaf by how much more often it was seen with one label."""
    weights: Counter[tuple[int, int]] = Counter()
    for label, leaf in labelled:
        for place, byte in enumerate(leaf):
            weights[place, byte] += 1 if label else -1
    seen: Counter[tuple[int, int]] = Counter(
        (place, byte) for _, leaf in labelled for place, byte in enumerate(leaf)
    )

    def guess(leaf: bytes) -> bool:
        features = [feature for feature in enumerate(leaf) if seen[feature]]
        return sum(weights[feature] / seen[feature] for feature in features) > 0

    return guess


def test_an_adversary_who_knows_the_whole_event_cannot_find_its_leaf_without_the_salt() -> None:
    leaves = {_leaf(AMINA) for _ in range(100)}
    assert len(leaves) == 100
    guesses = {_leaf(AMINA) for _ in range(100)}
    assert not leaves & guesses
