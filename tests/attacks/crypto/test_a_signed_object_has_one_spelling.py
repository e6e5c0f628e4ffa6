"""Threats, rows 8 and 25: extensions, duplicates and loose encodings are refused."""

import json

import pytest

from thiqa.base import b64url_decode, b64url_encode
from thiqa.crypto import (
    Algorithm,
    PrivateKey,
    SignatureInvalidError,
    Signer,
    generate_key,
    parse_jwk,
    verify_jws,
)


class OddSigner(Signer):
    """Signs whatever header and payload it is given."""

    def sign_raw(self, header: str, payload: str) -> str:
        signed = f"{b64url_encode(header.encode())}.{payload}"
        return f"{signed}.{b64url_encode(self._signature(signed.encode()))}"


KEY: PrivateKey = generate_key(Algorithm.ES256)
SIGNER = OddSigner(KEY)
KEYS = [parse_jwk(SIGNER.public_jwk)]
PAYLOAD = b64url_encode(b'{"a":1}')


def test_the_plain_spelling_is_accepted() -> None:
    assert verify_jws(SIGNER.sign_raw('{"alg":"ES256"}', PAYLOAD), KEYS).claims == {"a": 1}


@pytest.mark.parametrize(
    "extension",
    [
        {"crit": ["exp"], "exp": 1},
        {"crit": ["b64"], "b64": False},
        {"crit": ["b64"], "b64": True},
        {"crit": []},
        {"crit": None},
        {"crit": 5},
        {"b64": False},
        {"b64": True},
    ],
    ids=json.dumps,
)
def test_an_extension_of_the_header_is_refused(extension: dict[str, object]) -> None:
    header = json.dumps({"alg": "ES256", **extension})
    with pytest.raises(SignatureInvalidError):
        verify_jws(SIGNER.sign_raw(header, PAYLOAD), KEYS)


def test_an_unencoded_payload_is_refused() -> None:
    header = '{"alg":"ES256","b64":false,"crit":["b64"]}'
    with pytest.raises(SignatureInvalidError):
        verify_jws(SIGNER.sign_raw(header, '{"a":1}'), KEYS)


@pytest.mark.parametrize(
    ("header", "payload"),
    [
        ('{"alg":"none","alg":"ES256"}', PAYLOAD),
        ('{"alg":"ES256"}', b64url_encode(b'{"a":1,"a":2}')),
        ('{"alg":"ES256"}', b64url_encode(b'{"a":NaN}')),
        ('{"alg":"ES256"}', b64url_encode(b'{"a":' + b"[" * 40 + b"]" * 40 + b"}")),
        ('{"alg":"ES256"}', b64url_encode(b"[1]")),
        ('{"alg":"ES256"}', b64url_encode(b"")),
        ('["ES256"]', PAYLOAD),
    ],
)
def test_ambiguous_json_is_refused_even_when_signed(header: str, payload: str) -> None:
    with pytest.raises(SignatureInvalidError):
        verify_jws(SIGNER.sign_raw(header, payload), KEYS)


def test_every_other_last_character_of_the_signature_is_refused() -> None:
    """The last character carries two bits: the others could be set without changing it."""
    token = SIGNER.sign({"a": 1})
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for character in set(alphabet) - {token[-1]}:
        with pytest.raises(SignatureInvalidError):
            verify_jws(token[:-1] + character, KEYS)


@pytest.mark.parametrize("tail", ["=", "==", "\n", " ", ".", "A", "%"])
def test_trailing_characters_are_refused(tail: str) -> None:
    with pytest.raises(SignatureInvalidError):
        verify_jws(SIGNER.sign({"a": 1}) + tail, KEYS)


def test_any_flipped_bit_is_refused() -> None:
    parts = [b64url_decode(part) for part in SIGNER.sign({"a": 1}).split(".")]
    for number, part in enumerate(parts):
        for position in range(len(part)):
            changed = bytearray(part)
            changed[position] ^= 1
            spoilt = [*parts[:number], bytes(changed), *parts[number + 1 :]]
            with pytest.raises(SignatureInvalidError):
                verify_jws(".".join(b64url_encode(each) for each in spoilt), KEYS)
