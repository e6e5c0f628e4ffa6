"""Run one of the processes that stand in for others: `python -m thiqa.counter.sandbox payments`."""

import argparse
import logging
import sys
from pathlib import Path

import uvicorn

from thiqa.counter.sandbox.bodies.app import make_bodies
from thiqa.counter.sandbox.payments.app import make_provider
from thiqa.web.connection import KEEP_ALIVE_SECONDS

COUNTER = "http://127.0.0.1:8401"
PAYMENTS_PORT = 8405
BODIES_PORT = 8406


def main(arguments: list[str] | None = None) -> int:
    """Read the command line, then serve on the loopback."""
    parser = argparse.ArgumentParser(prog="python -m thiqa.counter.sandbox", description=__doc__)
    kinds = parser.add_subparsers(dest="kind", required=True)
    for kind, port in (("payments", PAYMENTS_PORT), ("bodies", BODIES_PORT)):
        one = kinds.add_parser(kind)
        one.add_argument("--port", type=int, default=port)
        one.add_argument("--data", type=Path, default=Path(f"sandbox-{kind}"))
        one.add_argument(
            "--counter",
            action="append",
            help=f"the address of a counter that may write to it (default {COUNTER})",
        )
    chosen = parser.parse_args(arguments)
    url, counters = f"http://127.0.0.1:{chosen.port}", chosen.counter or [COUNTER]
    if chosen.kind == "payments":
        app = make_provider(url, chosen.data, counters).app
    else:
        app = make_bodies(url, chosen.data, counters).app
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s %(message)s")
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=chosen.port,
        access_log=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
