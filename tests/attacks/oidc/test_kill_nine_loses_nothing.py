"""The provider is killed in the middle of 500 sign-ins: what it said stays true."""

import random
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from citizens import Citizen, answer_of
from services import PURPOSE, Service, http, refusal
from stored_log import check_one_history, fetch, leaves
from thiqa.ledger.entry import open_entry
from thiqa.ledger.events import Release
from thiqa.ledger.keys import VerifierKey
from thiqa.ledger.models import ALL
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.receipt import parse_receipt, verify_receipt
from world import Processes, SpecimenCountry, provider_processes

SIGN_INS = 500
KILLS = 5
PERSONAS = ("adult", "minor", "no-first-name", "birth-year-only", "very-long-name")
AT_ONCE = 10
RECEIPT_EVERY = 3
LOGIN_EVERY = 10
SETTLE_SECONDS = 60
LIMIT = 100_000


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
    done: int = 0
    asked: int = 0
    codes: list[Code] = field(default_factory=list)
    receipts: list[str] = field(default_factory=list)

    def sign_in_until(self, enough: threading.Event) -> None:
        """Sign in again and again, whatever happens to the provider."""
        while not enough.is_set():
            try:
                self._sign_in()
                self.done += 1
            except httpx.TransportError:
                time.sleep(0.05)

    def _sign_in(self) -> None:
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
        assert response.status_code == 200, response.text
        code.redeemed = True
        if self.done % RECEIPT_EVERY == 0:
            receipt = service.receipt(response.json()["access_token"])
            assert receipt.status_code == 200, receipt.text
            self.receipts.append(receipt.text)


@pytest.mark.timeout(400)
def test_kill_nine_in_the_middle_of_500_sign_ins(
    country: SpecimenCountry, database_url: str, tmp_path: Path
) -> None:
    data = tmp_path / "provider"
    data.mkdir()
    with provider_processes(country, database_url, data, workers=2) as world:
        journals = [
            Journal(world.new_service(), world.citizen(PERSONAS[number % len(PERSONAS)]))
            for number in range(AT_ONCE)
        ]
        sign_in_while_killing(world, journals)
        assert sum(journal.done for journal in journals) >= SIGN_INS
        check_codes(journals)
        settle(database_url)
        check_entries(world, journals)
        check_receipts(world, [text for journal in journals for text in journal.receipts])


def sign_in_while_killing(world: Processes, journals: list[Journal]) -> None:
    """Let all sign in at once; kill the whole process group several times on the way."""
    process, enough = world.processes[0], threading.Event()
    moments = random.Random(9)  # noqa: S311  # the same moments in every run
    with ThreadPoolExecutor(len(journals)) as pool:
        running = [pool.submit(journal.sign_in_until, enough) for journal in journals]
        try:
            for kill in range(1, KILLS + 1):
                wait_for(journals, running, kill * SIGN_INS // (KILLS + 1))
                time.sleep(moments.uniform(0, 0.2))
                process.kill()
                process.start()
                process.wait_until_ready()
            wait_for(journals, running, SIGN_INS)
        finally:
            enough.set()
        for each in running:
            each.result()


def wait_for(journals: list[Journal], running: list[object], sign_ins: int) -> None:
    while sum(journal.done for journal in journals) < sign_ins:
        for each in running:
            if each.done():  # type: ignore[attr-defined]
                each.result()  # type: ignore[attr-defined]
        time.sleep(0.01)


def check_codes(journals: list[Journal]) -> None:
    """No code that was redeemed is redeemed again; one without an answer once at the most."""
    for code in (code for journal in journals for code in journal.codes):
        tries = [code.service.redeem(code.text, code_verifier=code.verifier) for _ in range(2)]
        refused = [each for each in tries if each.status_code != 200]
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


def check_entries(world: Processes, journals: list[Journal]) -> None:
    """Each acknowledged consent has its entry; beyond them are only those without an answer."""
    for journal in journals:
        name = journal.service.client_id
        entries = world.run(lambda records, n=name: records.ledger.list_of_client(n, ALL, LIMIT))
        events = [open_entry(entry.leaf, entry.opening).event for entry in entries]
        releases = Counter(event.purpose for event in events if isinstance(event, Release))
        assert len(journal.codes) <= releases[PURPOSE] <= journal.asked


def check_receipts(world: Processes, receipts: list[str]) -> None:
    """Each receipt holds, its entry stands at its place, and all belong to one history."""
    metadata = http().get(f"{world.issuer}/.well-known/openid-configuration").json()
    key = VerifierKey.parse(metadata["thiqa_record_key"])
    log = leaves(world.settings.database)
    verified = [verify_receipt(text, LogPolicy.of_log(key)) for text in receipts]
    assert len(receipts) >= SIGN_INS // RECEIPT_EVERY // 2
    for text, receipt in zip(receipts, verified, strict=True):
        assert log[receipt.index] == parse_receipt(text).leaf
    heads = {each.checkpoint.head.size: each.checkpoint for each in verified}
    check_one_history([heads[size] for size in sorted(heads)], log)
