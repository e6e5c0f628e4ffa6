"""`thiqa keys`: the provider's signing keys."""

from datetime import UTC, datetime

import click

from thiqa.base import system_clock
from thiqa.crypto import KeyDirectory
from thiqa.crypto.key_directory import (
    KEEP_AFTER_SECONDS,
    PUBLISH_AHEAD_SECONDS,
    active,
    published,
    signing_since,
)
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
    """List the signing keys, oldest first: algorithm, identifier, and what each is good for."""
    directory, now = KeyDirectory(Settings.from_environment().keys), system_clock()
    for algorithm, entries in directory.signing_keys().items():
        states = _states([entry.created_at for entry in entries], now)
        for entry, state in zip(entries, states, strict=True):
            click.echo(f"{algorithm}\t{entry.signer.kid}\t{state}")


def _states(created: list[int], now: int) -> list[str]:
    """Say of each key (creation times, oldest first) what it is good for now."""
    since = signing_since(created)
    in_use, shown = active(created, now), published(created, now)
    states = []
    for at, start, end in zip(created, since, [*since[1:], 0], strict=True):
        if at == in_use:
            states.append("signs")
        elif at not in shown:
            states.append("no longer published")
        elif start > now:
            states.append(f"signs from {_moment(start)}")
        else:
            states.append(f"published until {_moment(end + KEEP_AFTER_SECONDS)}")
    return states


def _moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
