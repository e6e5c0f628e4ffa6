"""The root of the commands, and how each of them fails."""

import os
import sys

import click

from thiqa import __version__
from thiqa.base import ThiqaError
from thiqa.cli.lazy_group import LazyGroup

PRIVATE = 0o077
"""Keys, cards and databases: nothing that a command writes is for other users."""


COMMANDS = {
    "card": "thiqa.cli.cards:card",
    "card-client": "thiqa.cli.card_client:card_client",
    "client": "thiqa.cli.clients:client",
    "demo": "thiqa.demo:demo",
    "document": "thiqa.cli.documents:document",
    "federation": "thiqa.cli.federation:federation",
    "keys": "thiqa.cli.keys:keys",
    "ledger": "thiqa.cli.ledger:ledger",
    "lost-documents": "thiqa.cli.lost_documents:lost_documents",
    "migrate": "thiqa.cli.serve:migrate",
    "monitor": "thiqa.cli.monitor:monitor",
    "officers": "thiqa.cli.officers:officers",
    "pki": "thiqa.cli.pki:pki",
    "receipt": "thiqa.cli.receipt:receipt",
    "relink": "thiqa.cli.relink:relink",
    "seal": "thiqa.cli.seals:seal",
    "serve": "thiqa.cli.serve:serve",
    "specimen": "thiqa.cli.specimen:specimen",
    "witness": "thiqa.cli.witness:witness",
}
"""Where each command is; only the one that is called is imported, which halves its start."""


@click.group(cls=LazyGroup, where=COMMANDS)
@click.version_option(__version__)
def thiqa() -> None:
    """Thiqa, an open national trusted third party. Settings are THIQA_… variables."""


def main() -> None:
    """Run a command; a foreseen error is one line on standard error and exit status 1."""
    os.umask(PRIVATE)
    try:
        thiqa()
    except ThiqaError as error:
        click.echo(f"thiqa: {error}", err=True)
        sys.exit(1)
