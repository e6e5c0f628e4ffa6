"""`thiqa keys`: the provider's signing keys."""

import click

from thiqa.base import system_clock
from thiqa.crypto import KeyDirectory
from thiqa.crypto.key_directory import PUBLISH_AHEAD_SECONDS
from thiqa.settings import Settings


@click.group()
def keys() -> None:
    """Look after the provider's signing keys."""


@keys.command()
def rotate() -> None:
    """Add new signing keys: published at once, in use when every client has fetched them."""
    directory = KeyDirectory(Settings.from_environment().keys)
    now = system_clock()
    directory.ensure(now)
    directory.rotate(now)
    click.echo(
        f"new keys are published now and sign in {PUBLISH_AHEAD_SECONDS // 60} minutes;"
        " the old ones stay published until their last token has died"
    )


@keys.command("list")
def list_keys() -> None:
    """List the signing keys by algorithm, oldest first."""
    directory = KeyDirectory(Settings.from_environment().keys)
    for algorithm, entries in directory.signing_keys().items():
        for entry in entries:
            click.echo(f"{algorithm}\t{entry.created_at}\t{entry.signer.kid}")
