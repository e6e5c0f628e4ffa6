"""The signature algorithms of the FAPI 2.0 Security Profile, each bound to one kind of key."""

from enum import StrEnum

RSA_MIN_BITS = 2048
"""FAPI 2.0 Security Profile, section 5.4.1."""
RSA_MAX_BITS = 4096
"""Larger keys only cost time: a limit against slow verification."""


class Algorithm(StrEnum):
    """A JWS algorithm (RFC 7518, RFC 8037); the key decides which one, never the header."""

    ES256 = "ES256"
    EDDSA = "EdDSA"
    PS256 = "PS256"


_NAMES = {**{each.value: each for each in Algorithm}, "Ed25519": Algorithm.EDDSA}
"""RFC 9864, section 2.2: Ed25519 is what newer clients call EdDSA with our only curve."""
ACCEPTED_NAMES = tuple(_NAMES)
"""What the `alg` of a header or of a key may say."""


def algorithm_named(name: object) -> Algorithm | None:
    """Return the algorithm that `alg` names, or None if it is none of ours."""
    return _NAMES.get(name) if isinstance(name, str) else None
