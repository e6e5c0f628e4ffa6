"""The worked example of active authentication (ICAO Doc 9303-11, appendix F)."""

import hashlib
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from thiqa.crypto.certificate_keys import RsaKey
from thiqa.crypto.message_recovery import build_block, recover, sign

EXAMPLE = json.loads(Path(__file__).with_name("appendix_f.json").read_text())
CHALLENGE, RECOVERED, DIGEST, BLOCK = (
    bytes.fromhex(EXAMPLE[name]) for name in ("challenge", "recovered", "digest", "block")
)


def recovered_bytes(count: int) -> bytes:
    """Draw what the chip of the example drew."""
    assert count == len(RECOVERED)
    return RECOVERED


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    """Any key of the example's size: it gives none."""
    return rsa.generate_private_key(65537, 1024)  # noqa: S505  # the example's size


def test_the_hash_is_that_of_both_parts() -> None:
    assert hashlib.sha1(RECOVERED + CHALLENGE, usedforsecurity=False).digest() == DIGEST


def test_the_block_is_the_examples() -> None:
    assert build_block(1024, "sha1", CHALLENGE, recovered_bytes) == BLOCK


def test_what_the_chip_signs_opens_to_the_examples_block(key: rsa.RSAPrivateKey) -> None:
    signature = sign(key, "sha1", CHALLENGE, recovered_bytes)
    numbers = key.public_key().public_numbers()
    opened = pow(int.from_bytes(signature), numbers.e, numbers.n)
    assert opened.to_bytes(128) == BLOCK


def test_what_the_chip_signed_is_verified(key: rsa.RSAPrivateKey) -> None:
    numbers = key.public_key().public_numbers()
    signature = sign(key, "sha1", CHALLENGE, recovered_bytes)
    found = recover(RsaKey(numbers.n, numbers.e), signature, CHALLENGE)
    assert (found.hash_name, found.message) == ("sha1", RECOVERED)
