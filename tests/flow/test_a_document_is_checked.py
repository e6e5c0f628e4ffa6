"""Somebody is shown a document: the page says in plain words what it is worth."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from documents_of_bodies import Issuer, issuer_of, issuing_world
from services import http
from world import SpecimenCountry, World


@pytest.fixture(scope="module")
def office(
    country: SpecimenCountry, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """A provider that issues documents."""
    data = tmp_path_factory.mktemp("checking")
    with issuing_world(country, sqlite_template, data) as world:
        yield world


@pytest.fixture(scope="module")
def issuer(office: World) -> Issuer:
    """A service that has met a citizen."""
    return issuer_of(office)


@pytest.fixture(scope="module")
def issued(issuer: Issuer) -> tuple[dict[str, str], bytes]:
    """A document that stays valid."""
    return issuer.document()


def bring(world: World, pdf: bytes = b"", code: str = "", language: str = "en") -> httpx.Response:
    """Bring something to the page, as a browser without scripts does."""
    return http().post(
        f"{world.issuer}/documents/check?lang={language}",
        files={"file": ("paper.pdf" if pdf else "", pdf, "application/pdf")},
        data={"code": code},
    )


def test_the_page_is_for_everybody(office: World) -> None:
    page = http().get(f"{office.issuer}/documents")
    assert page.status_code == httpx.codes.OK
    assert "form-action 'self'" in page.headers["content-security-policy"]
    assert 'name="file"' in page.text
    assert "set-cookie" not in page.headers


def test_a_genuine_document_is_called_so(
    office: World, issued: tuple[dict[str, str], bytes]
) -> None:
    answer, pdf = issued
    page = bring(office, pdf)
    assert page.status_code == httpx.codes.OK
    assert "Genuine and valid" in page.text
    for shown in (answer["number"], "SPECIMEN-BENALI", "نموذج-بنعلي", "SP100001"):
        assert shown in page.text
    assert page.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("language", "words"),
    [("ar", "أصلية وصالحة"), ("fr", "Authentique et valable"), ("zgh", "ⵜⵉⴷⵜ, ⵉⵖⵓⴷⴰ")],
)
def test_it_is_said_in_the_readers_language(
    office: World, issued: tuple[dict[str, str], bytes], language: str, words: str
) -> None:
    assert words in bring(office, issued[1], language=language).text


def test_a_code_says_what_it_says_and_no_more(
    office: World, issued: tuple[dict[str, str], bytes]
) -> None:
    answer, _ = issued
    page = bring(office, code=f" {answer['code']}\n").text
    assert "Genuine and valid" in page
    assert "what is printed around a code proves nothing" in page
    assert answer["number"] in page
    assert "rue du Spécimen" not in page, "the address is not in the code"


def test_an_answer_names_its_recipient(office: World, issuer: Issuer) -> None:
    given = issuer.answer(holder=["given_name"])
    page = bring(office, code=given["answer"]).text
    assert "Genuine and valid" in page
    assert "https://employer.example" in page


def test_what_was_taken_back_is_called_so(office: World, issuer: Issuer) -> None:
    answer, pdf = issuer.document()
    path = answer["status_uri"].removeprefix(office.issuer) + "/status"
    fields = {**office.service.credentials(), "status": "withdrawn", "reason": "mistake"}
    assert office.service.post(path, fields).is_success
    for page in (bring(office, pdf).text, bring(office, code=answer["code"]).text):
        assert "Genuine, but taken back" in page
        assert "mistake" not in page


def test_what_is_no_document_is_called_so(office: World) -> None:
    for pdf in (b"%PDF-1.7\n%%EOF\n", b"no document", b"\0" * 1_000):
        page = bring(office, pdf)
        assert page.status_code == httpx.codes.OK
        assert "Do not rely on this" in page.text
    for code in ("1" * 50, "https://id.example/documents#", "a.b.c", "<script>"):
        assert "Do not rely on this" in bring(office, code=code).text


def test_a_changed_document_is_called_so(
    office: World, issued: tuple[dict[str, str], bytes]
) -> None:
    _, pdf = issued
    for at in (100, len(pdf) // 3, len(pdf) // 2):
        changed = pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]
        assert "Do not rely on this" in bring(office, changed).text
    assert "Do not rely on this" in bring(office, pdf + b"\n1 0 obj\n<<>>\nendobj\n").text


def test_nothing_is_said_of_nothing(office: World) -> None:
    page = bring(office)
    assert page.status_code == httpx.codes.BAD_REQUEST
    assert "Nothing was sent" in page.text


def test_what_is_too_large_is_not_read(office: World) -> None:
    page = bring(office, b"%PDF" + bytes(5 * 1024 * 1024))
    assert page.status_code == httpx.codes.REQUEST_ENTITY_TOO_LARGE
