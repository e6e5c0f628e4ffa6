"""Public keys of certificates: RSA, and curves by name or by their parameters."""

import pytest
from asn1crypto import algos, keys
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from explicit_curves import explicit_key
from thiqa.crypto.certificate_keys import EllipticKey, RsaKey, read_signature_key
from thiqa.crypto.curves import CURVES, P_192, P_256, Curve
from thiqa.crypto.errors import KeyRefusedError
from thiqa.crypto.signature_algorithms import Mechanism, SignatureAlgorithm


def info(key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey) -> bytes:
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


@pytest.mark.parametrize("curve", CURVES, ids=lambda curve: str(curve.name))
def test_parameters_get_the_name_of_their_curve(curve: Curve) -> None:
    found = read_signature_key(explicit_key(curve, curve.generator))
    assert found == EllipticKey(curve, curve.generator)
    assert str(found) == f"EC {curve.name}"


@pytest.mark.parametrize("left_out", ["cofactor", "seed"])
def test_what_is_optional_may_be_missing(left_out: str) -> None:
    with_all = explicit_key(P_256, P_256.generator, cofactor=1, seed=b"seed")
    without = explicit_key(
        P_256,
        P_256.generator,
        cofactor=None if left_out == "cofactor" else 1,
        seed=None if left_out == "seed" else b"seed",
    )
    assert with_all != without
    assert read_signature_key(with_all) == read_signature_key(without)


def test_a_named_curve_is_read() -> None:
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    found = read_signature_key(info(key))
    assert isinstance(found, EllipticKey)
    assert (found.curve, found.point.x) == (P_256, key.public_numbers().x)


def test_rsa_is_read() -> None:
    key = rsa.generate_private_key(65537, 2048).public_key()
    found = read_signature_key(info(key))
    assert found == RsaKey(key.public_numbers().n, 65537)
    assert str(found) == "RSA 2048"
    assert not found.is_weak


@pytest.mark.parametrize("with_parameters", [True, False])
def test_a_key_may_say_that_it_signs_with_pss_alone(with_parameters: bool) -> None:
    named = keys.PublicKeyInfo.load(info(rsa.generate_private_key(65537, 2048).public_key()))
    algorithm = {"algorithm": "rsassa_pss"}
    if with_parameters:
        algorithm["parameters"] = algos.RSASSAPSSParams(
            {
                "hash_algorithm": {"algorithm": "sha256"},
                "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": {"algorithm": "sha256"}},
                "salt_length": 32,
            }
        )
    named["algorithm"] = keys.PublicKeyAlgorithm(algorithm)
    found = read_signature_key(named.dump(force=True))
    assert isinstance(found, RsaKey)
    expected = SignatureAlgorithm(Mechanism.RSA_PSS, "sha256", "sha256", 32)
    assert found.only == (expected if with_parameters else None)
    assert found.for_pss


def test_small_keys_are_read_and_called_weak() -> None:
    assert RsaKey((1 << 1023) + 1, 3).is_weak
    assert EllipticKey(P_192, P_192.generator).is_weak
    assert not EllipticKey(P_256, P_256.generator).is_weak


@pytest.mark.parametrize(
    ("modulus", "exponent"),
    [((1 << 1022) + 1, 3), ((1 << 8192) + 1, 3), (1 << 2047, 3), ((1 << 2047) + 1, 1)],
    ids=["too small", "too large", "even", "no exponent"],
)
def test_numbers_that_are_no_rsa_key_are_refused(modulus: int, exponent: int) -> None:
    with pytest.raises(KeyRefusedError):
        RsaKey(modulus, exponent)


def test_other_kinds_of_keys_are_refused() -> None:
    der = bytes.fromhex("302a300506032b6570032100") + bytes(32)
    with pytest.raises(KeyRefusedError, match="kind"):
        read_signature_key(der)


def test_a_key_whose_curve_is_said_elsewhere_is_refused() -> None:
    key = keys.PublicKeyInfo.load(explicit_key(P_256, P_256.generator))
    key["algorithm"]["parameters"] = keys.ECDomainParameters({"implicit_ca": None})
    with pytest.raises(KeyRefusedError, match="elsewhere"):
        read_signature_key(key.dump(force=True))


def test_bytes_after_a_key_are_refused() -> None:
    with pytest.raises(KeyRefusedError):
        read_signature_key(explicit_key(P_256, P_256.generator) + b"\x00")
