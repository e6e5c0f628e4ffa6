"""Signatures with message recovery, made and opened."""

import hashlib
import os

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from thiqa.crypto.certificate_keys import RsaKey
from thiqa.crypto.errors import KeyRefusedError, SignatureInvalidError
from thiqa.crypto.message_recovery import HASHES, recover, sign

CHALLENGE = bytes(range(8))


@pytest.fixture(scope="module")
def private() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@pytest.fixture(scope="module")
def public(private: rsa.RSAPrivateKey) -> RsaKey:
    numbers = private.public_key().public_numbers()
    return RsaKey(numbers.n, numbers.e)


def raw(private: rsa.RSAPrivateKey, block: bytes) -> bytes:
    numbers = private.private_numbers()
    number = pow(int.from_bytes(block), numbers.d, numbers.public_numbers.n)
    return number.to_bytes(256)


def opened(public: RsaKey, signature: bytes) -> bytes:
    return pow(int.from_bytes(signature), public.exponent, public.modulus).to_bytes(256)


@pytest.mark.parametrize("hash_name", sorted(HASHES.values()))
def test_each_hash_is_named_by_its_trailer(
    private: rsa.RSAPrivateKey, public: RsaKey, hash_name: str
) -> None:
    signature = sign(private, hash_name, CHALLENGE, os.urandom)
    assert recover(public, signature, CHALLENGE).hash_name == hash_name


def test_sha1_may_be_named_too(private: rsa.RSAPrivateKey, public: RsaKey) -> None:
    block = opened(public, sign(private, "sha256", CHALLENGE, os.urandom))
    message = block[1 : -2 - 32 + 12]
    digest = hashlib.sha1(message + CHALLENGE, usedforsecurity=False).digest()
    found = recover(public, raw(private, b"\x6a" + message + digest + b"\x33\xcc"), CHALLENGE)
    assert (found.hash_name, found.message) == ("sha1", message)


def test_the_smaller_of_a_signature_and_its_negative_is_the_same_signature(
    private: rsa.RSAPrivateKey, public: RsaKey
) -> None:
    signature = sign(private, "sha256", CHALLENGE, os.urandom)
    negative = (public.modulus - int.from_bytes(signature)).to_bytes(256)
    assert recover(public, negative, CHALLENGE) == recover(public, signature, CHALLENGE)


def test_a_shorter_message_is_padded(private: rsa.RSAPrivateKey, public: RsaKey) -> None:
    message = bytes(100)
    digest = hashlib.sha256(message + CHALLENGE).digest()
    padding = b"\x6b" + b"\xbb" * (256 - 2 - 100 - 32 - 2) + b"\xba"
    block = padding + message + digest + b"\x34\xcc"
    assert recover(public, raw(private, block), CHALLENGE).message == message


@pytest.mark.parametrize("bits", [1016, 1028, 4104])
def test_sizes_that_no_chip_has_are_refused(bits: int) -> None:
    with pytest.raises(KeyRefusedError):
        recover(RsaKey((1 << bits - 1) + 1, 3), bytes(bits // 8), CHALLENGE)


def test_a_signature_of_another_key_does_not_open(public: RsaKey) -> None:
    other = rsa.generate_private_key(65537, 2048)
    with pytest.raises(SignatureInvalidError):
        recover(public, sign(other, "sha256", CHALLENGE, os.urandom), CHALLENGE)
