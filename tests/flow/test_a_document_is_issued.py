"""A service has a document issued: sealed, on the record, and checked by whoever holds it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from documents_of_bodies import issuer_of, issuing_world
from services import http, refusal
from sheets import attached_files, code_on
from thiqa.cli.documents import document
from thiqa.documents import code_in, read_sheet
from thiqa.documents.answers import AnswerAudienceError, verify_answer
from thiqa.documents.sealing import Level, SealTrust, check_seal
from thiqa.pki import TrustAnchors
from world import SpecimenCountry, World


@pytest.fixture(scope="module")
def office(
    country: SpecimenCountry, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """A provider that issues documents."""
    data = tmp_path_factory.mktemp("issuing")
    with issuing_world(country, sqlite_template, data) as world:
        yield world


def test_the_document_is_sealed_and_its_parts_agree(office: World) -> None:
    answer, pdf = issuer_of(office).document()
    trust = SealTrust(
        TrustAnchors((office.country.seals.seal_ca.certificate,)),
        TrustAnchors((office.country.seals.stamp_ca.certificate,)),
    )
    checked = check_seal(pdf, trust, office.clock())
    assert checked.level is Level.LONG_TERM
    sheet = read_sheet(attached_files(pdf)["sheet.json"])
    assert sheet.number == answer["number"]
    assert checked.issuer == sheet.issuer["fr"]
    assert code_in(code_on(pdf)) == code_in(answer["code"])
    status = http().get(answer["status_uri"]).json()
    assert status["status"] == "valid"


def test_whoever_holds_it_checks_it_offline(office: World, tmp_path: Path) -> None:
    answer, pdf = issuer_of(office).document()
    seals = office.country.seals.directory
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(pdf)
    trusted = (
        f"--seal-authority={seals / 'seal-ca.pem'}",
        f"--time-stamp-authority={seals / 'stamp-ca.pem'}",
    )
    found = CliRunner().invoke(document, ["verify", str(paper), *trusted])
    assert found.exit_code == 0, found.output
    assert answer["number"] in found.output
    assert "SPECIMEN-BENALI" in found.output
    code = ["verify", f"--code={answer['code']}", f"--seal={seals / 'seal-dgsn.pem'}"]
    found = CliRunner().invoke(document, code)
    assert found.exit_code == 0, found.output
    assert answer["number"] in found.output


def test_whoever_keeps_it_for_long_renews_it(office: World, tmp_path: Path) -> None:
    _, pdf = issuer_of(office).document()
    seals = office.country.seals
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(pdf)
    trusted = (
        f"--seal-authority={seals.directory / 'seal-ca.pem'}",
        f"--time-stamp-authority={seals.directory / 'stamp-ca.pem'}",
    )
    command = ["renew", str(paper), *trusted, f"--time-stamps={seals.time_stamp_url}"]
    found = CliRunner().invoke(document, command)
    assert found.exit_code == 0, found.output
    found = CliRunner().invoke(document, ["verify", str(paper), *trusted])
    assert "PAdES B-LTA" in found.output


def test_an_answer_is_for_its_recipient_and_names_whom_the_citizen_let_it(office: World) -> None:
    given = issuer_of(office).answer(holder=["given_name", "family_name"])
    anchors = TrustAnchors((office.country.seals.seal_ca.certificate,))
    now = office.clock()
    found = verify_answer(given["answer"], anchors, audience="https://employer.example", now=now)
    assert found.answer.number == given["number"]
    assert found.answer.yes
    assert set(found.answer.holder) == {"given_name", "family_name"}
    with pytest.raises(AnswerAudienceError):
        verify_answer(given["answer"], anchors, audience="https://other.example", now=now)
    status = http().get(found.answer.status_uri).json()
    assert status["status"] == "valid"


def test_an_answer_names_nobody_beyond_the_consent(office: World) -> None:
    issuer = issuer_of(office)
    response = issuer.order_answer(holder=["national_number"])
    assert refusal(response) == (400, "invalid_request")
