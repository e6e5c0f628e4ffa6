"""Active authentication: only the holder of the key of DG15 answers, and only this challenge."""

import hashlib
import os

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from thiqa.card.channel.active_authentication import verify_active
from thiqa.card.channel.errors import ChipProofError
from thiqa.card.data_groups.security_info import ActiveAuthenticationInfo
from thiqa.card.data_groups.security_infos import SecurityInfos
from thiqa.crypto import message_recovery

CHALLENGE = bytes(range(8))
SHA256 = hashes.SHA256()
INFOS = SecurityInfos.of([ActiveAuthenticationInfo("0.4.0.127.0.7.1.1.4.1.3")])


@pytest.fixture(scope="module")
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@pytest.fixture(scope="module")
def curve_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def spki(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def plain(
    key: ec.EllipticCurvePrivateKey, message: bytes, hash_: hashes.HashAlgorithm = SHA256
) -> bytes:
    r, s = decode_dss_signature(key.sign(message, ec.ECDSA(hash_)))
    return r.to_bytes(32) + s.to_bytes(32)


def raw(key: rsa.RSAPrivateKey, block: bytes) -> bytes:
    numbers = key.private_numbers()
    signature = pow(int.from_bytes(block), numbers.d, numbers.public_numbers.n)
    return signature.to_bytes(256)


def refused(
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey,
    response: bytes,
    infos: SecurityInfos | None = INFOS,
    challenge: bytes = CHALLENGE,
) -> None:
    with pytest.raises(ChipProofError):
        verify_active(spki(key), challenge, response, infos)


def test_an_answer_to_another_challenge_is_no_proof(
    rsa_key: rsa.RSAPrivateKey, curve_key: ec.EllipticCurvePrivateKey
) -> None:
    refused(rsa_key, message_recovery.sign(rsa_key, "sha256", bytes(8), os.urandom))
    refused(curve_key, plain(curve_key, bytes(8)))


def test_a_signature_of_another_key_is_no_proof(
    rsa_key: rsa.RSAPrivateKey, curve_key: ec.EllipticCurvePrivateKey
) -> None:
    other = rsa.generate_private_key(65537, 2048)
    refused(rsa_key, message_recovery.sign(other, "sha256", CHALLENGE, os.urandom))
    refused(curve_key, plain(ec.generate_private_key(ec.SECP256R1()), CHALLENGE))


def test_every_changed_byte_is_noticed(rsa_key: rsa.RSAPrivateKey) -> None:
    signature = message_recovery.sign(rsa_key, "sha256", CHALLENGE, os.urandom)
    for at in range(len(signature)):
        changed = bytearray(signature)
        changed[at] ^= 1
        refused(rsa_key, bytes(changed))


def test_a_message_that_is_whole_in_the_signature_does_not_bind_the_challenge(
    rsa_key: rsa.RSAPrivateKey,
) -> None:
    """With the bit for a rest cleared, a chip would have signed words of its own alone."""
    message = bytes(221)
    digest = hashlib.sha256(message).digest()
    refused(rsa_key, raw(rsa_key, b"\x4a" + message + digest + b"\x34\xcc"))


def test_a_block_without_the_end_of_its_padding_is_refused(rsa_key: rsa.RSAPrivateKey) -> None:
    message = bytes.fromhex("bb" * 221)
    digest = hashlib.sha256(message + CHALLENGE).digest()
    refused(rsa_key, raw(rsa_key, b"\x6b" + message + digest + b"\x34\xcc"))


@pytest.mark.parametrize(
    "beginning", ["4a", "2a", "ea", "65", "6b5a", "6bb5"], ids=lambda beginning: beginning
)
def test_a_block_that_begins_otherwise_is_refused(
    rsa_key: rsa.RSAPrivateKey, beginning: str
) -> None:
    start = bytes.fromhex(beginning)
    message = bytes(222 - len(start))
    digest = hashlib.sha256(message + CHALLENGE).digest()
    refused(rsa_key, raw(rsa_key, start + message + digest + b"\x34\xcc"))


def test_a_hash_that_is_not_known_is_refused(rsa_key: rsa.RSAPrivateKey) -> None:
    message = bytes(221)
    digest = hashlib.sha256(message + CHALLENGE).digest()
    refused(rsa_key, raw(rsa_key, b"\x6a" + message + digest + b"\x31\xcc"))


def test_the_same_number_in_another_length_is_another_signature(
    rsa_key: rsa.RSAPrivateKey,
) -> None:
    signature = message_recovery.sign(rsa_key, "sha256", CHALLENGE, os.urandom)
    modulus = rsa_key.public_key().public_numbers().n
    refused(rsa_key, b"\0" + signature)
    refused(rsa_key, (int.from_bytes(signature) + modulus).to_bytes(257))


def test_a_signature_on_a_curve_in_der_is_not_the_plain_one(
    curve_key: ec.EllipticCurvePrivateKey,
) -> None:
    refused(curve_key, curve_key.sign(CHALLENGE, ec.ECDSA(hashes.SHA256())))


@pytest.mark.parametrize(("r", "s"), [(0, 1), (1, 0), (0, 0)])
def test_zero_is_no_signature(curve_key: ec.EllipticCurvePrivateKey, r: int, s: int) -> None:
    refused(curve_key, r.to_bytes(32) + s.to_bytes(32))


def test_a_hash_that_dg14_does_not_name_is_not_guessed(
    curve_key: ec.EllipticCurvePrivateKey,
) -> None:
    response = plain(curve_key, CHALLENGE)
    refused(curve_key, response, None)
    refused(curve_key, response, SecurityInfos())
    both = [ActiveAuthenticationInfo(f"0.4.0.127.0.7.1.1.4.1.{number}") for number in (3, 4)]
    for hash_ in (hashes.SHA256(), hashes.SHA384()):
        refused(curve_key, plain(curve_key, CHALLENGE, hash_), SecurityInfos.of(both))


def test_another_hash_than_dg14_names_is_refused(curve_key: ec.EllipticCurvePrivateKey) -> None:
    named = SecurityInfos.of([ActiveAuthenticationInfo("0.4.0.127.0.7.1.1.4.1.4")])
    refused(curve_key, plain(curve_key, CHALLENGE), named)


def test_a_challenge_of_no_bytes_proves_nothing(curve_key: ec.EllipticCurvePrivateKey) -> None:
    refused(curve_key, plain(curve_key, b""), challenge=b"")
