"""The official OCSP answers and the broken ones that the official libraries refuse."""

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from thiqa.pki import (
    CertificateRevokedError,
    OcspError,
    OcspMalformedError,
    OcspMismatchError,
    OcspNonceError,
    OcspOutdatedError,
    OcspQuestion,
    OcspRefusedError,
    OcspRules,
    OcspUnauthorizedError,
    TrustAnchors,
    ask,
    check_response,
    load_authority,
    read_certificate,
    responder_url,
    verify_chain,
)

HERE = Path(__file__).parent
RULES = OcspRules()

NONCE = bytes.fromhex("47ffafc91811770e")
REVOKED_NONCE = bytes.fromhex("4e4cfffbe810eea5")

CERTIFICATE = read_certificate(
    base64.b64decode(
        json.loads((HERE / "certificates.json").read_text("utf-8"))["jaak_kristjan_esteid2018_cert"]
    )
)


def seconds(moment: str) -> int:
    return int(datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp())


GOOD_AT = seconds("2021-09-17T18:25:24")
REVOKED_AT = seconds("2021-09-18T00:13:43")


def question(nonce: bytes = NONCE) -> OcspQuestion:
    issuer = load_authority((HERE / "TEST_of_ESTEID2018.cer").read_bytes())
    return ask(verify_chain(CERTIFICATE, TrustAnchors((issuer,)), GOOD_AT), nonce)


def response(name: str = "ocsp_response.der", *, changed_at: int = -1, to: int = 0x42) -> bytes:
    data = bytearray((HERE / name).read_bytes())
    if changed_at >= 0:
        data[changed_at] = to
    return bytes(data)


def test_the_authority_is_asked_where_its_certificate_says() -> None:
    assert responder_url(CERTIFICATE) == "http://aia.demo.sk.ee/esteid2018"


def test_the_official_answer_is_believed_when_it_was_given() -> None:
    assert check_response(response(), question(), GOOD_AT, RULES).this_update == GOOD_AT


def test_when_ocsp_request_has_invalid_body_then_throws() -> None:
    with pytest.raises(OcspMalformedError):
        check_response(b"invalid", question(), GOOD_AT, RULES)


def test_when_ocsp_response_is_not_successful_then_throws() -> None:
    """The official case sets the status, with the answer still there: that alone is malformed."""
    with pytest.raises((OcspRefusedError, OcspMalformedError)):
        check_response(response(changed_at=6, to=2), question(), GOOD_AT, RULES)


def test_when_ocsp_response_has_invalid_certificate_id_then_throws() -> None:
    with pytest.raises(OcspMismatchError):
        check_response(response(changed_at=237), question(), GOOD_AT, RULES)


def test_when_ocsp_response_has_invalid_signature_then_throws() -> None:
    with pytest.raises(OcspUnauthorizedError):
        check_response(response(changed_at=354, to=1), question(), GOOD_AT, RULES)


def test_when_ocsp_response_has_invalid_responder_cert_then_throws() -> None:
    with pytest.raises(OcspError):
        check_response(response(changed_at=938), question(), GOOD_AT, RULES)


def test_when_ocsp_response_has_invalid_tag_then_throws() -> None:
    with pytest.raises(OcspError):
        check_response(response(changed_at=352), question(), GOOD_AT, RULES)


@pytest.mark.parametrize(
    "name", ["ocsp_response_with_2_responses.der", "ocsp_response_with_2_responder_certs.der"]
)
def test_when_ocsp_response_has_2_answers_or_2_certificates_then_throws(name: str) -> None:
    with pytest.raises(OcspMalformedError):
        check_response(response(name), question(), GOOD_AT, RULES)


def test_when_ocsp_response_revoked_then_throws() -> None:
    asked = question(REVOKED_NONCE)
    with pytest.raises(CertificateRevokedError):
        check_response(response("ocsp_response_revoked.der"), asked, REVOKED_AT, RULES)


def test_when_ocsp_response_ca_cert_not_trusted_then_throws() -> None:
    """The answer "unknown" of a responder that this issuer has not appointed."""
    with pytest.raises(OcspUnauthorizedError):
        check_response(
            response("ocsp_response_unknown.der"), question(), seconds("2021-09-18T00:16:25"), RULES
        )


def test_when_ocsp_response_ca_cert_expired_then_throws() -> None:
    with pytest.raises(OcspUnauthorizedError, match="expired"):
        check_response(response(), question(), seconds("2034-01-01T00:00:00"), RULES)


def test_when_nonce_differs_then_throws() -> None:
    with pytest.raises(OcspNonceError):
        check_response(response(), question(bytes(32)), GOOD_AT, RULES)


@pytest.mark.parametrize("minutes", [-30, 30])
def test_when_this_update_half_hour_from_now_then_throws(minutes: int) -> None:
    with pytest.raises(OcspOutdatedError):
        check_response(response(), question(), GOOD_AT + 60 * minutes, RULES)


def test_an_answer_about_this_certificate_is_not_one_about_another() -> None:
    with pytest.raises(OcspMismatchError):
        check_response(response(), replace(question(), serial=1), GOOD_AT, RULES)
