"""The root of the commands, and how each of them fails."""

import sys

import click

from thiqa import __version__
from thiqa.base import ThiqaError
from thiqa.cli.card_client import card_client
from thiqa.cli.clients import client
from thiqa.cli.keys import keys
from thiqa.cli.ledger import ledger
from thiqa.cli.serve import migrate, serve
from thiqa.cli.specimen import specimen
from thiqa.demo import demo


@click.group()
@click.version_option(__version__)
def thiqa() -> None:
    """Thiqa, an open national trusted third party. Settings are THIQA_… variables."""


for command in (card_client, client, demo, keys, ledger, migrate, serve, specimen):
    thiqa.add_command(command)


def main() -> None:
    """Run a command; a foreseen error is one line on standard error and exit status 1."""
    try:
        thiqa()
    except ThiqaError as error:
        click.echo(f"thiqa: {error}", err=True)
        sys.exit(1)
