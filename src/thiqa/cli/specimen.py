"""`thiqa specimen`: everything that stands in for the real world in a demonstration."""

import asyncio
from pathlib import Path

import click

from thiqa.base import system_clock
from thiqa.card import load_personas
from thiqa.settings import Settings

DEFAULT_OCSP_PORT = 8403


@click.group()
def specimen() -> None:
    """Specimen authorities, cards and citizens: nobody of them exists."""


@specimen.command()
@click.option("--ocsp-port", default=DEFAULT_OCSP_PORT, show_default=True)
def make(ocsp_port: int) -> None:
    """Make the authorities, the cards and the citizens, as far as they are missing."""
    # Each command of this group imports what it alone needs: most of their time is that.
    from thiqa.data import open_up_to_date  # noqa: PLC0415
    from thiqa.specimen.bodies import make_seals  # noqa: PLC0415
    from thiqa.specimen.population import SpecimenFolder, make_specimens, register_citizens  # noqa: PLC0415

    settings = Settings.from_environment()
    folder = SpecimenFolder(settings.data / "specimen")
    url = f"http://127.0.0.1:{ocsp_port}/"
    now = system_clock()
    personas = make_specimens(folder, settings.card_authorities, now=now, ocsp_url=url)
    make_seals(
        folder.seals,
        seal_authorities=settings.seal_authorities,
        time_stamp_authorities=settings.time_stamp_authorities,
        now=now,
        base_url=url,
    )

    async def register() -> None:
        async with open_up_to_date(settings) as database:
            await register_citizens(database, personas)

    asyncio.run(register())
    click.echo(f"{len(personas)} specimen cards are in {folder.path / 'cards'}")


@specimen.command()
@click.option(
    "--trust",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder of trusted authorities.  [default: trust, in the data directory]",
)
def trust(folder: Path | None) -> None:
    """Trust the specimen country: its authority, who is revoked, which documents are reported."""
    from thiqa.specimen.country import trust_specimens  # noqa: PLC0415
    from thiqa.specimen.population import SpecimenFolder  # noqa: PLC0415

    settings = Settings.from_environment()
    trusted = folder or settings.document_trust
    specimens = SpecimenFolder(settings.data / "specimen")
    trust_specimens(specimens, trusted, settings.lost_documents, system_clock())
    click.echo(f"{trusted} trusts the specimen country; {settings.lost_documents} has its reports")


@specimen.command("list")
def list_citizens() -> None:
    """List the specimen citizens with the PINs of their cards, and the numbers printed on them."""
    for persona in load_personas().values():
        numbers = f"{persona.national_number}\t{persona.pin}\t{persona.can}"
        click.echo(f"{persona.key}\t{numbers}\t{persona.note}")


@specimen.command()
@click.option("--port", default=DEFAULT_OCSP_PORT, show_default=True)
def ocsp(port: int) -> None:
    """Answer for the specimen authorities: revocation (RFC 6960), time stamps (RFC 3161)."""
    import uvicorn  # noqa: PLC0415

    from thiqa.specimen.authorities_app import open_authorities  # noqa: PLC0415
    from thiqa.specimen.population import SpecimenFolder  # noqa: PLC0415

    folder = SpecimenFolder(Settings.from_environment().data / "specimen")
    app = open_authorities(folder, system_clock)
    uvicorn.run(app, host="127.0.0.1", port=port, log_config=None, access_log=False)
