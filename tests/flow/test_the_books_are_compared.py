"""The command that compares a day: each trouble of the provider's statement is named."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest

from counter_partners import Town, town
from counter_site import SERVICE
from fake_provider import NOW
from serving import free_port
from thiqa.counter.bookkeeping.command import (
    AGREED,
    DIFFERENT,
    UNAVAILABLE,
    UNUSABLE,
    order_refund,
    reconcile_day,
)

PAID = "<dt>Paid</dt>"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with town(tmp_path_factory.mktemp("town")) as made:
        yield made


@pytest.fixture(scope="module")
def paid(place: Town) -> str:
    """The number of a request that is paid for."""
    with place.counter.browser() as browser:
        url = place.submit(browser, SERVICE, reason="employment")
        place.pay(browser, url)
        place.see(browser, url, PAID)
    return url.rpartition("/")[2]


Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(place: Town, capsys: pytest.CaptureFixture[str]) -> Run:
    """Does what a command does; returns its exit status and what it printed."""
    settings = place.counter.settings

    def run(part: str, *arguments: str) -> tuple[int, str]:
        if part == "reconcile":
            status = reconcile_day(settings, date.fromisoformat(arguments[0]), place.clock)
        else:
            number, minor, *key = arguments
            status = order_refund(settings, number, int(minor), "".join(key), place.clock)
        printed = capsys.readouterr()
        return status, printed.out + printed.err

    return run


def in_a_process(place: Town, provider: str, *arguments: str) -> tuple[int, str]:
    settings = place.counter.settings
    environment = {
        **os.environ,
        "COUNTER_URL": settings.url,
        "COUNTER_DATA": str(settings.data),
        "COUNTER_PAYMENTS": provider,
    }
    command = [sys.executable, "-m", "thiqa.counter", "payments", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def today(days: int = 0) -> str:
    now = datetime.fromtimestamp(NOW, ZoneInfo("Africa/Casablanca"))
    return (now.date() + timedelta(days=days)).isoformat()


def switch(place: Town, trouble: str) -> None:
    place.provider.till.store.set_switch("trouble", trouble)


def test_books_that_agree(place: Town, paid: str, run: Run) -> None:
    status, printed = run("reconcile", today())
    assert (status, printed) == (AGREED, f"{today()}: 1 movements, 0 differences\n")
    status, printed = run("reconcile", today(-1))
    assert (status, printed) == (AGREED, f"{today(-1)}: 0 movements, 0 differences\n")


@pytest.mark.parametrize(
    ("trouble", "kind", "ours", "theirs"),
    [
        ("line-missing", "missing_there", "5000 MAD", "-"),
        ("line-invented", "missing_here", "-", "5000 MAD"),
        ("line-twice", "twice", "5000 MAD", "5000 MAD"),
        ("other-amount", "amount", "5000 MAD", "5100 MAD"),
        ("other-currency", "currency", "5000 MAD", "5000 EUR"),
    ],
)
def test_each_difference_is_named(
    place: Town, paid: str, run: Run, trouble: str, kind: str, ours: str, theirs: str
) -> None:
    switch(place, trouble)
    status, printed = run("reconcile", today())
    switch(place, "none")
    (line, last) = printed.splitlines()
    assert status == DIFFERENT
    assert line.split("\t")[0] == kind
    assert line.split("\t")[4:] == [ours, theirs]
    assert (paid in line) is (kind != "missing_here")
    assert last.endswith("1 differences")


def test_a_movement_on_another_day_is_named(place: Town, paid: str, run: Run) -> None:
    switch(place, "other-day")
    status, printed = run("reconcile", today(1))
    switch(place, "none")
    assert status == DIFFERENT
    assert printed.startswith(f"day\t{paid}\t")


@pytest.mark.parametrize("trouble", ["unsigned-line", "unreachable"])
def test_a_day_that_cannot_be_known_is_not_a_day_that_agrees(
    place: Town, paid: str, run: Run, trouble: str
) -> None:
    switch(place, trouble)
    status, _ = run("reconcile", today())
    switch(place, "none")
    assert status == UNAVAILABLE


def test_the_command_says_it_by_its_exit_status(place: Town) -> None:
    status, printed = in_a_process(place, "", "reconcile", today())
    assert (status, "COUNTER_PAYMENTS" in printed) == (UNUSABLE, True)
    nobody = f"http://127.0.0.1:{free_port()}"
    assert in_a_process(place, nobody, "reconcile", today())[0] == UNAVAILABLE


def test_money_is_given_back_in_part_and_once(place: Town, run: Run) -> None:
    with place.counter.browser() as browser:
        url = place.submit(browser, SERVICE, reason="studies")
        number = url.rpartition("/")[2]
        assert run("refund", number, "1000")[0] == DIFFERENT
        place.pay(browser, url)
        place.see(browser, url, PAID)
        ordered = [run("refund", number, "1000", "complaint-7")[0] for _ in "ab"]
        assert ordered == [AGREED, DIFFERENT]
        place.see(browser, url, "10.00\xa0MAD")
        assert run("refund", number, "4001")[0] == DIFFERENT
    assert run("reconcile", today())[0] == AGREED
    switch(place, "other-refund")
    status, printed = run("reconcile", today())
    switch(place, "none")
    assert (status, printed.split("\t")[0]) == (DIFFERENT, "refund_missing_there")


def test_money_that_the_provider_gave_back_by_itself_is_named(place: Town, run: Run) -> None:
    with place.counter.browser() as browser:
        url = place.submit(browser, SERVICE, reason="travel")
        place.pay(browser, url)
        place.see(browser, url, PAID)
        payment = place.provider.till.store.latest(1)[0]
        form = {"payment": payment.id, "minor": "700"}
        origin = {"origin": place.provider_url}
        answer = httpx.post(f"{place.provider_url}/give-back", data=form, headers=origin)
        assert answer.status_code == 303
        place.see(browser, url, "7.00\xa0MAD")
    status, printed = run("reconcile", today())
    assert status == DIFFERENT
    kind, number, *_, theirs = printed.splitlines()[0].split("\t")
    assert (kind, number, theirs) == (
        "refund_missing_here",
        url.rpartition("/")[2],
        "700 MAD",
    )
