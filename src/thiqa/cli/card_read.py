"""`thiqa card read`: read a document and say what it is worth."""

import asyncio
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import click

from thiqa.base import system_clock
from thiqa.card.channel.errors import ChannelError, WrongPasswordError
from thiqa.card.channel.terminal_files import read_terminal
from thiqa.card.data_groups.dg1 import read_dg1
from thiqa.card.data_groups.dg2 import read_dg2
from thiqa.card.data_groups.files import DataGroup
from thiqa.card.errors import CardError
from thiqa.card.reading.access import ReadingAccess, ReadingRules
from thiqa.card.reading.models import DocumentRead
from thiqa.card.reading.progress import Progress, Tell
from thiqa.card.reading.reader import read_document
from thiqa.card.transport.trace import RecordingCard
from thiqa.card.verification.policy import NATIONAL_CARD, POLICIES
from thiqa.card.verification.status import StatusAnswer
from thiqa.card.verification.verdict import Verdict
from thiqa.card.verification.verify import verify_document
from thiqa.cli.card_password import PasswordKind, ask_password
from thiqa.cli.card_report import to_json, to_table
from thiqa.cli.card_source import Source, open_source
from thiqa.cli.lost_documents import open_default as open_default_status
from thiqa.cli.lost_documents import open_source as open_status_source
from thiqa.cli.pki import trust_option
from thiqa.lost_documents import StatusQuery, StatusSource
from thiqa.pki.csca.store import TrustStore

REFUSED: Final = 3
"""The exit status for a document that was read and does not hold."""
CLEAR_LINE: Final = "\r\x1b[K"

A_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
A_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
A_NEW_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.option("--reader", help="The PC/SC reader in which the card lies.")
@click.option("--card", "software", type=A_FILE, help="A software card instead of a reader.")
@click.option("--trace", type=A_FILE, help="A recorded reading of a specimen instead of a card.")
@click.option(
    "--with",
    "kind",
    type=click.Choice([each.value for each in PasswordKind]),
    default=PasswordKind.CAN.value,
    show_default=True,
    help="What opens the chip; it is asked for without being shown.",
)
@click.option("--password-file", type=A_FILE, help="A file that holds it: for programs.")
@trust_option
@click.option(
    "--policy",
    type=click.Choice(list(POLICIES)),
    default=NATIONAL_CARD.name,
    show_default=True,
    help="What the document has to pass.",
)
@click.option(
    "--lost-list",
    type=A_FILE,
    help="A signed list of lost and stolen documents.  [default: that of the data directory]",
)
@click.option("--lost-service", help="The address of a service that is asked before the list.")
@click.option("--lost-key", type=A_FILE, help="The public key (JWK) that both are by.")
@click.option("--terminal", type=A_FOLDER, help="Certificates and key for protected data groups.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON, for programs.")
@click.option("--photo", type=A_NEW_FILE, help="Write the portrait, if the document holds.")
@click.option("--record", type=A_NEW_FILE, help="Write what terminal and card said.")
def read(
    kind: str,
    password_file: Path | None,
    folder: Path,
    policy: str,
    terminal: Path | None,
    as_json: bool,
    photo: Path | None,
    record: Path | None,
    **where: Any,
) -> None:
    """Read a document and verify it; exit status 0 if it holds, 3 if it does not."""
    demanded = POLICIES[policy]
    trust = TrustStore(folder).open(system_clock()).trust
    lost = _status_source(where.pop("lost_list"), where.pop("lost_service"), where.pop("lost_key"))
    credentials = None if terminal is None else read_terminal(terminal)
    access = ReadingAccess(ask_password(PasswordKind(kind), password_file), credentials)
    rules = ReadingRules(bac_allowed=demanded.bac_allowed)
    with (
        open_source(**where) as source,
        _recorded(source, record) as card,
        _progress() as tell,
        _tries_told(),
        _stop_told(as_json=as_json),
    ):
        found = read_document(card, access, rules, card.random_bytes, tell)
    now = system_clock()
    verdict = verify_document(found, trust, demanded, now, _ask_status(lost, found, now))
    _report(found, verdict, recorded=source.recorded, as_json=as_json)
    if photo is not None:
        _write_photo(photo, verdict)
    if not verdict.holds:
        raise click.exceptions.Exit(REFUSED)


@contextmanager
def _recorded(source: Source, file: Path | None) -> Iterator[RecordingCard]:
    """Listen to a card; what was said is kept even if it ended badly."""
    recorder = RecordingCard(source.card, source.random_bytes, specimen=source.specimen)
    try:
        yield recorder
    finally:
        if file is not None:
            file.write_bytes(recorder.to_bytes())


@contextmanager
def _stop_told(*, as_json: bool) -> Iterator[None]:
    """Tell programs by which code a reading stopped; people get the sentence."""
    try:
        yield
    except ChannelError as error:
        if as_json:
            stopped = {"code": error.code, "sentence": str(error)}
            click.echo(json.dumps({"holds": False, "stopped": stopped}, indent=2))
        raise


@contextmanager
def _tries_told() -> Iterator[None]:
    """Say how many tries a wrong password leaves, where the chip says so."""
    try:
        yield
    except WrongPasswordError as error:
        if error.tries_left is None:
            raise
        raise click.ClickException(f"{error}; tries left: {error.tries_left}") from error


def _status_source(file: Path | None, service: str | None, key: Path | None) -> StatusSource | None:
    if file is None and service is None and key is None:
        return open_default_status()
    return open_status_source(file, service, key)


def _ask_status(lost: StatusSource | None, found: DocumentRead, now: int) -> StatusAnswer | None:
    """Ask about the document that the chip says it is; `verify_document` holds both together."""
    file = found.data_groups.get(DataGroup.DG1)
    if lost is None or file is None:
        return None
    try:
        query = StatusQuery.of_zone(read_dg1(file))
    except CardError:
        return None
    return asyncio.run(lost.ask(query, now))


def _report(found: DocumentRead, verdict: Verdict, *, recorded: bool, as_json: bool) -> None:
    if as_json:
        told = to_json(found, verdict, recorded=recorded)
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for line in to_table(found, verdict, recorded=recorded):
        click.echo(line)


@contextmanager
def _progress() -> Iterator[Tell]:
    """Tell the steps on standard error: one line that changes, or one line each in a file."""

    def on_terminal(progress: Progress) -> None:
        part = f" {progress.file} {progress.done}/{progress.length}" if progress.file else ""
        click.echo(f"{CLEAR_LINE}{progress.step}{part}", err=True, nl=False)

    def in_file(progress: Progress) -> None:
        if not progress.file:
            click.echo(progress.step, err=True)

    if not sys.stderr.isatty():
        yield in_file
        return
    try:
        yield on_terminal
    finally:
        click.echo(CLEAR_LINE, err=True, nl=False)


def _write_photo(file: Path, verdict: Verdict) -> None:
    """Write the portrait as it is on the chip; nobody is compared with a picture of nobody."""
    if verdict.document is None or not verdict.holds:
        click.echo("no portrait was written: the document is refused", err=True)
        return
    content = verdict.document.data_groups.get(DataGroup.DG2)
    if content is None:
        click.echo("no portrait was written: the document has none", err=True)
        return
    portrait = read_dg2(content)[0]
    file.write_bytes(portrait.image)
    click.echo(f"wrote the portrait ({portrait.format}) to {file}", err=True)
