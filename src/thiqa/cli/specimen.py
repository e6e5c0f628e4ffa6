"""`thiqa specimen`: everything that stands in for the real world in a demonstration."""

import asyncio

import click
import uvicorn

from thiqa.base import system_clock
from thiqa.card import load_personas
from thiqa.cli.database import database
from thiqa.pki.ocsp_responder import OcspResponder
from thiqa.pki.specimen import load
from thiqa.settings import Settings
from thiqa.specimen.ocsp_app import OcspApp
from thiqa.specimen.population import (
    SpecimenFolder,
    make_authorities,
    make_cards,
    register_citizens,
)

DEFAULT_OCSP_PORT = 8403


@click.group()
def specimen() -> None:
    """Specimen authorities, cards and citizens: nobody of them exists."""


@specimen.command()
@click.option("--ocsp-port", default=DEFAULT_OCSP_PORT, show_default=True)
def make(ocsp_port: int) -> None:
    """Make the authorities, the cards and the citizens, as far as they are missing."""
    settings, now = Settings.from_environment(), system_clock()
    folder = SpecimenFolder(settings.data / "specimen")
    url = f"http://127.0.0.1:{ocsp_port}/"
    pki = make_authorities(folder, settings.card_authorities, now=now, ocsp_url=url)
    personas = make_cards(folder, pki, now=now)

    async def register() -> None:
        async with database(settings) as opened:
            await register_citizens(opened, personas)

    asyncio.run(register())
    click.echo(f"{len(personas)} specimen cards are in {folder.path / 'cards'}")


@specimen.command("list")
def list_citizens() -> None:
    """List the specimen citizens with the PINs of their cards."""
    for persona in load_personas().values():
        click.echo(f"{persona.key}\t{persona.national_number}\t{persona.pin}\t{persona.note}")


@specimen.command()
@click.option("--port", default=DEFAULT_OCSP_PORT, show_default=True)
def ocsp(port: int) -> None:
    """Answer questions about the specimen cards' revocation (RFC 6960)."""
    settings = Settings.from_environment()
    pki = load(SpecimenFolder(settings.data / "specimen").pki)
    signer = pki.ocsp_responder
    responder = OcspResponder(
        pki.card_ca.certificate, signer.certificate, signer.private_key, pki.status
    )
    app = OcspApp(responder, system_clock)
    uvicorn.run(app, host="127.0.0.1", port=port, log_config=None, access_log=False)
