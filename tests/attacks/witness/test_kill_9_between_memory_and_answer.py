"""A witness that is killed has signed nothing that it does not remember afterwards."""

import os
import random
import signal
import sqlite3
import time
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import processes
from thiqa.ledger.cosignature import Cosigner
from thiqa.ledger.note import NoteSignature
from thiqa.witness import OpenWitness, hash_origin, open_folder
from thiqa.witness.errors import OtherSizeError
from thiqa.witness.folder import STORE_FILE
from thiqa.witness.witness import Witness
from witnesses import NAME, SIZES, Clock, WitnessedLog, verified

LIVES = 5
LONGEST_LIFE_SECONDS = 0.1


class LookingCosigner(Cosigner):
    """Looks at what everybody can read in the file before it signs anything."""

    def __init__(self, file: Path) -> None:
        super().__init__(NAME, Ed25519PrivateKey.generate())
        self._file = file
        self.remembered: list[int] = []

    def cosign(self, text: str, at: int) -> NoteSignature:
        """Look, then sign."""
        with closing(sqlite3.connect(self._file)) as other:
            self.remembered += [size for (size,) in other.execute("SELECT size FROM seen")]
        return super().cosign(text, at)


class DyingCosigner(Cosigner):
    """Dies by SIGKILL where it should sign."""

    def cosign(self, text: str, at: int) -> NoteSignature:
        """Die."""
        os.kill(os.getpid(), signal.SIGKILL)
        return super().cosign(text, at)


def test_nothing_is_signed_before_it_is_committed(
    opened: OpenWitness, folder: Path, log: WitnessedLog
) -> None:
    cosigner = LookingCosigner(folder / STORE_FILE)
    witness = Witness(opened.store, [cosigner], Clock())
    for old, new in [(0, 4), (4, 9), (9, 9)]:
        witness.add_checkpoint(log.request(old, new))
    assert cosigner.remembered == [4, 9, 9]


def die_where_it_should_sign(folder: Path, body: bytes) -> None:
    """Be killed between the commit and the signature."""
    with open_folder(folder, Clock()) as opened:
        dying = DyingCosigner(NAME, Ed25519PrivateKey.generate())
        Witness(opened.store, [dying], Clock()).add_checkpoint(body)


def test_who_got_no_answer_asks_again_from_the_new_size(folder: Path, log: WitnessedLog) -> None:
    process = processes.start(die_where_it_should_sign, folder, log.request(0, 9))
    process.join()
    assert process.exitcode == -signal.SIGKILL
    with open_folder(folder, Clock()) as opened:
        with pytest.raises(OtherSizeError) as refused:
            opened.witness.add_checkpoint(log.request(0, 9))
        assert refused.value.size == 9
        answer = opened.witness.add_checkpoint(log.request(9, 9))
        verified(answer, log.checkpoint(9), opened.key)


def cosign_until_killed(folder: Path, answers: Connection) -> None:
    """Cosign a log as it grows leaf by leaf, and send each answer."""
    log = WitnessedLog()
    with open_folder(folder, Clock()) as opened:
        last = opened.store.last_seen(hash_origin(log.by.name))
        size = last.head.size if last else 0
        while True:
            old, size = size, min(size + 1, SIZES)
            answers.send((size, opened.witness.add_checkpoint(log.request(old, size))))


def test_whatever_was_answered_is_remembered(folder: Path, log: WitnessedLog) -> None:
    lives = random.Random(9)  # noqa: S311  # the same lives in every run
    largest = 0
    for _ in range(LIVES):
        reading, writing = processes.pipe()
        process = processes.start(cosign_until_killed, folder, writing)
        writing.close()
        answered = [reading.recv()]
        time.sleep(lives.uniform(0, LONGEST_LIFE_SECONDS))
        process.kill()
        process.join()
        try:
            while True:
                answered.append(reading.recv())
        except EOFError:
            pass
        with open_folder(folder, Clock()) as opened:
            last = opened.store.last_seen(hash_origin(log.by.name))
            assert last is not None
            assert last.head == log.head(last.head.size)
            assert last.head.size >= answered[-1][0] >= largest
            for size, line in answered:
                verified(line, log.checkpoint(size), opened.key)
            largest = last.head.size
