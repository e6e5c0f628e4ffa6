"""What was granted is made by the provider, kept for the citizen, taken back if it must be."""

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import httpx
import pytest

from counter_delivery import LIFE, Town, counter_town
from services import http
from sheets import attached_files
from thiqa.counter.catalogue.models import Outcome
from thiqa.counter.records import Records
from thiqa.counter.requests import by_citizen, by_clerk
from thiqa.counter.requests.models import Clerk, Decision, State
from thiqa.documents import read_sheet
from thiqa.documents.answers import verify_answer
from thiqa.pki import TrustAnchors
from world import SpecimenCountry

FICHE, CASIER = "fiche-anthropometrique", "casier-judiciaire"
NOTHING_FOUND = {"finding": "nothing"}
EMPLOYMENT = {"reason": "employment"}


@pytest.fixture(scope="module")
def town(
    country: SpecimenCountry, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    """A provider that issues, and a counter."""
    folder = tmp_path_factory.mktemp("town")
    provider = folder / "provider.db"
    provider.write_bytes(sqlite_template.read_bytes())
    with counter_town(country, f"sqlite:///{provider}", "", folder) as made:
        yield made


def status_of(town: Town, document: str) -> str:
    """Return what a document is worth, as everybody is told."""
    found = http().get(f"{town.world.issuer}/documents/{document}").json()
    return str(found["status"])


def test_what_was_granted_comes_sealed_and_is_delivered(town: Town) -> None:
    number = town.granted(FICHE, EMPLOYMENT, NOTHING_FOUND)
    document = town.document(number)
    assert town.request(number).state is State.DELIVERED
    download = town.browser.get(f"/requests/{number}/document")
    assert download.content == document.pdf
    assert download.headers["content-type"] == "application/pdf"
    assert document.document in download.headers["content-disposition"]
    sheet = read_sheet(attached_files(document.pdf)["sheet.json"])
    assert sheet.number == document.document
    assert sheet.holder.latin == "Salma SPECIMEN-BENALI"
    assert sheet.issuer["fr"] == "Direction générale de la sûreté nationale (démonstration)"
    assert status_of(town, document.document) == "valid"
    assert document.document in town.page(number)


def test_nobody_else_gets_it(town: Town) -> None:
    number = town.granted(FICHE, EMPLOYMENT, NOTHING_FOUND)
    document = town.document(number)
    with httpx.Client(base_url=town.settings.url) as nobody:
        answer = nobody.get(f"/requests/{number}/document")
        assert b"%PDF" not in answer.content
        assert document.document not in answer.text
    town.identified(FICHE, "very-long-name")
    assert town.browser.get(f"/requests/{number}/document").status_code == httpx.codes.NOT_FOUND


def test_an_answer_is_made_for_one_recipient(town: Town) -> None:
    number = town.granted(CASIER, {"job": "Une crèche"}, casier_decision())
    town.document(number)
    path = f"/requests/{number}/answers"
    form = {"audience": "https://creche.example", "key": town.form_key(number, path)}
    for _ in range(2):
        assert town.browser.press(path, **form).status_code == httpx.codes.SEE_OTHER
    found = town.awaited(lambda: re.search(r"eyJ[\w-]+\.[\w-]+\.[\w-]+", town.page(number)) or None)
    anchors = TrustAnchors((town.world.country.seals.seal_ca.certificate,))
    verified = verify_answer(found[0], anchors, audience="https://creche.example", now=town.now)
    assert verified.answer.yes
    assert "Une crèche" in verified.answer.question["fr"]
    assert set(verified.answer.holder) >= {"family_name", "given_name"}
    assert status_of(town, verified.answer.number) == "valid"
    answers = town.units.read(lambda records: records.delivery.answers(number))
    assert len(answers) == 1


def test_what_a_second_clerk_refuses_is_taken_back(town: Town) -> None:
    number = town.granted(FICHE, EMPLOYMENT, NOTHING_FOUND)
    document = town.document(number)
    town.units.run(partial(_refused_after_all, number, town.request(number).subject, town.now))
    town.awaited(lambda: status_of(town, document.document) == "withdrawn" or None)
    town.awaited(lambda: "It was taken back on" in town.page(number) or None)


async def _refused_after_all(number: str, subject: str, now: int, records: Records) -> None:
    await by_citizen.contest(LIFE, records, number, subject, {"en": "The name is wrong."}, now)
    request = await records.requests.get(number)
    assert request is not None
    other = Clerk("third", request.body)
    await by_clerk.take(records, number, other, now)
    words = dict.fromkeys(("ar", "fr", "zgh", "en"), "Non.")
    await by_clerk.decide(LIFE, records, number, other, Decision(Outcome.REFUSED, words), now)


def casier_decision() -> dict[str, str]:
    """Return what the court fills in: no entry that is relevant."""
    decision: dict[str, str] = {}
    for field in LIFE.service(CASIER).decision.fields:
        options = [option.id for option in getattr(field.kind, "options", ())]
        wanted = [each for each in options if each.startswith("nothing")]
        decision[field.id] = (wanted or options or ["-"])[0]
    return decision


def test_a_counter_on_postgresql_delivers_too(
    country: SpecimenCountry, postgres_url: str, empty_postgres_url: str, tmp_path: Path
) -> None:
    with counter_town(country, postgres_url, empty_postgres_url, tmp_path) as other:
        number = other.granted(FICHE, EMPLOYMENT, NOTHING_FOUND)
        document = other.document(number)
        download = other.browser.get(f"/requests/{number}/document")
        assert download.content == document.pdf
        assert other.request(number).state is State.DELIVERED
