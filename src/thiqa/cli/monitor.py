"""`thiqa monitor`: follow a log, ours or another one, and say whatever contradicts it."""

import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from thiqa.base import system_clock
from thiqa.cli.ledger import raise_findings, show_progress
from thiqa.cli.receipt import policy_of
from thiqa.data import open_up_to_date
from thiqa.ledger.damage import Damage
from thiqa.monitor import STALE_SECONDS, LogClient, Look, Monitor, StateFolder, open_http
from thiqa.settings import Settings

EVERY_SECONDS = 10

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("url")
@click.option("--policy", type=_FILE, help="Whom you trust: a file (C2SP tlog-policy).")
@click.option("--key", help="The log's public key (C2SP form), if the policy does not name it.")
@click.option(
    "--state",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="A folder of this monitor alone: what it has seen, and evidence of contradictions.",
)
@click.option(
    "--also",
    "elsewhere",
    multiple=True,
    help="Where else checkpoints of the log are shown: by a witness, or a copy. May be repeated.",
)
@click.option("--once", is_flag=True, help="Look once; exit status 0 says that nothing is wrong.")
@click.option("--whole", is_flag=True, help="Examine the tree from its first entry on, once.")
@click.option("--every", default=EVERY_SECONDS, show_default=True, help="Seconds between looks.")
@click.option(
    "--stale-after",
    default=STALE_SECONDS,
    show_default=True,
    help="Seconds after which something new must be published.",
)
@click.option(
    "--raise",
    "raise_them",
    is_flag=True,
    help="On the provider's own machine: make what is wrong findings of its console.",
)
def monitor(
    url: str,
    policy: Path | None,
    key: str | None,
    state: Path,
    elsewhere: tuple[str, ...],
    once: bool,
    whole: bool,
    every: int,
    stale_after: int,
    raise_them: bool,
) -> None:
    """Follow the log at URL: fetch what is new, rebuild its tree, compare with what was seen.

    Writes a line of JSON for each thing that is wrong, and for each size that holds.
    """
    trusted, folder = policy_of(policy, key), StateFolder(state)

    async def run() -> int:
        async with open_http() as http:
            others = [LogClient(each, http) for each in elsewhere]
            follower = Monitor(
                LogClient(url, http),
                trusted,
                folder,
                system_clock,
                elsewhere=others,
                stale_seconds=stale_after,
                progress=show_progress,
            )
            if once:
                found = await follower.look(whole=whole)
                await _tell(found, found.damages, raise_them)
                return 1 if found.damages else 0
            await _follow(follower, every, whole, raise_them)
        return 0

    sys.exit(asyncio.run(run()))


async def _follow(follower: Monitor, every: int, whole: bool, raise_them: bool) -> None:
    """Look again and again; what is still wrong is not said again."""
    said: set[Damage] = set()
    while True:
        found = await follower.look(whole=whole)
        await _tell(found, [each for each in found.damages if each not in said], raise_them)
        said, whole = set(found.damages), False
        await asyncio.sleep(every)


async def _tell(found: Look, damages: Sequence[Damage], raise_them: bool) -> None:
    for damage in damages:
        _write("wrong", kind=damage.kind, place=damage.place, detail=damage.detail)
    if not found.damages and found.new_leaves:
        _write("holds", size=found.size, new=found.new_leaves)
    if raise_them and damages:
        async with open_up_to_date(Settings.from_environment()) as database:
            await raise_findings(database, damages)


def _write(event: str, **members: Any) -> None:
    click.echo(json.dumps({"at": system_clock(), "event": event, **members}))
    sys.stdout.flush()
