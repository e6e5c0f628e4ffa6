"""Threats, row 8: algorithm confusion."""

import hashlib
import hmac
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from joserfc.jwk import import_key

from thiqa.base import b64url_encode
from thiqa.crypto import (
    FAPI_ALGORITHMS,
    Algorithm,
    SignatureInvalidError,
    Signer,
    generate_key,
    parse_jwk,
    parse_jwks,
    verify_jws,
)

RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
SIGNERS = {
    Algorithm.ES256: Signer(generate_key(Algorithm.ES256)),
    Algorithm.EDDSA: Signer(generate_key(Algorithm.EDDSA)),
    Algorithm.PS256: Signer(RSA_KEY),
}
ALL_KEYS = parse_jwks({"keys": [each.public_jwk for each in SIGNERS.values()]})
CLAIMS = {"iss": "counter", "sub": "counter"}


def unsigned(header: dict[str, Any]) -> str:
    return ".".join(b64url_encode(json.dumps(each).encode()) for each in (header, CLAIMS))


@pytest.mark.parametrize("name", ["none", "None", "NONE", "nOnE", ""])
@pytest.mark.parametrize("signature", ["", "AA"])
def test_a_token_without_signature_is_refused(name: str, signature: str) -> None:
    with pytest.raises(SignatureInvalidError):
        verify_jws(f"{unsigned({'alg': name})}.{signature}", ALL_KEYS)


@pytest.mark.parametrize("algorithm", list(FAPI_ALGORITHMS))
def test_a_signature_cut_off_is_refused(algorithm: Algorithm) -> None:
    token = SIGNERS[algorithm].sign(CLAIMS)
    with pytest.raises(SignatureInvalidError):
        verify_jws(token.rpartition(".")[0] + ".", ALL_KEYS)


@pytest.mark.parametrize("form", ["pem", "der", "jwk"])
@pytest.mark.parametrize("algorithm", list(FAPI_ALGORITHMS))
def test_the_public_key_is_no_shared_secret(algorithm: Algorithm, form: str) -> None:
    document = SIGNERS[algorithm].public_jwk
    key = import_key(document).public_key
    spki = serialization.PublicFormat.SubjectPublicKeyInfo
    secret = {
        "pem": lambda: key.public_bytes(serialization.Encoding.PEM, spki),
        "der": lambda: key.public_bytes(serialization.Encoding.DER, spki),
        "jwk": lambda: json.dumps(document).encode(),
    }[form]()
    signed = unsigned({"alg": "HS256", "kid": document["kid"]})
    mac = hmac.new(secret, signed.encode(), hashlib.sha256).digest()
    with pytest.raises(SignatureInvalidError):
        verify_jws(f"{signed}.{b64url_encode(mac)}", ALL_KEYS)


@pytest.mark.parametrize("named", ["ES256", "EdDSA", "PS256", "RS256", "ES384", "Ed25519", 1, None])
@pytest.mark.parametrize("algorithm", list(FAPI_ALGORITHMS))
def test_the_algorithm_of_another_key_is_refused(algorithm: Algorithm, named: object) -> None:
    if named == algorithm:
        return
    _, payload, signature = SIGNERS[algorithm].sign(CLAIMS).split(".")
    header = b64url_encode(json.dumps({"alg": named, "kid": SIGNERS[algorithm].kid}).encode())
    with pytest.raises(SignatureInvalidError):
        verify_jws(f"{header}.{payload}.{signature}", ALL_KEYS)


def test_a_pkcs1_signature_of_a_pss_key_is_refused() -> None:
    signed = unsigned({"alg": "RS256"})
    signature = RSA_KEY.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
    with pytest.raises(SignatureInvalidError):
        verify_jws(f"{signed}.{b64url_encode(signature)}", ALL_KEYS)


def test_a_pkcs1_signature_under_the_name_of_pss_is_refused() -> None:
    signed = unsigned({"alg": "PS256"})
    signature = RSA_KEY.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
    with pytest.raises(SignatureInvalidError):
        verify_jws(f"{signed}.{b64url_encode(signature)}", ALL_KEYS)


@pytest.mark.parametrize("algorithm", list(FAPI_ALGORITHMS))
def test_a_missing_algorithm_is_refused(algorithm: Algorithm) -> None:
    _, payload, signature = SIGNERS[algorithm].sign(CLAIMS).split(".")
    with pytest.raises(SignatureInvalidError):
        verify_jws(f"{b64url_encode(b'{}')}.{payload}.{signature}", ALL_KEYS)


def test_the_identifier_of_another_key_is_refused() -> None:
    stranger = Signer(generate_key(Algorithm.ES256))
    signed = unsigned({"alg": "ES256", "kid": SIGNERS[Algorithm.ES256].kid})
    forged = stranger.sign(CLAIMS).rpartition(".")[2]
    with pytest.raises(SignatureInvalidError):
        verify_jws(f"{signed}.{forged}", ALL_KEYS)


def test_a_signature_by_the_key_of_another_identifier_is_refused() -> None:
    first, second = SIGNERS[Algorithm.ES256], Signer(generate_key(Algorithm.ES256))
    renamed = parse_jwk({**first.public_jwk, "kid": second.kid})
    with pytest.raises(SignatureInvalidError):
        verify_jws(first.sign(CLAIMS), [renamed, parse_jwk(second.public_jwk)])
