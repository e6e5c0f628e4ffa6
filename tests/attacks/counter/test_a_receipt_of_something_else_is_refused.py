"""Threats, rows 21 and 22, at the client: one attack for each step of `check_receipt`."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from counter_site import GOAL, SERVICE, Browser, Site, counter_site
from specimen_log import MemoryLog, cosigned, witnessed_policy
from specimen_log import signer as note_signer
from thiqa.counter.catalogue import load_catalogue
from thiqa.ledger.events import Login
from thiqa.ledger.merkle import hash_leaf
from thiqa.ledger.receipt import format_receipt, parse_receipt

PURPOSE = load_catalogue()[SERVICE].purpose


def refused(site: Site, browser: Browser) -> bool:
    answer = browser.log_in()
    return (
        "how=provider" in answer.headers["location"] and browser.get("/result").status_code == 303
    )


def test_the_genuine_receipt_is_accepted(site: Site, browser: Browser) -> None:
    assert browser.log_in().headers["location"] == f"{site.url}{GOAL}"


@pytest.mark.parametrize("line", [0, 1, 2, -2])
def test_a_changed_receipt_is_refused(site: Site, browser: Browser, line: int) -> None:
    def change(text: str) -> str:
        lines = text.split("\n")
        lines[line] = lines[line][:-6] + "AAAAA="
        return "\n".join(lines)

    site.provider.spoil_receipt = change
    assert refused(site, browser)


@pytest.mark.parametrize("text", ["", "c2sp.org/tlog-proof@v1", "\x00", "x" * 100_000])
def test_what_is_no_receipt_is_refused(site: Site, browser: Browser, text: str) -> None:
    site.provider.spoil_receipt = lambda _: text
    assert refused(site, browser)


def test_a_receipt_of_a_log_of_somebody_else_is_refused(site: Site, browser: Browser) -> None:
    provider = site.provider
    forger = note_signer(8, provider.record_signer.name)
    provider.spoil_receipt = lambda _: provider.log.receipt(len(provider.log.entries) - 1, forger)
    assert refused(site, browser)


WRONG: dict[str, tuple[str, Any]] = {
    "2 another service": ("client_id", "tax-office"),
    "3 another citizen": ("subject", "pairwise-somebody-else"),
    "4 another purpose": ("purpose", "marketing"),
    "5 another level": ("acr", "low"),
    "6 fewer claims": ("claims", tuple(claim.name for claim in PURPOSE.claims[1:])),
    "6 no claims": ("claims", ()),
}


@pytest.mark.parametrize(("member", "value"), WRONG.values(), ids=WRONG)
def test_a_receipt_of_another_entry_is_refused(
    site: Site, browser: Browser, member: str, value: Any
) -> None:
    site.provider.spoil_release = lambda members: {**members, member: value}
    assert refused(site, browser)


@pytest.mark.parametrize("seconds", [-31, 31])
def test_7_a_receipt_of_another_time_is_refused(site: Site, browser: Browser, seconds: int) -> None:
    at = site.clock() + seconds
    site.provider.spoil_release = lambda members: {**members, "at": at}
    assert refused(site, browser)


def test_7_the_receipt_of_an_earlier_login_is_refused(site: Site, browser: Browser) -> None:
    browser.log_in()
    browser.press("/logout")
    site.clock.now += 3_600
    log = site.provider.log
    old = log.receipt(len(log.entries) - 1, site.provider.record_signer)
    site.provider.spoil_receipt = lambda _: old
    assert refused(site, browser)


def test_2_the_record_of_a_login_is_no_receipt(site: Site, browser: Browser) -> None:
    log = site.provider.log
    log.add(Login(at=site.clock(), method="card", acr="high", client_id="counter"))
    login = log.receipt(len(log.entries) - 1, site.provider.record_signer)
    site.provider.spoil_receipt = lambda _: login
    assert refused(site, browser)


def test_without_a_receipt_nobody_is_signed_in(site: Site, browser: Browser) -> None:
    site.provider.receipts_pending = 1_000
    assert refused(site, browser)


def test_a_receipt_refused_by_the_provider_signs_nobody_in(site: Site, browser: Browser) -> None:
    site.provider.failing["/receipt"] = 404
    assert refused(site, browser)


def test_a_log_that_was_written_anew_is_noticed(site: Site, browser: Browser) -> None:
    browser.log_in()
    log = site.provider.log
    forgetful = MemoryLog(entries=log.entries[:-1], salts=log.salts)
    forgetful.add_leaf_hashes(hash_leaf(entry.leaf) for entry in forgetful.entries)
    site.provider.log = forgetful
    assert "how=provider" in browser.log_in().headers["location"]


def test_a_receipt_with_too_few_witnesses_is_refused(tmp_path: Path) -> None:
    policy = tmp_path / "record.policy"
    policy.write_text(witnessed_policy(witnesses=3, threshold=2).text)
    with counter_site(tmp_path / "counter", record_policy=policy) as site:
        for witnesses, accepted in (([0, 1], True), ([0], False), ([], False)):
            site.provider.spoil_receipt = partial(_cosigned, witnesses)
            with site.browser() as browser:
                if accepted:
                    assert browser.log_in().headers["location"] == f"{site.url}{GOAL}"
                else:
                    assert refused(site, browser)


def _cosigned(witnesses: Sequence[int], text: str) -> str:
    receipt = parse_receipt(text)
    return format_receipt(replace(receipt, checkpoint=cosigned(receipt.checkpoint, *witnesses)))
