"""The same certificate in another encoding could slip past a list of fingerprints."""

import base64
import json
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from card_logins import complete, issue_card, issue_nonce, site
from thiqa.login.errors import CertificateMalformedError, TokenMalformedError

CARD = issue_card()
DER = CARD.certificate.public_bytes(Encoding.DER)


def attempt(spelling: str) -> None:
    login = site()
    nonce = issue_nonce(login)
    token = json.loads(CARD.token(nonce)) | {"unverifiedCertificate": spelling}
    complete(login, json.dumps(token), nonce)


def long_form(der: bytes) -> bytes:
    """Write the outer length in one byte more than it needs."""
    assert der[1] == 0x82
    return b"\x30\x83\x00" + der[2:]


def indefinite(der: bytes) -> bytes:
    """Write the outer length as BER's indefinite one."""
    return b"\x30\x80" + der[4:] + b"\0\0"


def unused_bit(der: bytes) -> bytes:
    """Say that the last bit of the signature is not part of it."""
    assert der[-len(CARD.certificate.signature) - 1] == 0
    changed = bytearray(der)
    changed[-len(CARD.certificate.signature) - 1] = 1
    changed[-1] &= 0xFE
    return bytes(changed)


def text(der: bytes) -> str:
    return base64.b64encode(der).decode()


def test_the_one_spelling_is_accepted() -> None:
    attempt(text(DER))


@pytest.mark.parametrize(
    "respell",
    [
        lambda: text(DER + b"\0"),
        lambda: text(DER + DER),
        lambda: text(long_form(DER)),
        lambda: text(indefinite(DER)),
        lambda: text(DER[:-1]),
        lambda: text(unused_bit(DER)),
        lambda: text(CARD.certificate.public_bytes(Encoding.PEM)),
        lambda: text(b"\0" * 8_193),
    ],
    ids=["a byte more", "twice", "long form", "BER", "a byte less", "a bit less", "PEM", "huge"],
)
def test_another_encoding_is_refused(respell: Callable[[], str]) -> None:
    with pytest.raises((CertificateMalformedError, TokenMalformedError)):
        attempt(respell())


@pytest.mark.parametrize(
    "respell",
    [
        lambda: text(DER).rstrip("=") + "=" * 8,
        lambda: text(DER)[:64] + "\n" + text(DER)[64:],
        lambda: " " + text(DER),
        lambda: base64.urlsafe_b64encode(DER).decode().replace("=", "") + "_",
        lambda: CARD.certificate.public_bytes(Encoding.PEM).decode(),
    ],
    ids=["padding", "line break", "space", "base64url", "PEM"],
)
def test_another_base64_is_refused(respell: Callable[[], str]) -> None:
    with pytest.raises(TokenMalformedError):
        attempt(respell())
