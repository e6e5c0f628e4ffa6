"""After everything that a citizen can do, one side does not say who, the other not where."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from disputes import contest
from services import PURPOSE
from thiqa.base import b64url_decode
from thiqa.card import load_personas
from thiqa.people import pairwise_subject
from thiqa.storage.sides import Side
from world import Citizen, Service, SpecimenCountry, World, provider_world

PERSONA = load_personas()["adult"]
NUMBER = PERSONA.national_number
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = $1"
_FEWEST_LETTERS = 4
"""Shorter words, such as `MA`, stand in random identifiers too."""


@pytest.fixture
def apart(
    country: SpecimenCountry, postgres_url: str, logins: dict[Side, str], tmp_path: Path
) -> Iterator[World]:
    """A provider that holds two login roles, one for each side."""
    with provider_world(
        country,
        postgres_url,
        tmp_path,
        database=logins[Side.USAGE],
        authentication_database=logins[Side.AUTHENTICATION],
    ) as made:
        yield made


@pytest.fixture
def used(apart: World) -> Service:
    """A service that the citizen used, refused, came back to and contested in the end."""
    citizen, service = apart.citizen(), apart.new_service()
    tokens = service.identify(citizen, scope="openid offline_access", prompt="consent")
    service.userinfo(tokens["access_token"])
    service.refresh(tokens["refresh_token"])
    service.receipt(tokens["access_token"])
    _refuse(citizen, service)
    citizen.open(service.pushed(login_hint=NUMBER))
    citizen.browser.get("/history")
    service.pushed(login_hint=NUMBER)
    contest(citizen, statement=f"I am {NUMBER}, and it was not me")
    return service


def test_usage_does_not_say_who(used: Service, postgres_url: str) -> None:
    held = _dump(postgres_url, Side.USAGE)
    assert used.client_id in held
    for secret in _identity():
        for spelled in (secret, json.dumps(secret)[1:-1]):
            assert spelled.casefold() not in held.casefold(), secret


def test_authentication_does_not_say_where(used: Service, apart: World, postgres_url: str) -> None:
    held = _dump(postgres_url, Side.AUTHENTICATION)
    assert NUMBER in held
    secret = (apart.settings.keys / "pairwise.secret").read_text()
    person = apart.run(lambda records: records.people.find_by_national_number(NUMBER))
    subject = pairwise_subject(b64url_decode(secret), used.sector, person.id)
    assert subject in _dump(postgres_url, Side.USAGE)
    for told in (used.client_id, f'"{used.sector}"', subject, used.redirect_uri, PURPOSE):
        assert told not in held


def _refuse(citizen: Citizen, service: Service) -> None:
    location = citizen.open(service.pushed(prompt="consent"))
    fields = {**citizen.fields(location), "decision": "refuse"}
    assert citizen.post("/consent", fields).is_redirect


def _identity() -> set[str]:
    """Return the words that tell one citizen from another."""
    texts = [NUMBER, PERSONA.certificate.given_name, PERSONA.certificate.family_name]
    texts += [str(value) for value in PERSONA.claims.values() if isinstance(value, str)]
    texts += [str(value) for value in PERSONA.claims["address"].values()]
    return {text for text in texts if len(text) >= _FEWEST_LETTERS}


def _dump(url: str, side: Side) -> str:
    """Return every value of every column of a side; bytes as the text that they may hold."""

    async def dump() -> str:
        connection = await asyncpg.connect(url)
        try:
            tables = [row[0] for row in await connection.fetch(_TABLES, side.value)]
            assert len(tables) > 1
            rows = [
                row
                for table in tables
                for row in await connection.fetch(f'SELECT * FROM {side.value}."{table}"')  # ours
            ]
        finally:
            await connection.close()
        return "\n".join(_text(value) for row in rows for value in row)

    return asyncio.run(dump())


def _text(value: object) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)
