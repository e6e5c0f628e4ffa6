"""The Web eID authentication token, made with a card (Web eID, token format 1.0)."""

import re
from typing import Final

from cryptography.hazmat.primitives import hashes

from thiqa.base import b64encode
from thiqa.card.errors import ChallengeError, OriginError
from thiqa.card.login.application import CardApplication
from thiqa.card.profile import SignatureSuite

TOKEN_FORMAT: Final = "web-eid:1.0"  # noqa: S105  # the name of a format
APP_VERSION: Final = "thiqa-card-client/1"

MAX_ORIGIN_CHARACTERS: Final = 255
NONCE_MIN_CHARACTERS: Final = 44
"""256 bits in base64 (Web eID, authentication token, nonce)."""
NONCE_MAX_CHARACTERS: Final = 128

_HOST = r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?"
_LOOPBACK = r"localhost|127\.0\.0\.1|\[::1\]"
_PORT = r"(?::[1-9][0-9]{0,4})?"
_ORIGIN = re.compile(rf"https://(?:{_HOST}|\[[0-9a-f:]+\]){_PORT}|http://(?:{_LOOPBACK}){_PORT}")
_NONCE = re.compile(r"[A-Za-z0-9+/]+={0,2}")


def make_authentication_token(
    application: CardApplication, *, pin: str, origin: str, challenge_nonce: str
) -> dict[str, str]:
    """Verify the PIN and sign a site's challenge for that site; raises what the card raises."""
    digest = hash_to_sign(application.suite, origin=origin, challenge_nonce=challenge_nonce)
    certificate = application.read_certificate()
    application.verify_pin(pin)
    signature = application.sign(digest)
    return {
        "unverifiedCertificate": b64encode(certificate),
        "algorithm": application.suite.algorithm,
        "signature": b64encode(signature),
        "format": TOKEN_FORMAT,
        "appVersion": APP_VERSION,
    }


def hash_to_sign(suite: SignatureSuite, *, origin: str, challenge_nonce: str) -> bytes:
    """Return H(H(origin) ‖ H(nonce)); the nonce enters as its base64 text."""
    check_origin(origin)
    check_challenge_nonce(challenge_nonce)
    return _hash(suite, _hash(suite, origin.encode()) + _hash(suite, challenge_nonce.encode()))


def check_origin(origin: str) -> None:
    """Refuse what is not `https://host[:port]`; plain http is for this machine alone."""
    if len(origin) > MAX_ORIGIN_CHARACTERS or not _ORIGIN.fullmatch(origin):
        raise OriginError(f"not the origin of a site: {origin[:MAX_ORIGIN_CHARACTERS]!r}")


def check_challenge_nonce(nonce: str) -> None:
    """Refuse a nonce of less than 256 bits, or one that is not base64."""
    if not NONCE_MIN_CHARACTERS <= len(nonce) <= NONCE_MAX_CHARACTERS or not _NONCE.fullmatch(
        nonce
    ):
        raise ChallengeError("not a challenge of at least 256 bits in base64")


def _hash(suite: SignatureSuite, data: bytes) -> bytes:
    hasher = hashes.Hash(suite.hash_algorithm())
    hasher.update(data)
    return hasher.finalize()
