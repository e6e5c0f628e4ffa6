"""`thiqa card`: identity cards, read, made and put into a reader."""

import click

from thiqa.cli.lazy_group import LazyGroup

CARD_COMMANDS = {
    "personalise": "thiqa.cli.card_personalise:personalise",
    "read": "thiqa.cli.card_read:read",
    "serve": "thiqa.cli.card_serve:serve",
}
"""Where each command of the group is."""


@click.group(cls=LazyGroup, where=CARD_COMMANDS)
def card() -> None:
    """Identity cards: read and verify one, make a specimen, put it into a virtual reader."""
