"""Run the service: `python -m thiqa.counter`, print its registration, or a command of a room."""

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Callable

import uvicorn

from thiqa.base import StorageUnavailableError
from thiqa.counter.app import make_app
from thiqa.counter.bookkeeping.command import add_command as add_payments
from thiqa.counter.catalogue.command import add_command as add_catalogue
from thiqa.counter.database import bring_up_to_date
from thiqa.counter.delivery.command import add_command as add_sealing
from thiqa.counter.desk.command import add_command as add_clerk
from thiqa.counter.errors import SettingsError
from thiqa.counter.registration import registration
from thiqa.counter.settings import Settings, read_settings
from thiqa.crypto import KeyFileError
from thiqa.crypto.key_file import ensure_signer
from thiqa.database import StorageError
from thiqa.web.connection import KEEP_ALIVE_SECONDS

GRACE_SECONDS = 20
"""How long a stopping worker may take to answer what it has begun."""

AddCommand = Callable[["argparse._SubParsersAction[argparse.ArgumentParser]"], None]
"""Adds a parser whose default `run` takes what was chosen and returns the exit status."""

COMMANDS: tuple[AddCommand, ...] = (add_catalogue, add_sealing, add_clerk, add_payments)


def main(arguments: list[str] | None = None) -> int:
    """Do what was asked for; read the settings from the environment, then serve."""
    parser = argparse.ArgumentParser(prog="python -m thiqa.counter", description=__doc__)
    parser.add_argument(
        "--registration",
        action="store_true",
        help="print what the provider has to know about the service, for `thiqa client add`",
    )
    parser.set_defaults(run=serve)
    commands = parser.add_subparsers(metavar="COMMAND")
    for add_command in COMMANDS:
        add_command(commands)
    chosen = parser.parse_args(arguments)
    try:
        status: int = chosen.run(chosen)
    except (KeyFileError, SettingsError, StorageError, StorageUnavailableError) as error:
        print(error, file=sys.stderr)
        return 2
    return status


def serve(chosen: argparse.Namespace) -> int:
    """Serve until the process is told to stop, or print the registration."""
    settings = read_settings(os.environ)
    if chosen.registration:
        print_registration(settings)
        return 0
    make_app(settings)  # what keeps a worker from starting is said before there is one
    asyncio.run(bring_up_to_date(settings.database_url))
    uvicorn.run(
        "thiqa.counter.app:create",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        loop="uvloop",
        lifespan="on",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
    )
    return 0


def print_registration(settings: Settings) -> None:
    """Print what the provider has to know."""
    document = registration(settings, ensure_signer(settings.key_file))
    print(json.dumps(document, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    sys.exit(main())
