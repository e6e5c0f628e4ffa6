"""`thiqa relink`: from a person's identifier in one sector to another, by two officers."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO, TypeVar

import click

from thiqa.base import system_clock
from thiqa.cli.officers import person_of
from thiqa.crypto import KeyDirectory
from thiqa.data import open_up_to_date
from thiqa.database import OpenDatabase
from thiqa.ledger.gate import Gate
from thiqa.ledger.receipts import Receipts
from thiqa.ledger.recorder import Recorder
from thiqa.recording import record_policy, record_signer
from thiqa.relinking import Desk, Request, StoredRequest
from thiqa.relinking import answer as give_answer
from thiqa.relinking import approve as give_approval
from thiqa.relinking import ask as put_question
from thiqa.settings import Settings
from thiqa.storage import Transaction

Result = TypeVar("Result")

OFFICER = click.option(
    "--officer", "officer", required=True, help="The national number of the officer who acts."
)


@click.group()
def relink() -> None:
    """Link a person's identifiers of two sectors: one officer asks, another one approves."""


@relink.command()
@OFFICER
@click.option("--from", "from_sector", required=True, help="The sector whose identifier is known.")
@click.option("--subject", required=True, help="The identifier in that sector.")
@click.option("--to", "to_sector", required=True, help="The sector whose identifier is wanted.")
@click.option("--reason", required=True, help="Law and case; the citizen will read it. No names.")
def ask(officer: str, from_sector: str, subject: str, to_sector: str, reason: str) -> None:
    """Ask for a person's identifier in another sector."""

    async def act(desk: Desk, person_id: str) -> Request:
        return await put_question(
            desk,
            person_id,
            from_sector=from_sector,
            subject=subject,
            to_sector=to_sector,
            reason=reason,
        )

    request = _as_officer(officer, act)
    click.echo(f"asked: {request.id}\nfingerprint: {request.fingerprint}")


@relink.command(context_settings={"ignore_unknown_options": True})  # a hash may begin with "-"
@click.argument("request_id")
@click.argument("fingerprint")
@OFFICER
def approve(request_id: str, fingerprint: str, officer: str) -> None:
    """Approve the request that `list` shows with this id and this FINGERPRINT."""
    _as_officer(
        officer, lambda desk, person_id: give_approval(desk, person_id, request_id, fingerprint)
    )
    click.echo(f"approved: {request_id}; the citizen sees it, and who asked can have the answer")


@relink.command()
@click.argument("request_id")
@OFFICER
@click.option(
    "--receipt",
    required=True,
    type=click.Path(exists=False, dir_okay=False, path_type=Path),
    help="Where the receipt of the entry is written.",
)
def answer(request_id: str, officer: str, receipt: Path) -> None:
    """Print the identifier in the other sector: once, and to who asked."""
    with _new_file(receipt) as file:
        told = _as_officer(officer, lambda desk, person: give_answer(desk, person, request_id))
        file.write(told.receipt)
    click.echo(told.subject)


@relink.command("list")
def list_requests() -> None:
    """List the requests, each with its text and its fingerprint."""

    async def act(database: OpenDatabase[Transaction], _: Settings) -> list[str]:
        return await database.read(_describe_all)

    for text in _on_database(act):
        click.echo(text)


@contextmanager
def _new_file(path: Path) -> Iterator[TextIO]:
    """Open a new file before the one answer is asked for; take it away if there is none."""
    try:
        file = path.open("x")
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}") from error
    try:
        with file:
            yield file
    except BaseException:
        path.unlink()
        raise


async def _describe_all(records: Transaction) -> list[str]:
    return [await _describe(records, stored) for stored in await records.relinking.list_requests()]


async def _describe(records: Transaction, stored: StoredRequest) -> str:
    request = stored.request
    approver = "nobody" if stored.approved_by is None else await _name(records, stored.approved_by)
    lines = (
        f"{request.id}\t{stored.state}\tuntil {_moment(stored.expires_at)}",
        f"asked by {await _name(records, request.asked_by)} at {_moment(request.asked_at)},"
        f" approved by {approver}",
        f"from {request.from_sector}: {request.subject}",
        f"to {request.to_sector}",
        f"reason: {request.reason}",
        f"fingerprint: {request.fingerprint}",
    )
    return "\n\t".join(lines)


async def _name(records: Transaction, person_id: str) -> str:
    person = await records.people.get(person_id)
    return person_id if person is None else person.national_number


def _moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%MZ")


def _as_officer(
    national_number: str, act: Callable[[Desk, str], Coroutine[Any, Any, Result]]
) -> Result:
    """Act as the person who bears a number: whether that is an officer, the act itself checks."""

    async def run(database: OpenDatabase[Transaction], settings: Settings) -> Result:
        person = await database.read(lambda records: person_of(records, national_number))
        return await act(await _desk(database, settings), person.id)

    return _on_database(run)


async def _desk(database: OpenDatabase[Transaction], settings: Settings) -> Desk:
    directory = KeyDirectory(settings.keys)
    key = record_signer(settings, directory).verifier_key
    gate = Gate(database, system_clock, delay_seconds=settings.record_delay)
    await gate.look()
    return Desk(
        database,
        directory.secret("pairwise"),
        Recorder(check=gate.check),
        Receipts(database, record_policy(settings, key)),
        system_clock,
    )


def _on_database(
    act: Callable[[OpenDatabase[Transaction], Settings], Coroutine[Any, Any, Result]],
) -> Result:
    settings = Settings.from_environment()

    async def run() -> Result:
        async with open_up_to_date(settings) as database:
            return await act(database, settings)

    return asyncio.run(run())
