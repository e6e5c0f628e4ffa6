"""Whoever holds the whole log, and knows half of it, guesses the rest no better than by a coin.

The game. In each round two citizens do a thing of one kind, in one hour, and a coin decides who
is first. The log is written, sequenced and published as in the provider. The adversary is given
all that is public: leaves, tiles, checkpoints, their order. Of the first half of the rounds it is
told who was who; of the others it has to say it.
"""

import asyncio
import math
import random
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from stored_log import StoredLog, open_log
from thiqa.ledger.entry import SALT_BYTES
from thiqa.ledger.events import EVENTS
from thiqa.ledger.merkle import HASH_BYTES
from thiqa.ledger.models import EntryId
from thiqa.ledger.public_files import PublicFile, decode_bundle
from thiqa.ledger.published import PublishedRecord
from thiqa.ledger.recorder import Recorder
from thiqa.ledger.tiles import TILE_WIDTH, TileId
from two_citizens import AMINA, BRAHIM, KINDS

ROUNDS = 1_040
KNOWN = ROUNDS // 2
PUBLISH_EVERY = 40
SIGMAS = 5.0

Feature = tuple[Any, ...]
Order = Callable[[bool], bool]


@dataclass(frozen=True)
class Published:
    """All that anybody can fetch: of each leaf its bytes and its hash; the checkpoints."""

    leaves: list[bytes]
    hashes: list[bytes]
    above: list[bytes]
    checkpoints: list[tuple[int, str]]


def test_the_citizens_differ_in_every_kind() -> None:
    assert set(AMINA) == set(BRAHIM) == set(EVENTS)
    assert all(AMINA[kind] != BRAHIM[kind] for kind in KINDS)


def test_an_adversary_with_the_whole_log_guesses_no_better_than_a_coin(database_url: str) -> None:
    right = play(database_url)
    assert abs(right - KNOWN / 2) < SIGMAS * math.sqrt(KNOWN) / 2


def test_the_same_adversary_wins_where_openings_have_no_salt(sqlite_url: str) -> None:
    assert play(sqlite_url, salt=bytes) > 0.95 * KNOWN


def test_the_same_adversary_wins_where_the_order_tells(sqlite_url: str) -> None:
    assert play(sqlite_url, order=lambda coin: True) > 0.95 * KNOWN


def test_what_is_public_is_the_same_whoever_was_who(database_url: str) -> None:
    """But for the hashes: of these nothing can be said beforehand."""

    async def main() -> list[bytes]:
        async with open_log(database_url) as log:
            for who, whom in ((AMINA, BRAHIM), (BRAHIM, AMINA)):
                for kind in KINDS:
                    await _append(log, who[kind], "p-a")
                    await _append(log, whom[kind], "p-b")
            await log.integrate_all()
            return (await _fetch(log, [])).leaves

    leaves = asyncio.run(main())
    one, other = leaves[: len(leaves) // 2], leaves[len(leaves) // 2 :]
    assert [_without_commitment(leaf) for leaf in one] == [
        _without_commitment(leaf) for leaf in other
    ]
    assert [len(leaf) for leaf in one] == [len(leaf) for leaf in other]
    assert len(set(leaves)) == len(leaves)


def play(
    url: str,
    *,
    salt: Callable[[int], bytes] = secrets.token_bytes,
    order: Order | None = None,
) -> int:
    """Play the game; return how often the adversary was right."""
    coins = random.Random(16)  # noqa: S311  # the same game in every run
    kinds = [coins.choice(KINDS) for _ in range(ROUNDS)]
    firsts = [coins.random() < 0.5 for _ in range(ROUNDS)]
    if order is not None:
        firsts = [order(first) for first in firsts]
    published = asyncio.run(_write(url, kinds, firsts, salt))
    rounds = [list(_differences(published, number)) for number in range(ROUNDS)]
    guess = _learn(zip(firsts[:KNOWN], rounds[:KNOWN], strict=True))
    return sum(
        guess(seen) == first for first, seen in zip(firsts[KNOWN:], rounds[KNOWN:], strict=True)
    )


async def _write(
    url: str, kinds: list[str], firsts: list[bool], salt: Callable[[int], bytes]
) -> Published:
    checkpoints = []
    async with open_log(url) as log:
        log.recorder = Recorder(random_bytes=_random_bytes(salt))
        for number, (kind, is_amina_first) in enumerate(zip(kinds, firsts, strict=True), 1):
            pair = [(AMINA[kind], "p-amina"), (BRAHIM[kind], "p-brahim")]
            for event, person_id in pair if is_amina_first else pair[::-1]:
                await _append(log, event, person_id)
            if number % PUBLISH_EVERY == 0:
                await log.integrate_all()
                checkpoints.append((number, await log.receipts.checkpoint()))
        return await _fetch(log, checkpoints)


def _random_bytes(salt: Callable[[int], bytes]) -> Callable[[int], bytes]:
    """Return what draws salts in one way, and identifiers of entries by chance."""
    return lambda number: salt(number) if number == SALT_BYTES else secrets.token_bytes(number)


async def _append(log: StoredLog, event: Any, person_id: str) -> EntryId:
    return await log.append(event, person_id, event.client_id)


async def _fetch(log: StoredLog, checkpoints: list[tuple[int, str]]) -> Published:
    """Fetch the tree file by file, as anybody can."""
    record = PublishedRecord(log.database)
    size = int((await record.checkpoint()).split("\n")[1])
    leaves, hashes = [], []
    for first in range(0, size, TILE_WIDTH):
        width = min(TILE_WIDTH, size - first)
        tile = TileId(0, first // TILE_WIDTH)
        leaves += decode_bundle(await record.read(PublicFile(tile, width, is_bundle=True)))
        hashes += _hashes(await record.read(PublicFile(tile, width)))
    full = size // TILE_WIDTH
    above = _hashes(await record.read(PublicFile(TileId(1, 0), full))) if full else []
    return Published(leaves, hashes, above, checkpoints)


def _hashes(tile: bytes) -> list[bytes]:
    return [tile[at : at + HASH_BYTES] for at in range(0, len(tile), HASH_BYTES)]


def _without_commitment(leaf: bytes) -> tuple[bytes, bytes]:
    before, _, after = leaf.partition(b'"commitment":"')
    return before, after.partition(b'"')[2]


def _differences(published: Published, number: int) -> Iterator[tuple[int, Feature]]:
    """Yield what tells the first leaf of a round from the second one: a sign, and a feature."""
    first, second = 2 * number, 2 * number + 1
    for sign, at in ((1, first), (-1, second)):
        leaf, leaf_hash = published.leaves[at], published.hashes[at]
        yield sign, ("leaf", leaf)
        yield sign, ("length", len(leaf))
        for place, byte in enumerate(leaf):
            yield sign, ("leaf", place, byte)
        for place, byte in enumerate(leaf_hash):
            yield sign, ("hash", place, byte)
    yield 1, ("is first",)
    yield 1, ("is less", published.hashes[first] < published.hashes[second])
    if first // TILE_WIDTH < len(published.above):
        for place, byte in enumerate(published.above[first // TILE_WIDTH]):
            yield 1, ("above", place, byte)
    note = next((note for until, note in published.checkpoints if number < until), "")
    for place, character in enumerate(note):
        yield 1, ("checkpoint", place, character)


def _learn(
    known: Iterable[tuple[bool, list[tuple[int, Feature]]]],
) -> Callable[[list[tuple[int, Feature]]], bool]:
    """Weigh every feature by how much more often it was Amina's, or spoke for her being first."""
    weights: Counter[Feature] = Counter()
    seen: Counter[Feature] = Counter()
    for is_amina_first, features in known:
        for sign, feature in features:
            weights[feature] += sign if is_amina_first else -sign
            seen[feature] += 1

    def guess(features: list[tuple[int, Feature]]) -> bool:
        return sum(sign * weights[each] / seen[each] for sign, each in features if seen[each]) > 0

    return guess


@pytest.mark.parametrize("kind", KINDS)
def test_a_leaf_of_each_kind_says_its_kind_and_its_hour_and_nothing_else(
    sqlite_url: str, kind: str
) -> None:
    async def main() -> list[bytes]:
        async with open_log(sqlite_url) as log:
            for event in (AMINA[kind], BRAHIM[kind]):
                await _append(log, event, "p-1")
            await log.integrate_all()
            return (await _fetch(log, [])).leaves

    one, other = asyncio.run(main())
    assert _without_commitment(one) == _without_commitment(other)
    assert len(one) == len(other)
