"""Run the service: `python -m thiqa.counter`, print its registration, or a command of a room."""

import argparse
import json
import logging
import os
import sys
from collections.abc import Callable

import uvicorn

from thiqa.counter.app import make_app
from thiqa.counter.catalogue.command import add_command as add_catalogue
from thiqa.counter.desk.command import add_command as add_clerk
from thiqa.counter.errors import SettingsError
from thiqa.counter.key_file import ensure_signer
from thiqa.counter.registration import registration
from thiqa.counter.settings import Settings, read_settings
from thiqa.web.connection import KEEP_ALIVE_SECONDS

AddCommand = Callable[["argparse._SubParsersAction[argparse.ArgumentParser]"], None]
"""Adds a parser whose default `run` takes what was chosen and returns the exit status."""

COMMANDS: tuple[AddCommand, ...] = (add_catalogue, add_clerk)


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
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    return status


def serve(chosen: argparse.Namespace) -> int:
    """Serve until the process is told to stop, or print the registration."""
    settings = read_settings(os.environ)
    if chosen.registration:
        print_registration(settings)
        return 0
    app = make_app(settings)
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s %(message)s")
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        access_log=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
    )
    return 0


def print_registration(settings: Settings) -> None:
    """Print what the provider has to know."""
    document = registration(settings, ensure_signer(settings.key_file))
    print(json.dumps(document, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    sys.exit(main())
