"""The specimen authorities at one address, as any HTTP client meets them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from authorities import NOW
from card_logins import specimen_pki
from sealed_documents import plain_document
from serving import free_port, serving
from thiqa.documents.sealing import (
    Question,
    SealKeyError,
    SealServiceError,
    SealServices,
    SealTrust,
    check_seal,
    open_file_key,
    seal,
)
from thiqa.documents.sealing.transport import authority_client
from thiqa.pki import SpecimenError, TrustAnchors, load_authority, specimen, specimen_seals
from thiqa.pki.specimen_seals import SpecimenSeals
from thiqa.specimen.authorities_app import authorities_app, open_authorities
from thiqa.specimen.bodies import BODIES, SpecimenBody, make_seals
from thiqa.specimen.population import SpecimenFolder


@dataclass(frozen=True)
class Site:
    """The authorities, where they are, and what makes somebody trust them."""

    url: str
    seals: SpecimenSeals
    trust: SealTrust


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder, port = tmp_path_factory.mktemp("site"), free_port()
    url = f"http://127.0.0.1:{port}/"
    seals = make_seals(
        folder / "seals",
        seal_authorities=folder / "a",
        time_stamp_authorities=folder / "b",
        now=NOW,
        base_url=url,
    )
    trust = SealTrust(*(_anchors(folder / name) for name in ("a", "b")))
    with serving(authorities_app(specimen_pki(), seals, lambda: NOW), port):
        yield Site(url, seals, trust)


def _anchors(folder: Path) -> TrustAnchors:
    return TrustAnchors(tuple(load_authority(file.read_bytes()) for file in folder.glob("*.pem")))


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body.seal)
def test_every_body_seals_over_http(site: Site, body: SpecimenBody) -> None:
    folder = site.seals.directory
    key = open_file_key(folder / f"seal-{body.seal}.pem", folder / f"seal-{body.seal}.key")
    with authority_client() as client:
        stamps = client.time_stamper(site.seals.time_stamp_url)
        services = SealServices(site.trust, stamps, client.fetch, lambda: NOW)
        sealed = seal(plain_document(), key, services)
    assert check_seal(sealed, site.trust, NOW).issuer == body.organization


def test_the_seals_are_made_once(site: Site) -> None:
    folder = site.seals.directory
    before = sorted(folder.glob("*"))
    again = make_seals(
        folder,
        seal_authorities=folder.parent / "a",
        time_stamp_authorities=folder.parent / "b",
        now=NOW,
        base_url=site.url,
    )
    assert sorted(folder.glob("*")) == before
    assert again.seal("dgsn").certificate == site.seals.seal("dgsn").certificate


def test_a_folder_that_is_older_than_seals_gets_their_authorities(tmp_path: Path) -> None:
    folder = SpecimenFolder(tmp_path)
    specimen.make(folder.pki, now=NOW, ocsp_url="http://127.0.0.1:9/")
    open_authorities(folder, lambda: NOW)
    made = specimen_seals.load(folder.seals)
    assert made.base_url == "http://127.0.0.1:9/"
    open_authorities(folder, lambda: NOW)
    assert specimen_seals.load(folder.seals).seal_ca.certificate == made.seal_ca.certificate


def test_a_seal_that_was_never_made_is_named(site: Site) -> None:
    with pytest.raises(SpecimenError, match="nobody"):
        site.seals.seal("nobody")
    with pytest.raises(SealKeyError):
        open_file_key(site.seals.directory / "nobody.pem", site.seals.directory / "nobody.key")


@pytest.mark.parametrize(
    ("method", "path", "media_type", "status"),
    [
        ("GET", "tsa", "application/timestamp-query", 405),
        ("POST", "tsa", "text/plain", 415),
        ("POST", "crl/time-stamping.crl", "application/timestamp-query", 405),
        ("GET", "crl/other.crl", "text/plain", 404),
        ("GET", "seals", "text/plain", 404),
        ("PUT", "seals", "application/ocsp-request", 405),
        ("POST", "seals/", "text/plain", 415),
        ("GET", "sealsx", "text/plain", 404),
    ],
)
def test_a_request_that_asks_for_nothing_is_refused(
    site: Site, method: str, path: str, media_type: str, status: int
) -> None:
    headers = {"content-type": media_type}
    assert httpx.request(method, site.url + path, headers=headers).status_code == status


def test_a_question_that_is_too_long_is_refused(site: Site) -> None:
    headers = {"content-type": "application/timestamp-query"}
    response = httpx.post(site.url + "tsa", content=bytes(4_097), headers=headers)
    assert response.status_code == 413


@pytest.mark.parametrize(
    "url",
    ["nowhere", "ftp://127.0.0.1/", "http://127.0.0.1:1/", "http://["],
)
def test_an_address_where_nobody_answers_is_said(url: str) -> None:
    with authority_client() as client, pytest.raises(SealServiceError):
        client.fetch(Question(url, "application/pkix-crl"))


def test_an_answer_of_another_kind_is_refused(site: Site) -> None:
    with authority_client() as client:
        with pytest.raises(SealServiceError, match="something else"):
            client.fetch(Question(site.url + "crl/time-stamping.crl", "application/ocsp-response"))
        with pytest.raises(SealServiceError, match="404"):
            client.fetch(Question(site.url + "crl/none.crl", "application/pkix-crl"))
