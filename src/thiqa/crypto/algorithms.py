"""The signature algorithms, each bound to one key: those of FAPI 2.0, and one for learners."""

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
    RS256 = "RS256"
    """OpenID Connect Core, section 15.1: we sign with it, for plain OpenID Connect in the sandbox
    alone; nobody else's signature of this kind is taken."""


FAPI_ALGORITHMS = (Algorithm.ES256, Algorithm.EDDSA, Algorithm.PS256)
"""FAPI 2.0 Security Profile, section 5.4.1."""
_NAMES = {**{each.value: each for each in Algorithm}, "Ed25519": Algorithm.EDDSA}
"""RFC 9864, section 2.2: Ed25519 is what newer clients call EdDSA with our only curve."""
ACCEPTED_NAMES = (*FAPI_ALGORITHMS, "Ed25519")
"""What the `alg` of a header or of a key of somebody else may say."""


def algorithm_named(name: object) -> Algorithm | None:
    """Return the algorithm that `alg` names, or None if it is none of ours."""
    return _NAMES.get(name) if isinstance(name, str) else None
