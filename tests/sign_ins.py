"""Many sign-ins, while something happens to the provider: what was said, and whether it is true."""

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from citizens import Citizen, answer_of
from services import PURPOSE, Service, http, refusal
from stored_log import SQLITE, check_one_history, fetch, leaves
from thiqa.ledger.damage import Damage
from thiqa.ledger.entry import open_entry
from thiqa.ledger.events import Release
from thiqa.ledger.fsck import GivenCheckpoint, fsck
from thiqa.ledger.keys import VerifierKey
from thiqa.ledger.models import ALL, TIME_BYTES
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.receipt import parse_receipt, verify_receipt
from thiqa.storage import open_database
from world import World

PERSONAS = ("adult", "minor", "no-first-name", "birth-year-only", "very-long-name")
LOGIN_EVERY = 10
SETTLE_SECONDS = 60
LOOK_SECONDS = 0.05
LIMIT = 100_000
WAIT_SECONDS = 60
LONG = 7_200
"""Longer than any entry may wait for anything."""


class UnavailableError(httpx.TransportError):
    """The provider says that it cannot do it now, and that nothing was kept."""


def refuse_unavailable(response: httpx.Response) -> None:
    """Raise UnavailableError for a 503, in place of whatever would be looked for in it."""
    if response.status_code == httpx.codes.SERVICE_UNAVAILABLE:
        raise UnavailableError(str(response.url))


@dataclass
class Code:
    """A code that the provider gave, and whether it said that it was redeemed."""

    service: Service
    text: str
    verifier: str
    redeemed: bool = False


@dataclass
class Journal:
    """What one citizen and one service were told, and what they asked without an answer."""

    service: Service
    citizen: Citizen
    receipt_every: int = 3
    done: int = 0
    asked: int = 0
    unavailable: int = 0
    codes: list[Code] = field(default_factory=list)
    access_tokens: list[str] = field(default_factory=list)
    receipts: list[str] = field(default_factory=list)

    def sign_in_until(self, enough: threading.Event) -> None:
        """Sign in again and again, whatever happens to the provider."""
        while not enough.is_set():
            try:
                self.sign_in()
            except httpx.TransportError as error:
                self.unavailable += isinstance(error, UnavailableError)
                time.sleep(0.05)

    def sign_in(self) -> None:
        """Sign in once; raise httpx.TransportError if somebody does not answer, or cannot."""
        service, citizen = self.service, self.citizen
        prompt = "login" if self.done % LOGIN_EVERY == 0 else None
        location = citizen.open(service.pushed(prompt=prompt))
        if location.startswith("/login"):
            location = citizen.login(location)
        fields = {**citizen.fields(location), "decision": "agree"}
        self.asked += 1
        answer = citizen.post("/consent", fields)
        code = Code(service, answer_of(answer.headers["location"])["code"], service.verifier)
        self.codes.append(code)
        response = service.redeem(code.text)
        assert response.status_code == httpx.codes.OK, response.text
        code.redeemed = True
        self.access_tokens.append(response.json()["access_token"])
        if self.receipt_every and self.done % self.receipt_every == 0:
            receipt = service.receipt(self.access_tokens[-1])
            assert receipt.status_code == httpx.codes.OK, receipt.text
            self.receipts.append(receipt.text)
        self.done += 1


class Through(httpx.HTTPTransport):
    """Brings requests to one process of the provider, whatever its name says."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self.port = port

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request to this process."""
        request.url = request.url.copy_with(port=self.port)
        return super().handle_request(request)


def new_journals(
    world: World, number: int, *, receipt_every: int = 3, port: int | None = None
) -> list[Journal]:
    """Return journals of citizens and services that talk to one process of the provider."""

    def client(**how: Any) -> httpx.Client:
        hooks = {"response": [refuse_unavailable]}
        transport = Through(port or world.settings.port)
        return httpx.Client(timeout=30, event_hooks=hooks, transport=transport, **how)

    journals = []
    for n in range(number):
        service = world.new_service(client=client())
        citizen = world.citizen(PERSONAS[n % len(PERSONAS)])
        citizen.browser = client(base_url=world.issuer, headers={"accept-language": "en"})
        journals.append(Journal(service, citizen, receipt_every))
    return journals


@contextmanager
def signing_in(journals: list[Journal]) -> Iterator[Sequence["Future[None]"]]:
    """Let all sign in again and again while the block runs."""
    enough = threading.Event()
    with ThreadPoolExecutor(len(journals)) as pool:
        running = [pool.submit(journal.sign_in_until, enough) for journal in journals]
        try:
            yield running
        finally:
            enough.set()
        for each in running:
            each.result()


def wait_for(journals: list[Journal], running: Sequence["Future[None]"], more: int) -> None:
    """Wait until so many more sign-ins are done."""
    wanted = sum(journal.done for journal in journals) + more
    while sum(journal.done for journal in journals) < wanted:
        for each in running:
            if each.done():
                each.result()
        time.sleep(0.01)


def check_codes(journals: list[Journal]) -> None:
    """No code that was redeemed is redeemed again; one without an answer once at the most."""
    for code in (code for journal in journals for code in journal.codes):
        tries = [code.service.redeem(code.text, code_verifier=code.verifier) for _ in range(2)]
        refused = [each for each in tries if each.status_code != httpx.codes.OK]
        assert {refusal(each) for each in refused} == {(400, "invalid_grant")}
        assert len(refused) == 2 if code.redeemed else len(refused) >= 1


def settle(database_url: str) -> None:
    """Wait until the sequencer has given every entry its place."""
    deadline = time.monotonic() + SETTLE_SECONDS
    unplaced = (
        "SELECT count(*) FROM ledger_entry WHERE id NOT IN (SELECT entry_id FROM ledger_leaf)"
    )
    while fetch(database_url, unplaced) != [(0,)]:
        assert time.monotonic() < deadline
        time.sleep(0.1)


def check_entries(world: World, journals: list[Journal]) -> None:
    """Each acknowledged consent has its entry; beyond them are only those without an answer."""
    for journal in journals:
        name = journal.service.client_id
        entries = world.run(lambda records, n=name: records.ledger.list_of_client(n, ALL, LIMIT))
        events = [open_entry(entry.leaf, entry.opening).event for entry in entries]
        releases = Counter(event.purpose for event in events if isinstance(event, Release))
        assert len(journal.codes) <= releases[PURPOSE] <= journal.asked


def fetch_receipts(journals: list[Journal]) -> None:
    """Fetch the receipt of each sign-in that was acknowledged: there is one for each."""
    for journal in journals:
        for access_token in journal.access_tokens:
            receipt = journal.service.receipt(access_token)
            assert receipt.status_code == httpx.codes.OK, receipt.text
            journal.receipts.append(receipt.text)


def policy_of(world: World) -> LogPolicy:
    """Return the policy of who trusts the provider's key alone."""
    metadata = http().get(f"{world.issuer}/.well-known/openid-configuration").json()
    return LogPolicy.of_log(VerifierKey.parse(metadata["thiqa_record_key"]))


def check_receipts(world: World, receipts: list[str]) -> None:
    """Each receipt holds, its entry stands at its place, and all belong to one history."""
    policy = policy_of(world)
    log = leaves(world.settings.database)
    verified = [verify_receipt(text, policy) for text in receipts]
    for text, receipt in zip(receipts, verified, strict=True):
        assert log[receipt.index] == parse_receipt(text).leaf
    heads = {each.checkpoint.head.size: each.checkpoint for each in verified}
    check_one_history([heads[size] for size in sorted(heads)], log)


@dataclass
class Observer:
    """Somebody outside who keeps every checkpoint that any process ever shows."""

    addresses: tuple[str, ...]
    notes: dict[str, None] = field(default_factory=dict)

    def look(self) -> None:
        """Fetch the checkpoint of each process that answers."""
        for address in self.addresses:
            try:
                answer = http().get(f"{address}/record/checkpoint", timeout=5)
            except httpx.TransportError:
                continue
            if answer.status_code == httpx.codes.OK:
                self.notes[answer.text] = None

    def look_until(self, enough: threading.Event) -> None:
        """Look again and again."""
        while not enough.wait(LOOK_SECONDS):
            self.look()


@contextmanager
def observing(*addresses: str) -> Iterator[Observer]:
    """Observe processes while the block runs."""
    observer, enough = Observer(addresses), threading.Event()
    thread = threading.Thread(target=observer.look_until, args=[enough], daemon=True)
    thread.start()
    try:
        yield observer
    finally:
        enough.set()
        thread.join()


def check_what_was_said(world: World, journals: list[Journal], observer: Observer) -> None:
    """Check that each acknowledged sign-in is in the one log that was ever shown."""
    settle(world.settings.database)
    check_entries(world, journals)
    fetch_receipts(journals)
    check_receipts(world, [text for journal in journals for text in journal.receipts])
    observer.look()
    check_one_log(world, observer)


def check_one_log(world: World, observer: Observer) -> None:
    """Check that the whole store is sound, and that every checkpoint ever seen is of its tree."""
    damages: list[Damage] = []

    async def main() -> int:
        given = [GivenCheckpoint(f"seen {n}", note) for n, note in enumerate(observer.notes)]
        async with open_database(world.settings.database) as database:
            return await fsck(database, policy_of(world), damages.append, given=given)

    assert asyncio.run(main()) > 0
    assert damages == []
    assert observer.notes


def wait_until_shown(url: str) -> None:
    """Wait until every entry is published."""
    entries = "SELECT count(*) FROM ledger_entry"
    wait_until(lambda: fetch(url, "SELECT size FROM ledger_publication") == fetch(url, entries))


def let_entries_wait(url: str) -> None:
    """Make what waits as old as if hours had passed."""
    (size,) = fetch(url, "SELECT size FROM ledger_publication")[0]
    waiting = fetch(
        url,
        "SELECT id FROM ledger_pending UNION ALL"
        f" SELECT entry_id FROM ledger_leaf WHERE leaf_index >= {size}",
    )
    assert waiting
    literal = "x'{}'" if url.startswith(SQLITE) else "'\\x{}'"
    for (entry_id,) in waiting:
        at = int.from_bytes(entry_id[:TIME_BYTES]) - LONG
        older = literal.format((at.to_bytes(TIME_BYTES) + entry_id[TIME_BYTES:]).hex())
        now = literal.format(bytes(entry_id).hex())
        for table, column in (
            ("ledger_pending", "id"),
            ("ledger_entry", "id"),
            ("ledger_leaf", "entry_id"),
        ):
            fetch(url, f"UPDATE {table} SET {column} = {older} WHERE {column} = {now}")


def wait_until_refused(world: World) -> None:
    """Wait until the provider says that it is not ready, and why."""

    def refused() -> bool:
        ready = http().get(f"{world.issuer}/health/ready")
        return ready.status_code == httpx.codes.SERVICE_UNAVAILABLE and "record" in ready.text

    wait_until(refused)


def wait_until(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + WAIT_SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)
