"""Witnesses that are down, slow or lie: no quorum, nothing shown; never what does not hold."""

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from specimen_log import NOON, log_of, signer, witness
from stored_log import SQLITE, open_log
from thiqa.base import b64encode
from thiqa.ledger.checkpoint import sign_checkpoint, verify_checkpoint
from thiqa.ledger.errors import QuorumError
from thiqa.ledger.note import MAX_SIGNATURES, open_note
from thiqa.ledger.witness_desk import ATTEMPTS, MAX_SECONDS_AHEAD, SIZE_TYPE, WitnessAnswer
from thiqa.witness.request import AddCheckpoint
from witness_hall import TEXT_TYPE, Err, HallWitness, conflict, grow, hall, published


def _text(request: AddCheckpoint) -> str:
    return open_note(request.checkpoint, [signer().verifier_key]).text


def _answer(body: bytes, status: int = 200, media_type: str = TEXT_TYPE) -> Err:
    return lambda _witness, _request: WitnessAnswer(status, media_type, body)


def _cosigned_for(other: Callable[[AddCheckpoint], str], at: int = NOON) -> Err:
    return lambda each, request: each.cosigned(other(request), at)


def _by_another(each: HallWitness, request: AddCheckpoint) -> WitnessAnswer:
    line = witness(each.number + 50).cosign(_text(request), NOON).line
    return WitnessAnswer(200, TEXT_TYPE, line.encode())


def _in_the_name(each: HallWitness, request: AddCheckpoint) -> WitnessAnswer:
    forged = witness(each.number + 50).cosign(_text(request), NOON).signature
    line = f"\u2014 {each.key.name} {b64encode(each.key.key_hash + forged)}\n"
    return WitnessAnswer(200, TEXT_TYPE, line.encode())


def _many(each: HallWitness, request: AddCheckpoint) -> WitnessAnswer:
    line = witness(each.number).cosign(_text(request), NOON).line
    return WitnessAnswer(200, TEXT_TYPE, line.encode() * (MAX_SIGNATURES + 1))


def _other_tree(request: AddCheckpoint) -> str:
    return open_note(sign_checkpoint(log_of(3).head, signer()), [signer().verifier_key]).text


LIES: dict[str, Err] = {
    "nothing": _answer(b""),
    "not a signature": _answer(b"OK\n"),
    "not UTF-8": _answer(b"\xff\n"),
    "signatures without end": _many,
    "the cosignature of another tree": _cosigned_for(_other_tree),
    "a cosignature of the future": _cosigned_for(_text, NOON + MAX_SECONDS_AHEAD + 1),
    "a cosignature of no time": _cosigned_for(_text, 0),
    "a cosignature by somebody else": _by_another,
    "a cosignature by somebody else in its name": _in_the_name,
    "a refusal": _answer(b"", 403),
    "an error": _answer(b"", 500),
    "a redirect": _answer(b"", 302),
    "a conflict without a size": _answer(b"many\n", 409, SIZE_TYPE),
    "a conflict in another form": _answer(b"0\n", 409),
    "a conflict with a size that is none": _answer(b"-1\n", 409, SIZE_TYPE),
    "a conflict without end": _answer(b"0\n", 409, SIZE_TYPE),
    "more than there is": lambda _witness, _request: conflict(10**9),
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_a_witness_that_lies_does_not_count(database_url: str, lie: Err) -> None:
    async def main() -> None:
        three = hall(3, 2)
        three.witnesses[0].err = lie
        async with open_log(database_url) as log:
            publisher = three.publisher(log.database)
            await grow(log, 0, 5)
            assert await publisher.publish()
            shown = await published(log)
            cosigned = verify_checkpoint(shown.checkpoint, three.policy).cosigned_by
            assert [each.key.name for each in cosigned] == ["w1.example", "w2.example"]
            assert [name for name, _ in three.reported] == ["w0.example"]
            assert len(three.witnesses[0].asked) <= ATTEMPTS
            three.witnesses[1].err = lie
            await grow(log, 5, 5)
            with pytest.raises(QuorumError):
                await publisher.publish()
            assert await published(log) == shown

    asyncio.run(main())


def test_a_cosignature_of_an_older_head_is_not_one_of_the_newer(database_url: str) -> None:
    async def main() -> None:
        three = hall(3, 3)
        async with open_log(database_url) as log:
            publisher = three.publisher(log.database)
            await grow(log, 0, 5)
            await publisher.publish()
            older = _text(three.witnesses[0].asked[-1])
            three.witnesses[0].err = _cosigned_for(lambda _request: older)
            await grow(log, 5, 5)
            with pytest.raises(QuorumError):
                await publisher.publish()

    asyncio.run(main())


def test_a_slow_witness_holds_nobody_up(database_url: str) -> None:
    async def main() -> None:
        three = hall(3, 2)
        three.witnesses[0].delay_seconds = 60
        three.witness_seconds = 30
        async with open_log(database_url) as log:
            await grow(log, 0, 5)
            async with asyncio.timeout(5):
                assert await three.publisher(log.database).publish()

    asyncio.run(main())


def test_too_many_slow_witnesses_are_given_up_and_nothing_is_shown(database_url: str) -> None:
    async def main() -> None:
        three = hall(3, 2)
        three.witness_seconds = 0.3
        for each in three.witnesses[:2]:
            each.delay_seconds = 60
        async with open_log(database_url) as log:
            await grow(log, 0, 5)
            with pytest.raises(QuorumError):
                await three.publisher(log.database).publish()
            assert not (await published(log)).checkpoint
            assert ("w0.example", "it took too long") in three.reported

    asyncio.run(main())


def test_a_database_that_was_put_back_is_not_published_over_what_witnesses_saw(
    sqlite_url: str, tmp_path: Path
) -> None:
    file, kept = Path(sqlite_url.removeprefix(SQLITE)), tmp_path / "kept.db"

    async def main() -> None:
        three = hall(3, 2)
        async with open_log(sqlite_url) as log:
            await grow(log, 0, 10)
        shutil.copy(file, kept)
        async with open_log(sqlite_url) as log:
            await grow(log, 10, 10)
            await three.publisher(log.database).publish()
        async with open_log(f"{SQLITE}{kept}") as put_back:
            publisher = three.publisher(put_back.database)
            with pytest.raises(QuorumError):
                await publisher.publish()
            assert "has seen 20 entries" in dict(three.reported)["w0.example"]
            await grow(put_back, 10, 15)
            with pytest.raises(QuorumError):
                await publisher.publish()
            assert not (await published(put_back)).checkpoint

    asyncio.run(main())
