"""`thiqa lost-documents`: lists of lost, stolen and revoked documents, made and asked."""

import asyncio
import sys
from pathlib import Path
from typing import Final

import click

from thiqa.base import system_clock
from thiqa.card.verification.status import DocumentStatus
from thiqa.crypto.key_file import ensure_signer
from thiqa.lost_documents import (
    FirstThatCanSay,
    HttpStatusService,
    StatusList,
    StatusQuery,
    StatusSource,
    read_reports,
)
from thiqa.lost_documents.editions import open_list, publish, read_public_key
from thiqa.lost_documents.messages import PATH as SERVICE_PATH
from thiqa.settings import Settings

DEFAULT_PORT: Final = 8407
EXIT_STATUS: Final = {
    DocumentStatus.NOT_REPORTED: 0,
    DocumentStatus.REPORTED: 3,
    DocumentStatus.CANNOT_SAY: 4,
}
"""What `ask` ends with; 1 and 2 are errors."""

PRESENT = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW = click.Path(dir_okay=False, path_type=Path)


@click.group("lost-documents")
def lost_documents() -> None:
    """Lost, stolen and revoked documents: make a signed list, ask one, or ask a service."""


@lost_documents.command("list")
@click.argument("reports", type=PRESENT)
@click.argument("file", type=NEW)
@click.option("--key", type=NEW, required=True, help="Private key, PEM; made if it is not there.")
@click.option("--issuer", required=True, help="Who vouches for the list, for people.")
@click.option("--country", "countries", multiple=True, required=True, help="Whose documents.")
@click.option("--type", "types", multiple=True, default=["I", "P"], show_default=True)
@click.option("--days", default=1, show_default=True, help="How long the list is good.")
def make_list(
    reports: Path,
    file: Path,
    key: Path,
    issuer: str,
    countries: tuple[str, ...],
    types: tuple[str, ...],
    days: int,
) -> None:
    """Write the signed list of the JSON REPORTS to FILE, and the public key beside it.

    An edition that is in FILE already, by the same key, lends its salt to the new one.
    """
    public = publish(
        file,
        read_reports(reports.read_bytes()),
        ensure_signer(key),
        issuer=issuer,
        countries=countries,
        document_types=types,
        now=system_clock(),
        days=days,
    )
    click.echo(f"{file}\t{public}")


@lost_documents.command()
@click.argument("country")
@click.argument("document_type")
@click.argument("number")
@click.option("--list", "file", type=PRESENT, help="A signed list at hand.")
@click.option("--service", help="The address of a service, asked before the list.")
@click.option("--key", type=PRESENT, required=True, help="The public key (JWK) that both are by.")
def ask(country: str, document_type: str, number: str, **where: str | Path | None) -> None:
    """Ask whether a document is reported; ends with 0 if not, 3 if so, 4 if nobody can say."""
    query = StatusQuery.typed(country, document_type, number)
    source = open_source(where["file"], where["service"], where["key"])
    answer = asyncio.run(source.ask(query, system_clock()))
    click.echo(f"{answer.status}\t{answer.source}")
    sys.exit(EXIT_STATUS[answer.status])


@lost_documents.command()
@click.argument("reports", type=PRESENT)
@click.option("--key", type=NEW, required=True, help="Private key, PEM; made if it is not there.")
@click.option("--country", default="MAR", show_default=True, help="Whose documents it knows.")
@click.option("--port", default=DEFAULT_PORT, show_default=True)
def serve(reports: Path, key: Path, country: str, port: int) -> None:
    """Answer on the loopback about the documents in the JSON REPORTS: a specimen of a service."""
    import uvicorn  # noqa: PLC0415  # no other command of the group needs these

    from thiqa.specimen.lost_documents_app import LostDocumentsApp  # noqa: PLC0415

    signer = ensure_signer(key)
    app = LostDocumentsApp(read_reports(reports.read_bytes()), country, signer, system_clock)
    click.echo(f"http://127.0.0.1:{port}{SERVICE_PATH}")
    uvicorn.run(app, host="127.0.0.1", port=port, log_config=None, access_log=False)


def open_default() -> StatusSource | None:
    """Return the list of the data directory, or nobody if there is none."""
    file = Settings.from_environment().lost_documents
    return open_list(file) if file.exists() else None


def open_source(
    file: str | Path | None, service: str | Path | None, key: str | Path | None
) -> StatusSource:
    """Return whoever is to be asked: the service first, then the list."""
    if key is None or (file is None and service is None):
        raise click.UsageError("give a list or a service, and the public key that it is by")
    keys = (read_public_key(Path(key)),)
    sources: list[StatusSource] = []
    if service is not None:
        sources.append(HttpStatusService(str(service), keys))
    if file is not None:
        sources.append(StatusList.read(Path(file).read_bytes(), keys))
    return FirstThatCanSay(tuple(sources))
