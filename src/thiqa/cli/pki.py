"""`thiqa pki`: whose documents are trusted: authorities of countries, and their lists."""

import json
from pathlib import Path
from typing import Any

import click

from thiqa.base import system_clock
from thiqa.pki.csca.errors import CscaError
from thiqa.pki.csca.importing import import_one, read_files
from thiqa.pki.csca.report import Finding, describe, examine, find, summarise
from thiqa.pki.csca.store import TrustStore
from thiqa.settings import Settings

DEFAULT_MAX_AGE_DAYS = 90


def default_folder() -> Path:
    """Return where the trusted authorities are if nothing else is said."""
    return Settings.from_environment().document_trust


trust_option = click.option(
    "--trust",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=default_folder,
    show_default="trust, in the data directory",
    help="The folder of trusted authorities.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Write JSON, for programs.")


@click.group()
def pki() -> None:
    """Say whose documents are trusted: authorities of countries, and their lists."""


@pki.command("import")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--pin",
    "pins",
    multiple=True,
    metavar="SHA256",
    help="Trust the certificate of this fingerprint, which you have from elsewhere.",
)
@trust_option
def import_files(files: tuple[Path, ...], pins: tuple[str, ...], folder: Path) -> None:
    """Import certificates, master lists, deviation lists and lists of revoked certificates.

    A certificate is trusted if it is pinned by its fingerprint, or a link leads to it; lists only
    if an authority that is trusted stands behind their signature. Master lists have to lead to a
    pinned one. Files may be named in any order.
    """
    store, now = TrustStore(folder), system_clock()
    store.create()
    try:
        for each in read_files(files):
            click.echo(f"{each.file}: {import_one(store, each, now=now, pins=frozenset(pins))}")
    except (CscaError, OSError) as error:
        raise click.ClickException(str(error)) from error


@pki.command("list")
@trust_option
@json_option
def list_countries(folder: Path, as_json: bool) -> None:
    """List the countries, with how many authorities of each are trusted, and until when."""
    rows = summarise(TrustStore(folder).open(system_clock()))
    if as_json:
        _write(rows)
        return
    for row in rows:
        click.echo(
            f"{row['country']}\t{row['authorities']}\t{row['until']}\t{', '.join(row['keys'])}"
        )


@pki.command()
@click.argument("which")
@trust_option
@json_option
def show(which: str, folder: Path, as_json: bool) -> None:
    """Show the authorities of a country (two letters), or one by the start of its fingerprint."""
    now = system_clock()
    opened = TrustStore(folder).open(now)
    found = [describe(each, opened, now) for each in find(opened, which)]
    if not found:
        raise click.ClickException(f"there is nobody called {which}")
    if as_json:
        _write(found)
        return
    for each in found:
        for name, value in each.items():
            click.echo(f"{name:<14}{', '.join(value) if isinstance(value, list) else value}")
        click.echo()


@pki.command()
@click.option("--max-age", default=DEFAULT_MAX_AGE_DAYS, show_default=True, metavar="DAYS")
@trust_option
@json_option
def check(max_age: int, folder: Path, as_json: bool) -> None:
    """Say what is old, unresolved or unusable; exit status 1 if documents cannot be checked now.

    An authority whose issuer is not there, or whose time is over, is told and is no fault: old
    documents need the old ones.
    """
    now = system_clock()
    findings = examine(TrustStore(folder).open(now), now=now, max_age=max_age * 86_400)
    if as_json:
        _write([each.as_json() for each in findings])
    else:
        for each in findings:
            click.echo(_line(each))
    if any(each.is_fault for each in findings):
        raise click.exceptions.Exit(1)


def _line(finding: Finding) -> str:
    return f"{'FAULT' if finding.is_fault else 'note'}\t{finding.kind}\t{finding.text}"


def _write(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
