"""A national number in a request gets the same answer and the same work, whoever has it or not."""

import asyncio
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from citizens import Citizen, answer_of
from postgres_server import PostgresServer
from services import Service
from thiqa.card import load_personas
from world import SpecimenCountry, World, provider_world

KNOWN = load_personas()["no-first-name"].national_number
UNKNOWN = ("ZZ999999", "AB1", "not a number", "ⵣ", "'; DROP TABLE person; --")
OUTBOX = re.compile(r"\boidc_(logout_notice|ping)\b")
FRESH = re.compile(r'(name="(?:challenge|form_token|a)" value|href|action)="[^"]*"')
"""What differs between any two pages: secrets, and links that carry them."""


def page(citizen: Citizen, location: str) -> tuple[int, str, list[str]]:
    """Return a page without its secrets, and the names of its headers."""
    response = citizen.browser.get(location)
    return response.status_code, FRESH.sub("", response.text), sorted(response.headers)


@pytest.mark.parametrize("signed_in", [False, True])
def test_the_pages_are_the_same(
    shared_world: World, service: Service, citizen: Citizen, signed_in: bool
) -> None:
    if signed_in:
        citizen.login()
    seen = []
    for hint in (KNOWN, *UNKNOWN):
        location = citizen.open(service.pushed(login_hint=hint))
        assert location.startswith("/login")
        seen.append(page(citizen, location))
    assert all(each == seen[0] for each in seen)


def test_a_pushed_request_is_accepted_all_the_same(service: Service) -> None:
    for hint in (KNOWN, *UNKNOWN):
        response = service.push(login_hint=hint)
        assert response.status_code == 201
        assert set(response.json()) == {"request_uri", "expires_in"}


def test_a_service_does_not_learn_whether_its_guess_was_right(
    service: Service, citizen: Citizen
) -> None:
    citizen.login()
    answers = []
    for hint in (citizen.national_number, KNOWN, *UNKNOWN):
        answer = answer_of(citizen.open(service.pushed(login_hint=hint, prompt="none", state="s")))
        answers.append(answer)
    assert all(each == answers[0] for each in answers)
    assert answers[0]["error"] == "interaction_required"


@pytest.fixture
def logged_world(
    country: SpecimenCountry, postgres_server: PostgresServer, postgres_url: str, tmp_path: Path
) -> Iterator[World]:
    """A provider on a database that writes every statement into its log."""
    name = re.search(r"/(test_\d+)", postgres_url)
    assert name
    asyncio.run(postgres_server.execute(f"ALTER DATABASE {name[1]} SET log_statement = 'all'"))
    with provider_world(country, postgres_url, tmp_path) as made:
        yield made


def test_the_database_does_the_same_work(
    logged_world: World, postgres_server: PostgresServer
) -> None:
    log = postgres_server.folder / "log"
    service, citizen = logged_world.service, logged_world.citizen()
    citizen.login()
    citizen.browser.get(citizen.open(service.pushed(login_hint=KNOWN)))
    work = []
    for hint in (KNOWN, *UNKNOWN, KNOWN):
        before = log.stat().st_size
        citizen.browser.get(citizen.open(service.pushed(login_hint=hint)))
        with log.open("rb") as file:
            file.seek(before)
            work.append(statements(file.read().decode(errors="replace")))
    assert sum(work[0].values()) > 5
    for each in work:
        assert each == work[0]


def statements(log: str) -> Counter[str]:
    """Count the statements about citizens and requests; record and outboxes work on their own."""
    found = re.findall(r"LOG:  execute \S+: (.*)", log)
    ours = re.compile(r"\b(oidc|login|person)")
    return Counter(text for text in found if ours.search(text) and not OUTBOX.search(text))
