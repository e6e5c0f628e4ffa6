import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from thiqa.card import load_personas
from thiqa.pki.errors import SpecimenError
from thiqa.specimen.population import (
    AUTHORITY_FILE,
    SpecimenFolder,
    make_authorities,
    make_cards,
    register_citizens,
)
from thiqa.storage import Transaction, open_database

NOW = 1_800_000_000
URL = "http://127.0.0.1:8403/"


def test_the_authorities_are_made_once_and_trusted(tmp_path: Path) -> None:
    folder, trusted = SpecimenFolder(tmp_path / "specimen"), tmp_path / "authorities"
    first = make_authorities(folder, trusted, now=NOW, ocsp_url=URL)
    second = make_authorities(folder, trusted, now=NOW, ocsp_url=URL)
    assert first.card_ca.certificate == second.card_ca.certificate
    assert b"BEGIN CERTIFICATE" in (trusted / AUTHORITY_FILE).read_bytes()


def test_another_responder_than_the_cards_name_is_refused_with_the_way_out(tmp_path: Path) -> None:
    folder = SpecimenFolder(tmp_path / "specimen")
    make_authorities(folder, tmp_path / "authorities", now=NOW, ocsp_url=URL)
    with pytest.raises(SpecimenError, match=r"8403.*use that port again, or remove the folder"):
        make_authorities(folder, tmp_path / "x", now=NOW, ocsp_url="http://127.0.0.1:9403/")


def test_each_citizen_has_a_card_for_a_reader_and_one_that_nobody_can_change(
    tmp_path: Path,
) -> None:
    folder = SpecimenFolder(tmp_path / "specimen")
    pki = make_authorities(folder, tmp_path / "authorities", now=NOW, ocsp_url=URL)
    personas = make_cards(folder, pki, now=NOW)
    for persona in personas:
        first, second = folder.card(persona.key), folder.sandbox / f"{persona.key}.json"
        assert first.read_bytes() != second.read_bytes()
    kept = folder.card("adult").read_bytes()
    make_cards(folder, pki, now=NOW)
    assert folder.card("adult").read_bytes() == kept


def test_the_citizen_who_is_not_registered_is_not(database_url: str) -> None:
    personas = load_personas()

    async def look() -> list[bool]:
        async with open_database(database_url) as database:
            await register_citizens(database, list(personas.values()))
            return [await database.run(_finder(persona.national_number)) for persona in people]

    people = [personas["adult"], personas["not-registered"]]
    assert asyncio.run(look()) == [True, False]


def _finder(number: str) -> Callable[[Transaction], Coroutine[Any, Any, bool]]:
    async def find(records: Transaction) -> bool:
        return await records.people.find_by_national_number(number) is not None

    return find
