"""`thiqa ledger`: the record as a whole, for whoever keeps it."""

import asyncio
import os
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import click

from thiqa.base import system_clock
from thiqa.crypto import KeyDirectory
from thiqa.data import open_up_to_date
from thiqa.database import OpenDatabase
from thiqa.findings import Kind, new_finding, raise_finding
from thiqa.ledger.archive import Owner
from thiqa.ledger.damage import Damage, DamageKind
from thiqa.ledger.fsck import FindUnknown, GivenCheckpoint
from thiqa.ledger.fsck import fsck as examine_store
from thiqa.ledger.policy import LogPolicy
from thiqa.oidc.federation.entity_id import is_entity_id
from thiqa.record_site import ExportFolder, export
from thiqa.recording import record_policy, record_signer
from thiqa.settings import Settings
from thiqa.storage import Transaction

_KINDS = {DamageKind.FORK: Kind.LOG_FORK, DamageKind.ROLLBACK: Kind.LOG_FORK}
"""What a damage is as a finding; any other one is a damaged record."""

READ_BY_ALL = 0o022
"""What is exported is public, and a web server is another user."""


@click.group()
def ledger() -> None:
    """Look after the record as a whole."""


@ledger.command()
@click.option(
    "--checkpoint",
    "checkpoints",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A checkpoint that somebody has kept: the store must contain its tree. May be repeated.",
)
@click.option("--raise", "raise_them", is_flag=True, help="Make each damage a finding, too.")
def fsck(checkpoints: tuple[Path, ...], raise_them: bool) -> None:
    """Compare every leaf, tile and opening with the signed checkpoints, and name each damage.

    Works beside a provider that serves. Exit status 0 says that nothing is damaged.
    """
    given = [GivenCheckpoint(str(file), file.read_text("utf-8")) for file in checkpoints]
    sys.exit(asyncio.run(_fsck(Settings.from_environment(), given, raise_them)))


@ledger.command("export")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--every", type=click.IntRange(1), help="Go on, and look each so many seconds.")
def export_record(folder: Path, every: int | None) -> None:
    """Write the published record into FOLDER, for a plain web server; only what is new."""
    os.umask(READ_BY_ALL)
    asyncio.run(_export(Settings.from_environment(), ExportFolder(folder), every))


async def _export(settings: Settings, folder: ExportFolder, every: int | None) -> None:
    async with open_up_to_date(settings) as database:
        while True:
            exported = await export(database, _trusted(settings), folder)
            if exported.new_leaves or every is None:
                click.echo(f"{exported.size} entries, {exported.new_leaves} of them new")
            if every is None:
                return
            await asyncio.sleep(every)


async def _fsck(settings: Settings, given: Sequence[GivenCheckpoint], raise_them: bool) -> int:
    damages: list[Damage] = []

    def name(damage: Damage) -> None:
        damages.append(damage)
        click.echo(str(damage))

    async with open_up_to_date(settings) as database:
        size = await examine_store(
            database,
            _trusted(settings),
            name,
            given=given,
            known=_known(database),
            progress=show_progress,
        )
        if raise_them:
            await raise_findings(database, damages)
    verdict = f"{len(damages)} damages" if damages else "nothing is damaged"
    click.echo(f"{size} entries with a place in the tree: {verdict}")
    return 1 if damages else 0


def _known(database: OpenDatabase[Transaction]) -> Mapping[Owner, FindUnknown]:
    async def unknown_persons(person_ids: Sequence[str]) -> Sequence[str]:
        return await database.read(lambda records: records.people.find_unknown(person_ids))

    async def unknown_clients(client_ids: Sequence[str]) -> Sequence[str]:
        registered = await database.read(lambda records: records.oidc.list_clients())
        known = {client.id for client in registered}
        return [name for name in client_ids if name not in known and not is_entity_id(name)]

    return {Owner.PERSON: unknown_persons, Owner.CLIENT: unknown_clients}


def _trusted(settings: Settings) -> LogPolicy:
    """Return what the provider's own checkpoints are verified by."""
    signer = record_signer(settings, KeyDirectory(settings.keys))
    return record_policy(settings, signer.verifier_key)


async def raise_findings(database: OpenDatabase[Transaction], damages: Sequence[Damage]) -> None:
    """Make findings of what was found, for the operators; each is raised once."""
    now = system_clock()
    for damage in damages:
        kind = _KINDS.get(damage.kind, Kind.DAMAGED_RECORD)
        key = f"{damage.kind} {damage.place}"
        finding = new_finding(kind, key, now=now, detail=str(damage))
        await database.run(partial(raise_finding, finding=finding))


def show_progress(done: int, of: int) -> None:
    """Say to a person who waits how many leaves have been compared."""
    if sys.stderr.isatty():
        click.echo(f"\r{done} of {of} leaves", err=True, nl=done == of)
