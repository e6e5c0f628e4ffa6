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
