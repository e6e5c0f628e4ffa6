"""PIN and PUK in logs, addresses, pages, and texts of errors."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from card_client_site import Browser, Page, handed
from serving import free_port
from specimen_cards import make_card
from thiqa.card.errors import CardError
from thiqa.card_client.acts import change_pin, sign_in, unblock_pin
from thiqa.card_client.cards import SpecimenCards
from thiqa.card_client.desk import Form
from thiqa.card_client.errors import CardClientError
from thiqa.card_client.handover import read_handover

SECRETS = {
    "right": "1234",
    "wrong": "778899",
    "too long": "7788990011223344",
    "letters": "77zz88yy",
    "puk": "12345678",
    "wrong puk": "66554433",
    "new": "90817263",
}
START_SECONDS = 60
START = "import sys; from thiqa.cli.main import main; sys.argv = ['thiqa', *sys.argv[1:]]; main()"


@dataclass
class Log:
    """Everything that a client process said, and everything that it answered."""

    path: Path
    answers: list[str] = field(default_factory=list)

    def note(self, page: Page) -> Page:
        """Keep an answer."""
        self.answers.append(f"{page.response.headers} {page.response.text}")
        return page


@contextmanager
def _process(folder: Path) -> Iterator[tuple[Browser, Log]]:
    """Run the real program with the loudest settings that Python has."""
    port = free_port()
    path = folder / "log"
    arguments = ["card-client", "--port", str(port), "--specimens", str(folder)]
    environment = {**os.environ, "PYTHONDEVMODE": "1", "PYTHONASYNCIODEBUG": "1"}
    with path.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", START, *arguments],
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        origin = f"http://127.0.0.1:{port}"
        try:
            with httpx.Client(base_url=origin, timeout=30) as http:
                _await(http)
                yield Browser(origin, http), Log(path)
        finally:
            process.terminate()
            process.wait()


def _await(http: httpx.Client) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            http.get("/")
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return


def test_no_secret_is_in_the_log_in_an_answer_or_in_an_address(tmp_path: Path) -> None:
    make_card(tmp_path / "adult.json")
    with _process(tmp_path) as (browser, log):
        for pin in ("wrong", "too long", "letters", "right"):
            log.note(browser.send(log.note(browser.ask()), "/sign", pin=SECRETS[pin]))
        page = browser.get("/change?card=adult")
        for old, again in (("wrong", "new"), ("right", "letters"), ("right", "too long")):
            log.note(
                browser.send(
                    page, "/change", pin=SECRETS[old], new=SECRETS["new"], again=SECRETS[again]
                )
            )
        page = browser.get("/unblock?card=adult")
        for puk in ("wrong puk", "letters", "puk"):
            filled = {"puk": SECRETS[puk], "new": SECRETS["new"], "again": SECRETS["new"]}
            log.note(browser.send(page, "/unblock", **filled))
        _send_what_cannot_be_read(browser, log)
    said = log.path.read_text() + " ".join(log.answers)
    said = said.replace("1234.", "")  # our own advice which PIN not to choose
    for name, secret in SECRETS.items():
        if name != "right":
            assert secret not in said, name
    assert "1234" not in log.path.read_text()


def _send_what_cannot_be_read(browser: Browser, log: Log) -> None:
    """Requests that fail before or in the middle of being read."""
    pin, token = SECRETS["wrong"], browser.ask().forms["/sign"]["form_token"]
    form = {"content-type": "application/x-www-form-urlencoded", "origin": browser.origin}
    for body in (
        f"pin={pin}&pin={pin}&form_token={token}",
        f"pin={pin}%zz",
        f"pin={pin}\xff",
        f"pin={pin}&request=%00",
        "pin=" + pin * 20_000,
    ):
        response = browser.http.post("/sign", content=body.encode("latin-1"), headers=form)
        assert 400 <= response.status_code < 500
        log.answers.append(response.text)
    response = browser.http.post("/sign", json={"pin": pin}, headers={"origin": browser.origin})
    log.answers.append(response.text)


def test_no_error_repeats_a_secret(tmp_path: Path) -> None:
    make_card(tmp_path / "adult.json")
    cards, handover = SpecimenCards(tmp_path), read_handover(handed())
    for secret in (SECRETS["wrong"], SECRETS["too long"], SECRETS["letters"]):
        for act in (
            lambda secret=secret: sign_in(cards, handover, "adult", secret),
            lambda secret=secret: change_pin(cards, "adult", secret, secret, secret),
            lambda secret=secret: change_pin(cards, "adult", "1234", secret, secret + "1"),
            lambda secret=secret: unblock_pin(cards, "adult", secret, secret, secret),
        ):
            with pytest.raises((CardError, CardClientError)) as caught:
                act()
            error: BaseException | None = caught.value
            while error is not None:
                assert secret not in repr(error)
                error = error.__cause__ or error.__context__


def test_a_form_does_not_print_its_fields() -> None:
    assert "1234" not in repr(Form({"pin": "1234"}, b""))
