"""Witnesses that tests keep in memory: each does what C2SP tlog-witness says, or errs."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from specimen_log import NOON, signer, witness, witnessed_policy
from stored_log import StoredLog
from thiqa.base import Clock, Database
from thiqa.ledger.checkpoint import TreeHead
from thiqa.ledger.cosignature import CosignatureKey
from thiqa.ledger.errors import ConsistencyError, NotCosignedError
from thiqa.ledger.merkle import verify_consistency
from thiqa.ledger.models import Publication
from thiqa.ledger.note import open_note
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.publisher import Publisher
from thiqa.ledger.store import Records
from thiqa.ledger.witness_desk import SIZE_TYPE, WitnessAnswer
from thiqa.ledger.witnesses import Witnesses
from thiqa.witness.request import AddCheckpoint, parse_add_checkpoint

TEXT_TYPE = "text/plain"
PATIENCE_SECONDS = 20
LOOK_SECONDS = 0.01

Err = Callable[["HallWitness", AddCheckpoint], WitnessAnswer | None]
"""What a witness does in the place of an honest answer; None: after all, answer."""


@dataclass
class HallWitness:
    """One witness, its memory, and how it errs."""

    number: int
    clock: Clock = lambda: NOON
    last: TreeHead | None = None
    asked: list[AddCheckpoint] = field(default_factory=list)
    err: Err | None = None
    delay_seconds: float = 0.0
    down: bool = False

    @property
    def key(self) -> CosignatureKey:
        """Its key."""
        return witness(self.number).key

    async def answer(self, body: bytes) -> WitnessAnswer:
        """Answer a request, after a while."""
        if self.down:
            raise NotCosignedError("nothing answers")
        await asyncio.sleep(self.delay_seconds)
        request = parse_add_checkpoint(body)
        self.asked.append(request)
        answer = None if self.err is None else self.err(self, request)
        return answer or self.honest(request)

    def honest(self, request: AddCheckpoint) -> WitnessAnswer:
        """Answer as the specification says."""
        text = open_note(request.checkpoint, [signer().verifier_key]).text
        last_size = 0 if self.last is None else self.last.size
        if request.old_size != last_size:
            return conflict(last_size)
        if self.last is not None and last_size:
            try:
                verify_consistency(
                    old_size=last_size,
                    new_size=request.head.size,
                    old_root=self.last.root,
                    new_root=request.head.root,
                    proof=request.proof,
                )
            except ConsistencyError:
                return WitnessAnswer(422, TEXT_TYPE, b"another history\n")
        self.last = request.head
        return self.cosigned(text)

    def cosigned(self, text: str, at: int | None = None) -> WitnessAnswer:
        """Answer with the cosignature of a text."""
        at = self.clock() if at is None else at
        return WitnessAnswer(200, TEXT_TYPE, witness(self.number).cosign(text, at).line.encode())


def conflict(size: int) -> WitnessAnswer:
    """Return the answer of a witness that has seen another size."""
    return WitnessAnswer(409, SIZE_TYPE, b"%d\n" % size)


@dataclass
class Hall:
    """Some witnesses, of which a number must cosign."""

    witnesses: list[HallWitness]
    threshold: int = 2
    witness_seconds: float = 2.0
    now: int = NOON
    reported: list[tuple[str, str]] = field(default_factory=list)

    @property
    def policy(self) -> LogPolicy:
        """The policy that asks for them, with addresses."""
        return witnessed_policy(len(self.witnesses), self.threshold)

    async def ask(self, url: str, body: bytes) -> WitnessAnswer:
        """Bring a request to the witness of an address."""
        for each in self.witnesses:
            if url == f"https://w{each.number}.example/add-checkpoint":
                return await each.answer(body)
        raise NotCosignedError("there is nobody")

    def publisher(self, database: Database[Records], **options: Any) -> Publisher:
        """Return what publishes a log when these have cosigned it."""
        witnesses = Witnesses(
            self.policy,
            self.ask,
            lambda: self.now,
            witness_seconds=self.witness_seconds,
            report=lambda name, error: self.reported.append((name, str(error or ""))),
        )
        return Publisher(database, self.policy, lambda: self.now, witnesses.cosign, **options)


def hall(witnesses: int = 3, threshold: int = 2) -> Hall:
    """Return a hall of honest witnesses that share its clock."""
    made = Hall([], threshold)
    made.witnesses += [HallWitness(number, lambda: made.now) for number in range(witnesses)]
    return made


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Wait until something holds."""
    for _ in range(int(PATIENCE_SECONDS / LOOK_SECONDS)):
        if await holds():
            return
        await asyncio.sleep(LOOK_SECONDS)
    raise AssertionError("it did not come")


async def published(log: StoredLog) -> Publication:
    """Return what is published of a log."""
    return await log.database.read(lambda records: records.ledger.get_publication())


async def is_published(log: StoredLog) -> bool:
    """Tell whether anything is published of a log."""
    return (await published(log)).size > 0


async def grow(log: StoredLog, first: int, number: int) -> None:
    """Append entries and sign a head for them, and publish nothing."""
    await log.append_many(first, number)
    while await log.sequencer.integrate():
        pass
