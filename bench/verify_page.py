"""`python -m bench.verify_page`: what it costs to check a document, a code and a number.

The demonstration runs on one core, goes the whole way to a sealed document, and is then asked
from the other core to check it: the page alone, the code on the paper, the whole PDF, the status.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvloop

from bench.browser import Browser
from bench.cpu_time import Meter
from bench.errors import BenchError
from bench.load import WHOLE, Load, Measurement, measure
from bench.machine import machine
from bench.processes import free_port, place
from thiqa.counter.database import CounterDatabase
from thiqa.counter.delivery.models import Document
from thiqa.demo.command import new_walk
from thiqa.demo.places import WITNESSES, Places
from thiqa.demo.preparation import prepare
from thiqa.demo.processes import running
from thiqa.demo.programs import programs
from thiqa.demo.walk import walk_through
from thiqa.issuing.paths import CHECK_PATH, DOCUMENTS_PATH

VISITORS = 8
PAGES, CODES, PAPERS = 4_000, 2_000, 200
DELIVERED_SECONDS = 120
BOUNDARY = "bench-boundary-0f4e1c"


@dataclass(frozen=True, slots=True)
class Town:
    """The running demonstration: its provider's port and process, and a document."""

    port: int
    provider: int
    document: Document


@dataclass(frozen=True, slots=True)
class Question:
    """Something that visitors ask, and how often."""

    name: str
    count: int
    ask: Callable[[Browser, int], Awaitable[None]]


def main() -> int:
    """Measure, print, and return the exit status."""
    options = _options()
    try:
        with _town() as town:
            uvloop.run(_measure(town, 10 if options.quick else 1))
    except BenchError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.verify_page", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of it")
    return parser.parse_args()


async def _measure(town: Town, share: int) -> None:
    print(f"{machine()}, load {os.getloadavg()[0]:.1f}")
    print(f"a document of {len(town.document.pdf):,} bytes, {VISITORS} visitors at once")
    print(f"{'':24}{'µs of one core':>16}{'a second':>12}{'p50 ms':>10}{'p99 ms':>10}")
    for question in _questions(town.document):
        load = Load(question.count // share, question.count // share // 10, VISITORS)
        found = await measure(
            town.port, range(load.total), question.ask, load, Meter(town.provider, None)
        )
        print(_line(question.name, found), flush=True)


def _questions(document: Document) -> list[Question]:
    code = _form("code", document.code.encode(), None)
    paper = _form("file", document.pdf, "document.pdf")

    async def look(browser: Browser, _: int) -> None:
        await browser.get("page", DOCUMENTS_PATH, headers="accept-language: fr\r\n")

    async def check_code(browser: Browser, _: int) -> None:
        await _check(browser, code, document.document)

    async def check_paper(browser: Browser, _: int) -> None:
        await _check(browser, paper, document.document)

    async def ask_status(browser: Browser, _: int) -> None:
        await browser.get("status", f"{DOCUMENTS_PATH}/{document.document}")

    return [
        Question("the page", PAGES, look),
        Question("a number's status", PAGES, ask_status),
        Question("a code", CODES, check_code),
        Question("a sealed PDF", PAPERS, check_paper),
    ]


async def _check(browser: Browser, body: bytes, number: str) -> None:
    head = (
        f"POST {CHECK_PATH} HTTP/1.1\r\nhost: {browser.host}\r\n"
        f"content-type: multipart/form-data; boundary={BOUNDARY}\r\n"
        f"content-length: {len(body)}\r\naccept-language: fr\r\n\r\n"
    )
    answer = await browser.send("check", head.encode() + body, 200)
    if number.encode() not in answer.body:
        raise BenchError(f"the document was not found good: {answer.body[:2000]!r}")


def _form(name: str, data: bytes, file_name: str | None) -> bytes:
    file = f'; filename="{file_name}"' if file_name else ""
    head = f'--{BOUNDARY}\r\ncontent-disposition: form-data; name="{name}"{file}\r\n\r\n'
    return head.encode() + data + f"\r\n--{BOUNDARY}--\r\n".encode()


def _line(name: str, found: Measurement) -> str:
    times = sorted(found.steps[WHOLE])
    median, worst = times[len(times) // 2] / 1e6, times[len(times) * 99 // 100] / 1e6
    cost = found.processor.server / 1_000 / found.count
    rate = found.count / found.seconds
    return f"{name:24}{cost:>16,.0f}{rate:>12,.1f}{median:>10.1f}{worst:>10.1f}"


@contextmanager
def _town() -> Iterator[Town]:
    """Run it on the measured core until the block ends; a request was granted there."""
    placement, before = place(), os.sched_getaffinity(0)
    with tempfile.TemporaryDirectory(prefix="thiqa-bench-verify-") as folder:
        ports = [*(free_port() for _ in range(6)), _free_ports()]
        places = Places(Path(folder), *ports)
        prepare(places)
        names = [program.name for program in programs(places, places.cards)]
        os.sched_setaffinity(0, {placement.measured})
        try:
            with running(
                programs(places, places.cards), places.environment(), places.data / "logs"
            ) as children:
                os.sched_setaffinity(0, {placement.driver})
                walk = new_walk(places)
                walk_through(walk, lambda _: None)
                document = asyncio.run(_delivered(places, walk.number))
                yield Town(places.provider_port, children[names.index("provider")].pid, document)
        finally:
            os.sched_setaffinity(0, before)


async def _delivered(places: Places, number: str) -> Document:
    url = f"sqlite:///{places.data / 'counter' / 'counter.sqlite'}"
    deadline = time.monotonic() + DELIVERED_SECONDS
    async with CounterDatabase(url) as database:
        while time.monotonic() < deadline:
            document = await database.read(lambda records: records.delivery.document(number))
            if document is not None:
                return document
            await asyncio.sleep(0.2)
    raise BenchError("the document did not come")


def _free_ports() -> int:
    """Return the first of some ports in a row for the witnesses."""
    for _ in range(50):
        first = free_port()
        if first + WITNESSES < 65_535:
            return first
    raise BenchError("no ports")


if __name__ == "__main__":
    sys.exit(main())
