"""The specimen responder as any HTTP client meets it."""

import base64
import os
from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pytest
from cryptography.x509 import ocsp

from authorities import NOW
from card_logins import issue_card, responder, specimen_pki, trust_anchors
from serving import free_port, serving
from thiqa.pki import OcspQuestion, OcspRules, ask, check_response, verify_chain
from thiqa.specimen import OcspApp

TYPE = {"content-type": "application/ocsp-request"}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    port = free_port()
    with serving(OcspApp(responder(), lambda: NOW), port):
        yield f"http://127.0.0.1:{port}/"


def question() -> OcspQuestion:
    trusted = verify_chain(issue_card().certificate, trust_anchors(), NOW)
    return ask(trusted, os.urandom(32))


def test_a_question_by_post_is_answered(url: str) -> None:
    asked = question()
    response = httpx.post(url, content=asked.der, headers=TYPE)
    assert response.headers["content-type"] == "application/ocsp-response"
    check_response(response.content, asked, NOW, OcspRules())


@pytest.mark.parametrize("safe", ["", "/+="])
def test_a_question_by_get_is_answered(url: str, safe: str) -> None:
    asked = question()
    path = quote(base64.b64encode(asked.der), safe=safe)
    check_response(httpx.get(url + path).content, asked, NOW, OcspRules())


def test_a_revocation_counts_from_the_next_answer_on(url: str) -> None:
    card = issue_card()
    asked = ask(verify_chain(card.certificate, trust_anchors(), NOW), os.urandom(32))
    specimen_pki().revoke(card.certificate.serial_number, NOW)
    answer = ocsp.load_der_ocsp_response(httpx.post(url, content=asked.der, headers=TYPE).content)
    assert answer.certificate_status is ocsp.OCSPCertStatus.REVOKED


def test_a_question_that_is_none_is_answered_as_malformed(url: str) -> None:
    answer = ocsp.load_der_ocsp_response(httpx.post(url, content=b"x", headers=TYPE).content)
    assert answer.response_status is ocsp.OCSPResponseStatus.MALFORMED_REQUEST


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "", 404),
        ("GET", "a", 404),
        ("GET", "%FF", 404),
        ("GET", "A" * 13_000, 414),
        ("POST", "other", 404),
        ("PUT", "", 405),
        ("DELETE", "", 405),
    ],
)
def test_a_request_without_a_question_is_refused(
    url: str, method: str, path: str, status: int
) -> None:
    assert httpx.request(method, url + path, headers=TYPE).status_code == status


def test_a_body_of_another_type_is_refused(url: str) -> None:
    assert httpx.post(url, content=question().der).status_code == 415


def test_a_body_that_is_too_large_is_refused(url: str) -> None:
    assert httpx.post(url, content=bytes(4_097), headers=TYPE).status_code == 413
