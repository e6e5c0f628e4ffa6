"""The Web eID browser extension, played by a script that has a software card sign."""

import base64
import json

import pytest

from browser.e2e.conftest import Visit
from browser.e2e.journey import AGREE, agree, to_the_login
from browser.e2e.town import Town
from browser.e2e.visitor import Visitor
from thiqa.card import InProcessConnection, find_application, make_authentication_token, open_card

EXTENSION = """
window.addEventListener("message", async (event) => {
  const request = event.data;
  if (event.source !== window || !/^web-eid:(status|authenticate)$/.test(request.action)) return;
  const reply = (kind, members) =>
    window.postMessage({action: request.action + "-" + kind, ...members}, event.origin);
  reply("ack", {});
  if (request.action === "web-eid:status") {
    reply("success", {library: "2.0.2", extension: "2.2.1", nativeApp: "2.5.0"});
    return;
  }
  const answer = JSON.parse(await window.softwareCard(request.challengeNonce, location.origin));
  if (answer.code) reply("failure", {error: answer});
  else reply("success", answer);
});
"""


def _with_extension(visitor: Visitor, persona: str, pin: str) -> None:
    """Give the browser an extension whose native application has this card and this PIN."""
    path = visitor.town.reader / f"{persona}.json"

    def sign(challenge: str, origin: str) -> str:
        if not pin:
            return json.dumps({"code": "ERR_WEBEID_USER_CANCELLED", "message": "cancelled"})
        assert len(base64.b64decode(challenge)) == 32
        with InProcessConnection(open_card(path)) as card:
            token = make_authentication_token(
                find_application(card), pin=pin, origin=origin, challenge_nonce=challenge
            )
        return json.dumps(token)

    visitor.context.expose_function("softwareCard", sign)
    visitor.context.add_init_script(EXTENSION)


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_with_the_extension_the_card_client_is_not_needed(
    town: Town, visit: Visit, language: str
) -> None:
    visitor = visit(language)
    town.insert("adult")
    _with_extension(visitor, "adult", "1234")
    to_the_login(visitor)
    visitor.page.wait_for_selector("#extension:visible")
    assert visitor.page.locator("#handover").is_hidden()
    visitor.look("login: with the extension")
    visitor.page.locator("#extension").click()
    visitor.page.wait_for_selector(AGREE)
    agree(visitor)
    assert "SPECIMEN-BENALI" in visitor.text()


def test_a_refused_card_of_the_extension_is_explained(town: Town, visit: Visit) -> None:
    visitor = visit("fr")
    town.insert("revoked-card")
    _with_extension(visitor, "revoked-card", "4567")
    to_the_login(visitor)
    visitor.page.locator("#extension").click()
    visitor.page.wait_for_selector("[role=alert]")
    visitor.reads("This card is no longer valid")
    visitor.page.wait_for_selector("#extension:visible")


def test_turning_back_in_the_extension_leaves_the_page_ready(town: Town, visit: Visit) -> None:
    visitor = visit("ar")
    _with_extension(visitor, "adult", "")
    to_the_login(visitor)
    visitor.page.locator("#extension").click()
    visitor.page.wait_for_selector('[data-message="cancelled"]:visible')
    assert visitor.page.locator("#extension").is_enabled()
