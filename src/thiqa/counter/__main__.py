"""Run the service: `python -m thiqa.counter`, or print its registration."""

import argparse
import json
import logging
import os
import sys

import uvicorn

from thiqa.counter.app import make_app
from thiqa.counter.errors import SettingsError
from thiqa.counter.key_file import ensure_signer
from thiqa.counter.registration import registration
from thiqa.counter.settings import read_settings
from thiqa.web.connection import KEEP_ALIVE_SECONDS


def main(arguments: list[str] | None = None) -> int:
    """Read the settings from the environment, then serve."""
    parser = argparse.ArgumentParser(prog="python -m thiqa.counter", description=__doc__)
    parser.add_argument(
        "--registration",
        action="store_true",
        help="print what the provider has to know about the service, for `thiqa client add`",
    )
    chosen = parser.parse_args(arguments)
    try:
        settings = read_settings(os.environ)
        if chosen.registration:
            document = registration(settings, ensure_signer(settings.key_file))
            print(json.dumps(document, ensure_ascii=False, indent=2))
            return 0
        app = make_app(settings)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s %(message)s")
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        access_log=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
