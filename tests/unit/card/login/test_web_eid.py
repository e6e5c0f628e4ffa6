"""The Web eID token: the signed value, and what no token is made for."""

from hashlib import sha384
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from specimen_cards import PIN
from thiqa.base import b64decode
from thiqa.card import CardApplication, SoftwareCard, make_authentication_token
from thiqa.card.errors import ChallengeError, OriginError, PinRequiredError, WrongPinError
from thiqa.card.login.web_eid import hash_to_sign
from thiqa.card.profile import ES384
from thiqa.card.software.memory import FileMemory

ORIGIN = "https://login.example.org"
NONCE = "A" * 43 + "="


def test_the_token_holds_certificate_and_signature_of_origin_and_nonce(
    selected: SoftwareCard, card_path: Path
) -> None:
    application = CardApplication.select(selected)
    token = make_authentication_token(application, pin=PIN, origin=ORIGIN, challenge_nonce=NONCE)
    certificate = b64decode(token.pop("unverifiedCertificate"))
    assert certificate == FileMemory(card_path).read().certificate
    signature = b64decode(token.pop("signature"))
    signed = sha384(ORIGIN.encode()).digest() + sha384(NONCE.encode()).digest()
    key = x509.load_der_x509_certificate(certificate).public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    der = encode_dss_signature(int.from_bytes(signature[:48]), int.from_bytes(signature[48:]))
    key.verify(der, signed, ec.ECDSA(hashes.SHA384()))
    assert token == {
        "algorithm": "ES384",
        "format": "web-eid:1.0",
        "appVersion": "thiqa-card-client/1",
    }


def test_no_token_is_made_with_a_wrong_pin(selected: SoftwareCard) -> None:
    application = CardApplication.select(selected)
    with pytest.raises(WrongPinError):
        make_authentication_token(application, pin="9999", origin=ORIGIN, challenge_nonce=NONCE)
    with pytest.raises(PinRequiredError):
        application.sign(bytes(48))


@pytest.mark.parametrize(
    "origin",
    [
        "https://example.org",
        "https://example.org:8443",
        "https://[2001:db8::1]:8443",
        "http://localhost:8400",
        "http://127.0.0.1:8402",
        "http://[::1]:8400",
    ],
)
def test_origins_of_sites_are_signed(selected: SoftwareCard, origin: str) -> None:
    token = make_authentication_token(
        CardApplication.select(selected), pin=PIN, origin=origin, challenge_nonce=NONCE
    )
    assert token["signature"]


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "null",
        "https://example.org/",
        "https://example.org/login",
        "https://user@example.org",
        "https://EXAMPLE.org",
        "https://exämple.org",
        "https://example.org:0",
        "https://example.org\n",
        "https://-example.org",
        "https://",
        "http://example.org",
        "http://localhost.example.org",
        "ftp://example.org",
        "https://" + "a" * 250 + ".org",
    ],
)
def test_what_is_no_origin_costs_no_try_and_is_not_signed(
    selected: SoftwareCard, origin: str
) -> None:
    application = CardApplication.select(selected)
    with pytest.raises(OriginError):
        make_authentication_token(application, pin="9999", origin=origin, challenge_nonce=NONCE)
    assert application.pin_tries_left() == 3


@pytest.mark.parametrize("nonce", ["", "A" * 43, "A" * 129, "A" * 43 + "-", "A" * 43 + "\n"])
def test_a_short_or_strange_nonce_is_not_signed(selected: SoftwareCard, nonce: str) -> None:
    application = CardApplication.select(selected)
    with pytest.raises(ChallengeError):
        make_authentication_token(application, pin=PIN, origin=ORIGIN, challenge_nonce=nonce)


def test_a_site_on_another_origin_gets_another_signed_value() -> None:
    first, second = (
        hash_to_sign(ES384, origin=origin, challenge_nonce=NONCE)
        for origin in (ORIGIN, "https://phishing.example.org")
    )
    assert first != second
