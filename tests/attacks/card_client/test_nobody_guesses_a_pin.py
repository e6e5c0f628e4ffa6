"""Guesses that cost the person nothing, or that a page makes without the person."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page as Tab

from browser.chromium import chromium
from card_client_site import Client, answer_in, card_client, handed, specimens_client
from serving import free_port, serving
from specimen_cards import PIN
from thiqa.card.dialect import Instruction
from unit.card_client.sources import Watched

WRONG = "0000"


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[tuple[Client, Watched]]:
    """A client whose card counts the commands that reach it."""
    with specimens_client(tmp_path, "adult"):
        source = Watched(tmp_path)
        with card_client(source) as client:
            yield client, source


def _tries(source: Watched) -> int:
    return sum(command[1] == Instruction.VERIFY for command in source.commands)


def test_each_guess_reaches_the_card_which_counts_it(watched: tuple[Client, Watched]) -> None:
    client, source = watched
    with client.browser() as browser:
        page = browser.ask()
        for _ in range(3):
            page = browser.send(page, "/sign", pin=WRONG)
        right = browser.send(page, "/sign", pin=PIN)
    assert "The PIN of this card is blocked" in right.text
    assert _tries(source) == 4


def test_a_form_that_is_sent_twice_costs_one_try(watched: tuple[Client, Watched]) -> None:
    client, source = watched
    with client.browser() as browser:
        fields = {**browser.ask().forms["/sign"], "pin": WRONG}
        pages = [browser.post("/sign", fields) for _ in range(4)]
    assert all("Tries left: 2" in page.text for page in pages)
    assert _tries(source) == 1


def test_a_double_click_signs_once_and_both_get_the_answer(
    watched: tuple[Client, Watched],
) -> None:
    client, source = watched
    with client.browser() as browser:
        fields = {**browser.ask().forms["/sign"], "pin": PIN}
        locations = {browser.post("/sign", fields).location for _ in range(2)}
    assert len(locations) == 1
    assert "authToken" in answer_in(locations.pop())
    assert _tries(source) == 1


ATTACKER_PAGE = b"""<!doctype html><title>attacker</title>
<iframe name="sink"></iframe><form id="f" method="post" target="sink"></form>"""

GUESS = """async ([origin, request]) => {
  const body = new URLSearchParams({request, card: "adult", pin: "0000", puk: "00000000",
                                    new: "1111", again: "1111"});
  const answers = [];
  for (const path of ["/", "/auth", "/sign", "/change", "/unblock"]) {
    for (const mode of ["cors", "no-cors"]) {
      for (const method of ["GET", "POST"]) {
        const options = {method, mode, credentials: "include"};
        if (method === "POST") options.body = body;
        try {
          const answer = await fetch(origin + path, options);
          answers.push(answer.type === "opaque" ? "opaque" : await answer.text());
        } catch (error) { answers.push("failed"); }
      }
    }
    const form = document.getElementById("f");
    form.action = origin + path;
    form.replaceChildren(...Array.from(body, ([name, value]) => {
      const field = document.createElement("input");
      [field.name, field.value] = [name, value];
      return field;
    }));
    form.submit();
    await new Promise((done) => setTimeout(done, 100));
  }
  const opened = window.open(origin + "/auth#" + request);
  await new Promise((done) => setTimeout(done, 700));
  let seen = "";
  try { seen = opened && opened.document && opened.document.body.innerText; } catch (error) { }
  return {answers: [...new Set(answers)], seen};
}"""


def test_a_page_of_another_site_reaches_no_card_and_reads_nothing(
    watched: tuple[Client, Watched],
) -> None:
    client, source = watched
    port = free_port()
    with serving(_attacker, port), chromium() as running:
        tab: Tab = running.new_page()
        tab.goto(f"http://localhost:{port}/")
        found = tab.evaluate(GUESS, [client.origin, handed()])
    assert set(found["answers"]) <= {"failed", "opaque"}
    assert not found["seen"]
    sent = {command[1] for command in source.commands}
    assert not sent & {
        Instruction.VERIFY,
        Instruction.CHANGE_REFERENCE_DATA,
        Instruction.RESET_RETRY_COUNTER,
        Instruction.PERFORM_SECURITY_OPERATION,
    }


async def _attacker(scope: dict, receive: object, send: object) -> None:
    if scope["type"] == "http":
        headers = [(b"content-type", b"text/html")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": ATTACKER_PAGE})
