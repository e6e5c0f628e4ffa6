"""The sandbox plays a reader and a hand: its cards are verified like those of anybody."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from specimen_cards import make_card
from world import World, provider_world, specimen_country


@pytest.fixture
def lonely(sqlite_url: str, tmp_path: Path) -> Iterator[World]:
    """A provider whose country a test may spoil."""
    (tmp_path / "provider").mkdir()
    with (
        specimen_country(tmp_path / "country") as country,
        provider_world(country, sqlite_url, tmp_path / "provider") as world,
    ):
        yield world


def error_of(world: World, citizen: str = "adult") -> str | None:
    """Let a citizen sign in by a hint; return the error that the service is given."""
    service = world.new_service(changes={"stage": "sandbox"})
    person = world.citizen()
    location = person.open(service.pushed(login_hint=f"specimen:{citizen}"))
    return httpx.URL(person.browser.get(location).headers["location"]).params.get("error")


def test_a_card_of_an_authority_that_is_not_ours_is_refused(lonely: World) -> None:
    assert error_of(lonely) is None
    card = lonely.country.folder.sandbox / "adult.json"
    card.unlink()
    make_card(card)
    assert error_of(lonely) == "access_denied"


def test_a_card_that_is_revoked_now_is_refused_now(lonely: World) -> None:
    assert error_of(lonely) is None
    for entry in (lonely.country.folder.pki / "issued").iterdir():
        lonely.country.pki.revoke(int(entry.name, 16), lonely.clock() - 60)
    assert error_of(lonely) == "access_denied"


def test_without_an_answer_of_the_authority_nobody_signs_in(
    sqlite_url: str, tmp_path: Path
) -> None:
    (tmp_path / "provider").mkdir()
    with specimen_country(tmp_path / "country") as country:
        pass  # the responder is gone
    with provider_world(country, sqlite_url, tmp_path / "provider") as world:
        assert error_of(world) == "access_denied"
