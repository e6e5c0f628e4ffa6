"""Cipher suites: block ciphers, authentication codes, padding."""

import pytest

from thiqa.card.channel.errors import ChannelError
from thiqa.card.channel.suite import Suite

SUITES = list(Suite)
AES = [Suite.AES128, Suite.AES192, Suite.AES256]
KEY = bytes(range(32))
RFC_4493_KEY = bytes.fromhex("2b7e151628aed2a6abf7158809cf4f3c")


@pytest.mark.parametrize("suite", SUITES)
def test_what_is_encrypted_is_decrypted(suite: Suite) -> None:
    key, iv = KEY[: suite.key_bytes], KEY[: suite.block_bytes]
    data = bytes(3 * suite.block_bytes)
    encrypted = suite.encrypt(key, iv, data)
    assert encrypted != data
    assert suite.decrypt(key, iv, encrypted) == data


@pytest.mark.parametrize("suite", SUITES)
def test_parts_of_blocks_are_refused(suite: Suite) -> None:
    with pytest.raises(ChannelError, match="whole blocks"):
        suite.decrypt(KEY[: suite.key_bytes], suite.zero_iv, bytes(suite.block_bytes + 1))


@pytest.mark.parametrize("suite", SUITES)
def test_keys_of_another_length_are_refused(suite: Suite) -> None:
    with pytest.raises(ChannelError, match=f"not a key of {suite.title}"):
        suite.encrypt(KEY[: suite.key_bytes - 1], suite.zero_iv, suite.zero_iv)


@pytest.mark.parametrize("suite", SUITES)
@pytest.mark.parametrize("size", [0, 1, 7, 8, 15, 16, 17])
def test_padding_is_added_and_taken_off(suite: Suite, size: int) -> None:
    padded = suite.pad(bytes(size))
    assert len(padded) % suite.block_bytes == 0
    assert size < len(padded) <= size + suite.block_bytes
    assert suite.unpad(padded) == bytes(size)


@pytest.mark.parametrize(
    "padded",
    [b"", bytes(8), b"data", b"data\x81\0\0\0", b"data\x80" + bytes(8), b"\x80" + bytes(8)],
)
def test_padding_that_nobody_writes_is_refused(padded: bytes) -> None:
    with pytest.raises(ChannelError, match="padding"):
        Suite.TDES.unpad(padded)


def test_cmac_is_that_of_rfc_4493_cut_to_eight_bytes() -> None:
    message = bytes.fromhex("6bc1bee22e409f96e93d7e117393172a")
    assert Suite.AES128.mac(RFC_4493_KEY, b"").hex() == "bb1d6929e9593728"
    assert Suite.AES128.mac(RFC_4493_KEY, message).hex() == "070a16b46b4d4144"


@pytest.mark.parametrize("suite", AES)
def test_the_vector_of_a_message_under_aes_is_its_counter_encrypted(suite: Suite) -> None:
    key, counter = KEY[: suite.key_bytes], (7).to_bytes(16)
    assert suite.message_iv(key, counter) == suite.encrypt(key, bytes(16), counter)
    assert suite.message_iv(key, counter) != suite.message_iv(key, (8).to_bytes(16))


def test_the_vector_of_a_message_under_3des_is_zero() -> None:
    assert Suite.TDES.message_iv(KEY[:16], (7).to_bytes(8)) == bytes(8)
