"""A citizen's part of a request as pages: what a process of the counter takes for each."""

import html
import json
import os
import re
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from bench.browser import Browser
from bench.counter.lives import CLAIMS, FIELDS, SERVICE
from bench.cpu_time import Meter
from bench.errors import BenchError
from bench.load import Load, Measurement, measure
from bench.processes import Placement, answers_on, free_port, running
from thiqa.base import new_secret
from thiqa.counter.catalogue import Service
from thiqa.counter.database import CounterDatabase
from thiqa.counter.forms import FIELD_PREFIX
from thiqa.counter.identity.front import SESSION_COOKIE
from thiqa.counter.identity.models import CheckedReceipt, Identity
from thiqa.counter.records import Records
from thiqa.database import INTEGER, ManyStatement

VISITORS = 32
_FORGET_TASKS = ManyStatement(
    "DELETE FROM task WHERE due_at >= (SELECT rows.least FROM {rows}) RETURNING 1 AS dropped",
    key=(),
    columns={"least": INTEGER},
)
"""What was left by the lives before is nothing that these visitors cause."""
_HIDDEN = re.compile(r'<input type="hidden" name="key" value="([^"]+)">')


@dataclass(frozen=True, slots=True)
class PageFigures:
    """Processor time in µs and milliseconds, with a number of requests kept."""

    size: int
    way: Mapping[str, float]
    """Opened, filled in and submitted: five requests of a browser."""
    catalogue: Mapping[str, float]
    steps: Mapping[str, float]
    """Median milliseconds of each page, with all visitors at once."""


@contextmanager
def running_counter(url: str, placement: Placement, home: Path) -> Iterator[tuple[int, int]]:
    """Run a process of the counter on the measured core; give its port and its id."""
    home.mkdir(exist_ok=True)
    port = free_port()
    inherited = {name: text for name, text in os.environ.items() if not name.startswith("COUNTER_")}
    settings = {
        "COUNTER_PORT": str(port),
        "COUNTER_DATA": str(home),
        "COUNTER_DATABASE": url,
        "COUNTER_ISSUER": f"http://127.0.0.1:{free_port()}",
    }
    with running(
        [sys.executable, "-m", "thiqa.counter"],
        core=placement.measured,
        log=home / "counter.log",
        ready=answers_on(port),
        environment=inherited | settings,
    ) as pid:
        yield port, pid


async def measure_pages(
    url: str,
    placement: Placement,
    home: Path,
    service: Service,
    size: int,
    count: int,
    pid: int | None,
) -> PageFigures:
    """Let citizens who are signed in make requests through pages; `pid` is the database's."""
    load = Load(count, max(50, count // 10), VISITORS)
    secrets = await _sign_in(url, service, load.total)
    with running_counter(url, placement, home) as (port, server):
        meter = Meter(server, pid)
        origin = f"http://127.0.0.1:{port}"

        async def go(browser: Browser, secret: str) -> None:
            await _make_a_request(browser, secret, origin)

        way = await measure(port, secrets, go, load, meter)
        catalogue = await measure(
            port, range(4 * load.total), _look, Load(4 * count, count, VISITORS), meter
        )
    steps = {name: median(times) / 1e6 for name, times in way.steps.items()}
    return PageFigures(size, _costs(way), _costs(catalogue), steps)


async def _look(browser: Browser, _: int) -> None:
    await browser.get("catalogue", "/", headers="accept-language: fr\r\n")


async def _make_a_request(browser: Browser, secret: str, origin: str) -> None:
    browser.cookies[SESSION_COOKIE] = (secret, "/")
    begun = await browser.get("begin", f"/services/{SERVICE}/begin", expect=303)
    page = begun.location().removeprefix(origin)
    form = await browser.get("form", page)
    key = _HIDDEN.search(form.body.decode())
    if key is None:
        raise BenchError("the form has no key")
    typed = {FIELD_PREFIX + name: text for name, text in FIELDS.items()}
    body = urlencode({"key": html.unescape(key[1]), **typed, "do": "submit"}).encode()
    headers = f"origin: {origin}\r\n"
    sent = await browser.post("submit", f"{page}/form", body, expect=303, headers=headers)
    if sent.location().removeprefix(origin) != page:
        raise BenchError("the request was not submitted")
    await browser.get("request", page)
    await browser.get("list", "/requests")


async def _sign_in(url: str, service: Service, count: int) -> Sequence[str]:
    """Keep a session for each citizen, as a login does."""
    secrets, now, run = [new_secret() for _ in range(count)], int(time.time()), new_secret()

    async def begin(records: Records) -> None:
        for number, secret in enumerate(secrets):
            identity = Identity(
                subject=f"{run}-{number}",
                purpose=service.purpose.id,
                claims=CLAIMS,
                acr="high",
                auth_time=now,
                id_token=json.dumps([0] * 300),
                sid=f"{run}-{number}",
                receipt=CheckedReceipt("receipt", number, run, "the key", count, now),
            )
            await records.identity.begin_session(secret, identity, now, replaces=None)

    async def forget(_: Records) -> None:
        await _FORGET_TASKS(0)

    async with CounterDatabase(url) as database:
        await database.run(forget)
        await database.run(begin)
    return secrets


def _costs(measured: Measurement) -> Mapping[str, float]:
    used = measured.processor
    return {
        "server": used.server / 1_000 / measured.count,
        "database": used.database / 1_000 / measured.count,
        "per_second": measured.count / measured.seconds,
    }
