"""Keys from secrets."""

import hashlib

import pytest

from thiqa.card.channel.derivation import KeyPurpose, SessionKeys, derive_key, with_odd_parity
from thiqa.card.channel.suite import Suite

SECRET = b"a secret of any length"


def test_keys_up_to_128_bits_are_the_beginning_of_sha_1() -> None:
    digest = hashlib.sha1(SECRET + b"\0\0\0\x01").digest()  # noqa: S324
    assert derive_key(SECRET, Suite.AES128, KeyPurpose.ENCRYPTION) == digest[:16]
    tdes = derive_key(SECRET, Suite.TDES, KeyPurpose.ENCRYPTION)
    assert tdes == with_odd_parity(digest[:16])


@pytest.mark.parametrize(("suite", "size"), [(Suite.AES192, 24), (Suite.AES256, 32)])
def test_longer_keys_are_the_beginning_of_sha_256(suite: Suite, size: int) -> None:
    digest = hashlib.sha256(SECRET + b"\0\0\0\x03").digest()
    assert derive_key(SECRET, suite, KeyPurpose.PASSWORD) == digest[:size]


def test_every_byte_of_a_des_key_has_odd_parity() -> None:
    keyed = with_odd_parity(bytes(range(256)))
    assert all(byte.bit_count() % 2 for byte in keyed)
    assert all(byte & 0xFE == at & 0xFE for at, byte in enumerate(keyed))


def test_session_keys_are_not_shown() -> None:
    keys = SessionKeys.derive(SECRET, Suite.AES128, counter=12345)
    assert repr(keys) == "SessionKeys(suite=<Suite.AES128: ('AES-128', 16, 16)>)"
