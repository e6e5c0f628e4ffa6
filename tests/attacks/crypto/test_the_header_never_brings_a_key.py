"""Threats, row 8: keys and addresses of keys in the header are not looked at."""

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jws
from joserfc.jwk import ECKey

from thiqa.crypto import SignatureInvalidError, parse_jwk, verify_jws

OURS = ECKey.generate_key("P-256")
STRANGER = ECKey(ec.generate_private_key(ec.SECP256R1()), None)  # type: ignore[arg-type]
KEYS = [parse_jwk(OURS.as_dict(private=False))]
CLAIMS = {"sub": "counter"}

BROUGHT: list[dict[str, Any]] = [
    {"jwk": STRANGER.as_dict(private=False)},
    {"jku": "https://evil.example/jwks"},
    {"x5u": "https://evil.example/chain.pem"},
    {"x5c": ["MIIB" + "A" * 1000]},
    {"x5t#S256": "AAAA"},
]


def signed_by(key: ECKey, header: dict[str, Any]) -> str:
    registry = jws.JWSRegistry(algorithms=["ES256"])
    return jws.serialize_compact(
        {"alg": "ES256", **header}, json.dumps(CLAIMS), key, None, registry
    )


@pytest.mark.parametrize("header", BROUGHT, ids=lambda header: next(iter(header)))
def test_a_key_in_the_header_verifies_nothing(header: dict[str, Any]) -> None:
    with pytest.raises(SignatureInvalidError):
        verify_jws(signed_by(STRANGER, header), KEYS)


@pytest.mark.parametrize("header", BROUGHT, ids=lambda header: next(iter(header)))
def test_a_key_in_the_header_does_not_displace_ours(header: dict[str, Any]) -> None:
    assert verify_jws(signed_by(OURS, header), KEYS).claims == CLAIMS


def test_a_private_member_of_the_header_is_ignored() -> None:
    registry = jws.JWSRegistry(algorithms=["ES256"], strict_check_header=False)
    token = jws.serialize_compact({"alg": "ES256", "x": 1}, "{}", OURS, None, registry)
    assert verify_jws(token, KEYS).claims == {}
