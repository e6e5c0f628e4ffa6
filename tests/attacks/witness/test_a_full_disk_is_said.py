"""On a full disk nothing is signed that is not remembered, and it heals by itself."""

from small_disk import filled, mounted_disk, needs_root
from thiqa.base import StorageUnavailableError
from thiqa.witness import OpenWitness, hash_origin, open_folder
from witnesses import SIZES, Clock, WitnessedLog, new_witness, verified

pytestmark = needs_root


def cosign_until_it_fails(opened: OpenWitness, log: WitnessedLog) -> int:
    """Let a log grow leaf by leaf; return the last size that was answered."""
    for size in range(SIZES):
        try:
            opened.witness.add_checkpoint(log.request(size, size + 1))
        except StorageUnavailableError:
            return size
    raise AssertionError("the disk was never full")


def test_a_full_disk_gets_no_signature(log: WitnessedLog) -> None:
    with mounted_disk() as disk:
        new_witness(disk / "w", log)
        with open_folder(disk / "w", Clock()) as opened:
            with filled(disk):
                answered = cosign_until_it_fails(opened, log)
            last = opened.store.last_seen(hash_origin(log.by.name))
            size = 0 if last is None else last.head.size
            assert size in (answered, answered + 1)

            answer = opened.witness.add_checkpoint(log.request(size, SIZES))
            verified(answer, log.checkpoint(SIZES), opened.key)
