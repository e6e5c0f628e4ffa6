"""`thiqa card read`: read a document and say what it is worth."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

from thiqa.base import system_clock
from thiqa.card import InProcessConnection, open_card
from thiqa.card.channel.terminal_files import read_terminal
from thiqa.card.data_groups.dg2 import read_dg2
from thiqa.card.data_groups.files import DataGroup
from thiqa.card.errors import NoCardError
from thiqa.card.reading.access import ReadingAccess, ReadingRules
from thiqa.card.reading.progress import Progress, Tell
from thiqa.card.reading.reader import read_document
from thiqa.card.transport.connection import Card
from thiqa.card.transport.pcsc import PcscConnection, list_readers
from thiqa.card.transport.trace import MAX_TRACE_BYTES, Recorder, ReplayedCard, Trace
from thiqa.card.verification.policy import NATIONAL_CARD, POLICIES
from thiqa.card.verification.verdict import Verdict
from thiqa.card.verification.verify import verify_document
from thiqa.cli.card_password import PasswordKind, ask_password
from thiqa.cli.card_report import to_json, to_table
from thiqa.crypto.random_numbers import RandomBytes
from thiqa.pki.csca.store import TrustStore

REFUSED: Final = 3
"""The exit status for a document that was read and does not hold."""

A_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
A_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
A_NEW_FILE = click.Path(dir_okay=False, path_type=Path)


@dataclass(frozen=True, slots=True)
class Source:
    """A card, whether it is a specimen, and where the terminal's random bytes come from."""

    card: Card
    specimen: bool
    random_bytes: RandomBytes = os.urandom


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
@click.option("--password-file", type=A_FILE, help="What opens the chip is in it: for programs.")
@click.option("--trust", required=True, type=A_FOLDER, help="The folder made by `thiqa pki`.")
@click.option(
    "--policy",
    type=click.Choice(list(POLICIES)),
    default=NATIONAL_CARD.name,
    show_default=True,
    help="What the document has to pass.",
)
@click.option("--terminal", type=A_FOLDER, help="Certificates and key for protected data groups.")
@click.option("--json", "as_json", is_flag=True, help="Everything, for programs.")
@click.option("--photo", type=A_NEW_FILE, help="Write the portrait, if the document holds.")
@click.option("--record", type=A_NEW_FILE, help="Write what terminal and card said.")
@click.pass_context
def read(
    context: click.Context,
    reader: str | None,
    software: Path | None,
    trace: Path | None,
    kind: str,
    password_file: Path | None,
    trust: Path,
    policy: str,
    terminal: Path | None,
    as_json: bool,
    photo: Path | None,
    record: Path | None,
) -> None:
    """Read a document and verify it; exit status 0 if it holds, 3 if it does not."""
    demanded = POLICIES[policy]
    authorities = TrustStore(trust).open(system_clock()).trust
    credentials = None if terminal is None else read_terminal(terminal)
    access = ReadingAccess(ask_password(PasswordKind(kind), password_file), credentials)
    rules = ReadingRules(bac_allowed=demanded.bac_allowed)
    with _open(reader, software, trace) as source:
        recorder = Recorder(source.card, source.random_bytes, specimen=source.specimen)
        try:
            found = read_document(recorder, access, rules, recorder.random_bytes, _teller())
        finally:
            if record is not None:
                record.write_bytes(recorder.to_bytes())
    verdict = verify_document(found, authorities, demanded, system_clock())
    if as_json:
        click.echo(json.dumps(to_json(found, verdict), ensure_ascii=False, indent=2))
    else:
        for line in to_table(found, verdict):
            click.echo(line)
    if photo is not None:
        _write_photo(photo, verdict)
    context.exit(0 if verdict.holds else REFUSED)


@contextmanager
def _open(reader: str | None, software: Path | None, trace: Path | None) -> Iterator[Source]:
    if sum(each is not None for each in (reader, software, trace)) > 1:
        raise click.UsageError("one of --reader, --card and --trace")
    if software is not None:
        with InProcessConnection(open_card(software)) as connection:
            yield Source(connection, specimen=True)
    elif trace is not None:
        with trace.open("rb") as file:
            replayed = ReplayedCard(Trace.from_bytes(file.read(MAX_TRACE_BYTES + 1)))
        yield Source(replayed, specimen=True, random_bytes=replayed.random_bytes)
    else:
        with PcscConnection(reader or _only_reader()) as plugged:
            yield Source(plugged, specimen=False)


def _only_reader() -> str:
    readers = list_readers()
    if len(readers) == 1:
        return readers[0]
    if not readers:
        raise NoCardError("there is no card reader")
    raise click.UsageError("say which --reader: " + ", ".join(readers))


def _teller() -> Tell:
    """Tell the steps on standard error: one line that changes, or one line each in a file."""

    def on_terminal(progress: Progress) -> None:
        part = f" {progress.file} {progress.done}/{progress.length}" if progress.file else ""
        click.echo(f"\r\x1b[K{progress.step}{part}", err=True, nl=False)

    def in_file(progress: Progress) -> None:
        if not progress.file:
            click.echo(progress.step, err=True)

    return on_terminal if sys.stderr.isatty() else in_file


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
