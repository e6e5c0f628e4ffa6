"""Real witnesses on disk, and processes that publish when these have cosigned."""

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from specimen_log import signer
from stored_log import open_log
from thiqa.base import Clock, system_clock
from thiqa.ledger.models import StoredHead
from thiqa.ledger.policy import LogPolicy, PolicyGroup, PolicyLog, PolicyWitness
from thiqa.ledger.publisher import Cosign, Publisher
from thiqa.ledger.witness_desk import SIZE_TYPE, Prove, WitnessAnswer
from thiqa.ledger.witnesses import Witnesses
from thiqa.witness import KnownLog, RefusedError, make_folder, open_folder
from thiqa.witness.errors import OtherSizeError
from thiqa.witness.store import Fork

_context = multiprocessing.get_context("forkserver")

ADDRESS = "file:"


def make_witnesses(path: Path, number: int = 3, threshold: int = 2) -> LogPolicy:
    """Make witnesses that know the log; return the policy, with their folders as addresses."""
    witnesses = []
    for each in range(number):
        folder = path / f"witness-{each}"
        make_folder(folder, f"{folder.name}.example")
        with open_folder(folder, system_clock) as opened:
            opened.store.add_log(KnownLog(signer().name, signer().verifier_key))
            witnesses.append(PolicyWitness(folder.name, opened.key, f"{ADDRESS}{folder}"))
    group = PolicyGroup("witnesses", threshold, tuple(each.name for each in witnesses))
    log = PolicyLog(signer().verifier_key)
    return LogPolicy((log,), tuple(witnesses), (group,), group.name)


async def ask_folder(url: str, body: bytes) -> WitnessAnswer:
    """Bring a request to the witness of a folder, as its process would."""
    folder = Path(url.removeprefix(ADDRESS).removesuffix("/add-checkpoint"))
    with open_folder(folder, system_clock) as opened:
        try:
            return WitnessAnswer(200, "text/plain", opened.witness.add_checkpoint(body).encode())
        except OtherSizeError as error:
            return WitnessAnswer(error.status, SIZE_TYPE, b"%d\n" % error.size)
        except RefusedError as error:
            return WitnessAnswer(error.status, "text/plain", str(error).encode())


def forks(policy: LogPolicy) -> list[Fork]:
    """Return every fork that a witness has seen."""
    found: list[Fork] = []
    for witness in policy.witnesses:
        folder = Path((witness.url or "").removeprefix(ADDRESS))
        with open_folder(folder, system_clock) as opened:
            found += opened.store.forks()
    return found


def publisher_of(database: Any, policy: LogPolicy, clock: Clock = system_clock) -> Publisher:
    """Return what publishes when these witnesses have cosigned."""
    witnesses = Witnesses(policy, ask_folder, clock)
    return Publisher(database, policy, clock, witnesses.cosign, publish_seconds=0.0)


def start_publishing(
    url: str, policy: LogPolicy, *, clock_ahead: int = 0, dies: bool = False
) -> BaseProcess:
    """Start a process that publishes; one that `dies` does so when witnesses have cosigned."""
    process = _context.Process(target=_publish, args=(url, policy, clock_ahead, dies), daemon=True)
    process.start()
    return process


def _publish(url: str, policy: LogPolicy, clock_ahead: int, dies: bool) -> None:
    def clock() -> int:
        return system_clock() + clock_ahead

    async def main() -> None:
        async with open_log(url) as log:
            witnesses = Witnesses(policy, ask_folder, clock)
            cosign = _and_die(witnesses.cosign) if dies else witnesses.cosign
            await Publisher(log.database, policy, clock, cosign, publish_seconds=0.0).run()

    asyncio.run(main())


def _and_die(cosign: Cosign) -> Cosign:
    async def cosigned(head: StoredHead, prove: Prove) -> str:
        await cosign(head, prove)
        os.kill(os.getpid(), signal.SIGKILL)
        return ""

    return cosigned


def stop(processes: Sequence[BaseProcess]) -> None:
    """Kill processes."""
    for process in processes:
        process.kill()
        process.join()
