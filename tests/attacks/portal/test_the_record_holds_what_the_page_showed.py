"""The hash in the record is that of the very text that the citizen read, and of no other."""

import hashlib
import html
import re
from html.parser import HTMLParser

import pytest

from citizens import Citizen, answer_of
from services import NAMES, Service
from stored_log import fetch
from thiqa.base import b64url_encode
from thiqa.ledger.events import Release
from world import World

LANGUAGES = ("ar", "fr", "zgh", "en")
PIECES = {"h1", "dt", "dd", "h2"}
CLASSES = {"lead", "label", "remark"}
"""The values of claims are shown too, and are not in the text: nobody can guess them from it."""


class Reader(HTMLParser):
    """Reads from a consent page what a person reads: one piece of its statement per line."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._inside = 0
        self._open: str | None = None
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        members = dict(attrs)
        if members.get("id") == "statement":
            self._inside = 1
        elif self._inside and tag == "div":
            self._inside += 1
        if self._open is not None:
            self._depth += tag == self._open
        elif self._inside and self._is_piece(tag, members):
            self._open, self._depth = tag, 1
            self.lines.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._open:
            self._depth -= 1
            self._open = self._open if self._depth else None
        elif self._inside and tag == "div":
            self._inside -= 1

    def handle_data(self, data: str) -> None:
        if self._open is not None:
            self.lines[-1] += data

    def _is_piece(self, tag: str, members: dict[str, str | None]) -> bool:
        in_choice = tag == "label" and members.get("class") == "choice"
        return tag in PIECES or in_choice or bool(CLASSES & {*(members.get("class") or "").split()})


def digest_of_page(page: str) -> str:
    """Return the hash of what a consent page says, from nothing but the page."""
    reader = Reader()
    reader.feed(page)
    text = "\n".join(line.strip() for line in reader.lines) + "\n"
    return b64url_encode(hashlib.sha256(text.encode()).digest())


def recorded(service: Service, location: str) -> Release:
    """Return the entry behind an answer."""
    tokens = service.redeem(answer_of(location)["code"]).json()
    event = service.recorded(tokens["access_token"])
    assert isinstance(event, Release)
    return event


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scope", ["openid", "openid offline_access"])
def test_in_every_language(
    shared_world: World, service: Service, language: str, scope: str
) -> None:
    citizen = shared_world.citizen(language=language)
    location = citizen.sign_in(service.pushed(scope=scope))
    page = citizen.browser.get(location).text
    assert f'lang="{language}"' in page
    answer = citizen.consent(location)
    event = recorded(service, answer)
    assert event.consent_text_hash == digest_of_page(page)


@pytest.mark.parametrize("persona", ["arabic-name-only", "no-first-name", "very-long-name"])
def test_for_every_kind_of_citizen(shared_world: World, service: Service, persona: str) -> None:
    citizen = shared_world.citizen(persona, language="ar")
    location = citizen.sign_in(service.pushed())
    page = citizen.browser.get(location).text
    answer = citizen.consent(location)
    event = recorded(service, answer)
    assert event.consent_text_hash == digest_of_page(page)


def test_a_remembered_consent_keeps_the_text_that_was_read(
    service: Service, citizen: Citizen
) -> None:
    location = citizen.sign_in(service.pushed())
    page = citizen.browser.get(location).text
    citizen.consent(location, remember="on")
    again = citizen.open(service.pushed())
    assert recorded(service, again).consent_text_hash == digest_of_page(page)


def test_nothing_is_released_when_the_registration_changed_behind_the_page(
    shared_world: World, service: Service, citizen: Citizen
) -> None:
    location = citizen.sign_in(service.pushed())
    fields = {**citizen.fields(location), "decision": "agree"}
    other_law = {language: f"{text} 2" for language, text in NAMES.items()}
    purposes = service.registration()["purposes"]
    purposes[0]["law"]["reference"] = other_law
    shared_world.register(service, purposes=purposes)
    assert citizen.post("/consent", fields).headers["location"] == location
    page = citizen.browser.get(location).text
    assert other_law["en"] in page
    answer = citizen.consent(location)
    event = recorded(service, answer)
    assert event.consent_text_hash == digest_of_page(page)
    assert event.article == other_law["ar"]


def looked_at(service: Service, citizen: Citizen) -> str:
    """Return the page of the latest entry that concerns a service."""
    history = citizen.browser.get(f"/history?service={service.client_id}").text
    found = re.search(r'href="(/history/[0-9a-f]+)"', history)
    assert found
    return citizen.browser.get(found[1]).text


def shown_again(page: str) -> list[str]:
    return [html.unescape(line) for line in re.findall(r'<p dir="auto">(.*?)</p>', page)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_years_later_the_citizen_reads_the_same_words(
    shared_world: World, service: Service, language: str
) -> None:
    citizen = shared_world.citizen(language=language)
    location = citizen.sign_in(service.pushed(scope="openid offline_access"))
    page = citizen.browser.get(location).text
    citizen.consent(location)
    purposes = service.registration()["purposes"]
    purposes[0]["name"] = {each: f"{text} 2" for each, text in NAMES.items()}
    shared_world.register(service, purposes=purposes)
    text = "\n".join(shown_again(looked_at(service, citizen))) + "\n"
    assert b64url_encode(hashlib.sha256(text.encode()).digest()) == digest_of_page(page)


def test_another_text_in_the_place_of_what_was_shown_is_not_shown(
    shared_world: World, service: Service, citizen: Citizen
) -> None:
    service.identify(citizen)
    assert shown_again(looked_at(service, citizen))
    fetch(
        shared_world.settings.database,
        "UPDATE oidc_consent_text SET text = text || 'You agreed to everything' RETURNING 1",
    )
    page = looked_at(service, citizen)
    assert not shown_again(page)
    assert "You agreed to everything" not in page
    assert "The text that we kept is not the one that you were shown" in page
