"""Signatures with every algorithm that travel documents are signed with."""

import hashlib
import secrets

import pytest
from asn1crypto import algos
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from thiqa.crypto.certificate_keys import EllipticKey, RsaKey, SignatureKey
from thiqa.crypto.certificate_signatures import verify_signature
from thiqa.crypto.curves import CURVES, P_256, Curve
from thiqa.crypto.ecdsa import sign_digest
from thiqa.crypto.errors import KeyRefusedError, SignatureInvalidError
from thiqa.crypto.signature_algorithms import (
    HASHES,
    Mechanism,
    SignatureAlgorithm,
    read_digest_algorithm,
    read_signature_algorithm,
)

MESSAGE = b"what was signed"


@pytest.fixture(scope="module")
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def public(key: rsa.RSAPrivateKey, only: SignatureAlgorithm | None = None) -> RsaKey:
    numbers = key.public_key().public_numbers()
    return RsaKey(numbers.n, numbers.e, only)


def refuse_others(key: SignatureKey, algorithm: SignatureAlgorithm, signature: bytes) -> None:
    for wrong, message in [
        (signature, b"another message"),
        (signature[:-1] + bytes([signature[-1] ^ 1]), MESSAGE),
        (signature[:-1], MESSAGE),
        (signature + b"\x00", MESSAGE),
        (b"", MESSAGE),
    ]:
        with pytest.raises(SignatureInvalidError):
            verify_signature(key, algorithm, wrong, message)


@pytest.mark.parametrize("name", HASHES)
def test_rsa_with_each_hash(name: str, rsa_key: rsa.RSAPrivateKey) -> None:
    algorithm = read_signature_algorithm(
        algos.SignedDigestAlgorithm({"algorithm": f"{name}_rsa"}).dump()
    )
    assert algorithm == SignatureAlgorithm(Mechanism.RSA_PKCS1, name)
    signature = rsa_key.sign(MESSAGE, padding.PKCS1v15(), HASHES[name]())
    verify_signature(public(rsa_key), algorithm, signature, MESSAGE)
    refuse_others(public(rsa_key), algorithm, signature)


@pytest.mark.parametrize(
    ("name", "mask", "salt"),
    [
        ("sha1", "sha1", 20),
        ("sha256", "sha256", 32),
        ("sha256", "sha1", 20),
        ("sha512", "sha512", 0),
    ],
)
def test_pss_with_the_parameters_that_are_said(
    name: str, mask: str, salt: int, rsa_key: rsa.RSAPrivateKey
) -> None:
    algorithm = read_signature_algorithm(pss(name, mask, salt))
    assert algorithm == SignatureAlgorithm(Mechanism.RSA_PSS, name, mask, salt)
    scheme = padding.PSS(padding.MGF1(HASHES[mask]()), salt)
    signature = rsa_key.sign(MESSAGE, scheme, HASHES[name]())
    verify_signature(public(rsa_key), algorithm, signature, MESSAGE)
    refuse_others(public(rsa_key), algorithm, signature)


@pytest.mark.parametrize("name", HASHES)
@pytest.mark.parametrize("curve", CURVES, ids=lambda curve: str(curve.name))
def test_ecdsa_on_each_curve_with_each_hash(curve: Curve, name: str) -> None:
    private = curve.random_scalar(secrets.token_bytes)
    key = EllipticKey(curve, curve.public_point(private))
    digest = hashlib.new(name, MESSAGE).digest()
    r, s = sign_digest(curve, private, digest, secrets.token_bytes)
    plain = r.to_bytes(curve.order_bytes) + s.to_bytes(curve.order_bytes)
    verify_signature(key, SignatureAlgorithm(Mechanism.ECDSA_PLAIN, name), plain, MESSAGE)
    der = algos.DSASignature({"r": r, "s": s}).dump()
    verify_signature(key, SignatureAlgorithm(Mechanism.ECDSA, name), der, MESSAGE)
    with pytest.raises(SignatureInvalidError):
        verify_signature(key, SignatureAlgorithm(Mechanism.ECDSA, name), der, b"another")


def test_a_plain_signature_is_as_long_as_the_order_twice() -> None:
    key = EllipticKey(P_256, P_256.generator)
    algorithm = SignatureAlgorithm(Mechanism.ECDSA_PLAIN, "sha256")
    refuse_others(key, algorithm, bytes(31) + b"\x01" + bytes(31) + b"\x01")


def test_a_bare_rsa_key_is_completed_by_the_hash_beside_it() -> None:
    der = algos.SignedDigestAlgorithm({"algorithm": "rsassa_pkcs1v15"}).dump()
    assert read_signature_algorithm(der, digest="sha256").hash_name == "sha256"
    with pytest.raises(KeyRefusedError):
        read_signature_algorithm(der)


def test_plain_ecdsa_has_identifiers_of_its_own() -> None:
    der = bytes.fromhex("300c060a04007f00070101040103")
    assert read_signature_algorithm(der) == SignatureAlgorithm(Mechanism.ECDSA_PLAIN, "sha256")


@pytest.mark.parametrize(
    "der",
    [
        algos.SignedDigestAlgorithm({"algorithm": "md5_rsa"}).dump(),
        algos.SignedDigestAlgorithm({"algorithm": "ed25519"}).dump(),
        bytes.fromhex("300b06092a864886f70d01010a"),  # RSASSA-PSS without parameters
        bytes.fromhex("300d06082a8648ce3d0403020201ff"),  # ECDSA with an integer
        bytes.fromhex("300a06082a8648ce3d040302") + b"\x00",
        b"",
    ],
    ids=["MD5", "Ed25519", "PSS alone", "parameters", "more behind it", "nothing"],
)
def test_algorithms_that_are_not_known_are_refused(der: bytes) -> None:
    with pytest.raises(KeyRefusedError):
        read_signature_algorithm(der)


def test_pss_with_another_trailer_is_refused() -> None:
    der = pss("sha256", "sha256", 32, trailer=2)
    with pytest.raises(KeyRefusedError, match="trailer"):
        read_signature_algorithm(der)


def test_a_digest_may_have_a_null_or_nothing() -> None:
    assert read_digest_algorithm(bytes.fromhex("300b0609608648016503040201")) == "sha256"
    assert read_digest_algorithm(bytes.fromhex("300d06096086480165030402010500")) == "sha256"
    with pytest.raises(KeyRefusedError):
        read_digest_algorithm(bytes.fromhex("300a06082a864886f70d0205"))


def test_sha1_is_called_weak() -> None:
    assert SignatureAlgorithm(Mechanism.ECDSA, "sha1").is_weak
    assert not SignatureAlgorithm(Mechanism.ECDSA, "sha224").is_weak


def pss(name: str, mask: str, salt: int, *, trailer: int = 1) -> bytes:
    parameters = algos.RSASSAPSSParams(
        {
            "hash_algorithm": {"algorithm": name},
            "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": {"algorithm": mask}},
            "salt_length": salt,
            "trailer_field": trailer,
        }
    )
    named = {"algorithm": "rsassa_pss", "parameters": parameters}
    return bytes(algos.SignedDigestAlgorithm(named).dump())
