"""`thiqa card serve`: a software card in a virtual reader, for every program that speaks PC/SC."""

from pathlib import Path

import click

from thiqa.card import open_card
from thiqa.card.software.session import Interface
from thiqa.card.transport.vpcd import DEFAULT_VPCD_PORT, connect_vpcd, serve_card


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--host", default="127.0.0.1", show_default=True, help="Where pcscd runs.")
@click.option("--port", default=DEFAULT_VPCD_PORT, show_default=True, help="Of the reader's slot.")
@click.option("--contactless", is_flag=True, help="Ask for PACE before anything personal.")
def serve(file: Path, host: str, port: int, contactless: bool) -> None:
    """Put the software card of FILE into the virtual reader of vsmartcard-vpcd, until it ends."""
    card = open_card(file, Interface.CONTACTLESS if contactless else Interface.CONTACT)
    with connect_vpcd(host, port) as connection:
        click.echo(f"the card in {file} lies on the reader at {host}:{port}; Ctrl-C takes it off")
        serve_card(card, connection)
