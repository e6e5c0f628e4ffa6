"""`python -m bench.card`: what it costs to read and verify a travel document, step by step.

Each kind of document is read from a specimen card in this process; the first one also from another
process, through pcscd and the virtual reader vpcd.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import asdict
from functools import partial
from pathlib import Path

from bench.card.documents import SETTINGS, SPECIMEN, Document, make_document
from bench.card.measuring import Figures, measure
from bench.card.report import comparison, table
from bench.card.virtual_reader import inserted
from bench.errors import BenchError
from bench.machine import machine
from thiqa.card import open_card
from thiqa.card.transport.connection import InProcessConnection
from thiqa.card.transport.pcsc import PcscConnection
from thiqa.pki.specimen import make

READINGS, QUICK_READINGS = 500, 60
IN_PROCESS, BEHIND_PCSCD = "in one process", "over vpcd, through pcscd"


def main() -> int:
    """Measure, print, and return the exit status."""
    options = _options()
    count = QUICK_READINGS if options.quick else READINGS
    print(f"{machine()}, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        try:
            found = _measure(Path(folder), count)
        except BenchError as error:
            print(f"bench: {error}", file=sys.stderr)
            return 1
    if options.json:
        options.json.write_text(json.dumps({k: asdict(v) for k, v in found.items()}, indent=2))
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.card", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="an eighth of the readings")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the figures in a file")
    return parser.parse_args()


def _measure(folder: Path, count: int) -> Mapping[str, Figures]:
    now = int(time.time())
    pki = make(folder / "pki", now=now)
    found: dict[str, Figures] = {}
    documents: list[Document] = []
    for number, setting in enumerate(SETTINGS):
        document = make_document(folder / f"{number}.json", setting, pki, now)
        documents.append(document)
        connect = partial(InProcessConnection, open_card(document.path))
        found[setting.name] = measure(document, connect, count)
        print(f"\n{table(setting.name, found[setting.name])}", flush=True)
    ways = {IN_PROCESS: found[SPECIMEN.name]}
    with ExitStack() as stack:
        try:
            reader = stack.enter_context(inserted(documents[0].path))
        except BenchError as error:
            print(f"\nnot {BEHIND_PCSCD}: {error}", file=sys.stderr)
            return found
        ways[BEHIND_PCSCD] = measure(documents[0], partial(PcscConnection, reader), count)
    print(f"\n{table(BEHIND_PCSCD, ways[BEHIND_PCSCD])}\n\n{comparison(ways)}", flush=True)
    return found | {BEHIND_PCSCD: ways[BEHIND_PCSCD]}


if __name__ == "__main__":
    sys.exit(main())
