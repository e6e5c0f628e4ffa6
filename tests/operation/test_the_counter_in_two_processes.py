"""Processes of the counter share their database and nothing else; a killed one loses nothing."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from counter_process import CounterProcess
from fake_provider import Clock, FakeProvider, fake_provider
from serving import free_port
from thiqa.counter.registration import registration
from thiqa.counter.settings import Settings
from thiqa.crypto.key_file import ensure_signer

SERVICE = "fiche-anthropometrique"
BEGIN = f"/services/{SERVICE}/begin"


class WallClock(Clock):
    """What the processes read."""

    def __call__(self) -> int:
        return int(time.time())


@dataclass
class Town:
    """Two processes of one counter, its provider, and a browser that reaches either of them."""

    provider: FakeProvider
    first: CounterProcess
    second: CounterProcess
    browser: httpx.Client

    def get(self, process: CounterProcess, path: str) -> httpx.Response:
        return self.browser.get(f"{process.address}{path}")

    def press(self, process: CounterProcess, path: str, **form: str) -> httpx.Response:
        headers = {"origin": self.first.settings.url}
        return self.browser.post(f"{process.address}{path}", headers=headers, data=form)

    def come_back(self, process: CounterProcess) -> str:
        """Begin at a process, log in at the provider; return the path of the callback."""
        location = self.press(process, "/identify", service=SERVICE).headers["location"]
        answer = httpx.URL(httpx.get(location).headers["location"])
        return answer.raw_path.decode()


@contextmanager
def _town(database: str, folder: Path) -> Iterator[Town]:
    with ExitStack() as stack:
        provider = stack.enter_context(fake_provider(WallClock()))
        ports = free_port(), free_port()
        settings = Settings(
            issuer=provider.issuer,
            url=f"http://127.0.0.1:{ports[0]}",
            data=folder,
            key_file=folder / "counter.pem",
            database=database,
        )
        provider.registration = registration(settings, ensure_signer(settings.key_file))
        processes = [
            stack.enter_context(CounterProcess(settings, port, folder / f"log-{port}"))
            for port in ports
        ]
        browser = stack.enter_context(httpx.Client(timeout=30))
        yield Town(provider, *processes, browser)


@pytest.fixture
def town(counter_url: str, tmp_path: Path) -> Iterator[Town]:
    with _town(counter_url, tmp_path / "data") as made:
        yield made


def test_what_one_process_begins_any_other_one_goes_on_with(town: Town) -> None:
    callback = town.come_back(town.first)
    assert town.get(town.second, callback).headers["location"].endswith(BEGIN)
    for process in (town.first, town.second):
        assert "SPECIMEN-BENALI" in town.get(process, "/result").text
        assert "over" in town.get(process, callback).headers["location"]
    town.press(town.second, "/logout")
    assert town.get(town.first, "/result").status_code == 303


def test_kill_9_loses_neither_a_login_nor_a_session_nor_a_receipt(town: Town) -> None:
    callback = town.come_back(town.first)
    town.first.kill()
    town.first.start()
    assert town.get(town.first, callback).headers["location"].endswith(BEGIN)
    receipt = town.get(town.first, "/receipt").text
    for process in (town.first, town.second):
        process.kill()
        process.start()
    assert town.get(town.second, "/receipt").text == receipt


def test_workers_of_one_command_share_the_database(counter_url: str, tmp_path: Path) -> None:
    settings = Settings(
        data=tmp_path / "data", key_file=tmp_path / "data/key.pem", database=counter_url
    )
    with CounterProcess(settings, free_port(), tmp_path / "log", workers=2) as process:
        for _ in range(20):
            assert httpx.get(f"{process.address}/", timeout=30).is_success
