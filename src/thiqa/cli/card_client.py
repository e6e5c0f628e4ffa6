"""`thiqa card-client`: the program between a site and the citizen's card."""

from pathlib import Path

import click
import uvicorn

from thiqa.card.errors import PackageMissingError, ReaderError
from thiqa.card_client import make_app
from thiqa.card_client.cards import CardSource, Readers, SpecimenCards

DEFAULT_PORT = 8402
HOST = "127.0.0.1"
"""The loopback and nothing else: the program is for the person at this machine."""


@click.command("card-client")
@click.option("--port", default=DEFAULT_PORT, show_default=True)
@click.option(
    "--specimens",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Use the specimen cards of this folder instead of the readers of this machine.",
)
def card_client(port: int, specimens: Path | None) -> None:
    """Sign in to sites with a card: shows who asks, takes the PIN, lets the card sign."""
    source: CardSource = _readers() if specimens is None else SpecimenCards(specimens)
    origin = f"http://{HOST}:{port}"
    click.echo(f"the card client is at {origin}")
    uvicorn.run(
        make_app(source, origin),
        host=HOST,
        port=port,
        ws="none",
        log_level="warning",
        access_log=False,
    )


def _readers() -> Readers:
    readers = Readers()
    try:
        readers.labels()
    except PackageMissingError as error:
        raise click.ClickException(
            f"{error}:\n  pip install 'thiqa[pcsc]'\nor use specimen cards: --specimens FOLDER"
        ) from error
    except ReaderError as error:
        click.echo(f"no reader can be used yet: {error}", err=True)
    return readers
