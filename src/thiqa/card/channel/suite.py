"""Cipher suites: the block cipher of a channel and its message authentication code.

ICAO 9303-11, section 9.8.6 for 3DES and 9.8.7 for AES.
"""

from enum import Enum
from typing import Final

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.cmac import CMAC

from thiqa.card.channel.errors import ChannelError

MAC_BYTES: Final = 8
"""Both codes are cut to 8 bytes (ICAO 9303-11, sections 9.8.6.2 and 9.8.7.2)."""

DES_KEY_BYTES: Final = 8
PADDING_START: Final = b"\x80"


class Suite(Enum):
    """A block cipher in CBC mode with a key length, and the code that goes with it."""

    TDES = ("3DES", 16, 8)
    AES128 = ("AES-128", 16, 16)
    AES192 = ("AES-192", 24, 16)
    AES256 = ("AES-256", 32, 16)

    def __init__(self, title: str, key_bytes: int, block_bytes: int) -> None:
        self.title = title
        self.key_bytes = key_bytes
        self.block_bytes = block_bytes

    @property
    def zero_iv(self) -> bytes:
        """The initialisation vector where none is agreed on."""
        return bytes(self.block_bytes)

    def encrypt(self, key: bytes, iv: bytes, data: bytes) -> bytes:
        """Encrypt whole blocks in CBC mode."""
        encryptor = self._cipher(key, modes.CBC(iv)).encryptor()
        return encryptor.update(self._blocks(data)) + encryptor.finalize()

    def decrypt(self, key: bytes, iv: bytes, data: bytes) -> bytes:
        """Decrypt whole blocks in CBC mode."""
        decryptor = self._cipher(key, modes.CBC(iv)).decryptor()
        return decryptor.update(self._blocks(data)) + decryptor.finalize()

    def mac(self, key: bytes, data: bytes) -> bytes:
        """Authenticate data, which the code pads itself where it needs to."""
        if self is Suite.TDES:
            return _retail_mac(key, self.pad(data))
        code = CMAC(algorithms.AES(key))
        code.update(data)
        return code.finalize()[:MAC_BYTES]

    def message_mac(self, key: bytes, data: bytes) -> bytes:
        """Authenticate a message of secure messaging, padded under both (9.8.6.2, 9.8.7.2)."""
        return self.mac(key, data if self is Suite.TDES else self.pad(data))

    def message_iv(self, key: bytes, counter: bytes) -> bytes:
        """Return the vector of one message: under AES the counter, encrypted (9.8.7.1)."""
        if self is Suite.TDES:
            return self.zero_iv
        return self.encrypt(key, self.zero_iv, counter)

    def pad(self, data: bytes) -> bytes:
        """Fill up to whole blocks, at least by one byte (ISO/IEC 9797-1, padding method 2)."""
        started = data + PADDING_START
        return started + bytes(-len(started) % self.block_bytes)

    def unpad(self, data: bytes) -> bytes:
        """Take the padding off; anything else than `pad` would have written is refused."""
        content = data.rstrip(b"\0")
        if not content.endswith(PADDING_START) or len(data) - len(content) >= self.block_bytes:
            raise ChannelError("the padding is not that of ISO/IEC 9797-1, method 2")
        return content[:-1]

    def _cipher(self, key: bytes, mode: modes.CBC) -> Cipher[modes.CBC]:
        if len(key) != self.key_bytes:
            raise ChannelError(f"not a key of {self.title}")
        if self is Suite.TDES:
            return Cipher(TripleDES(key + key[:DES_KEY_BYTES]), mode)
        return Cipher(algorithms.AES(key), mode)

    def _blocks(self, data: bytes) -> bytes:
        if len(data) % self.block_bytes:
            raise ChannelError("not whole blocks of the cipher")
        return data


def _retail_mac(key: bytes, padded: bytes) -> bytes:
    """MAC algorithm 3 of ISO/IEC 9797-1: DES in CBC mode, and 3DES for the last block.

    The CBC chain under one DES key is 3DES under that key three times.
    """
    first, second = key[:DES_KEY_BYTES], key[DES_KEY_BYTES:]
    chain = Cipher(TripleDES(first * 3), modes.CBC(bytes(MAC_BYTES))).encryptor()
    last = chain.update(padded)[-MAC_BYTES:]
    step = Cipher(TripleDES(second * 3), modes.ECB()).decryptor().update(last)  # noqa: S305
    return Cipher(TripleDES(first * 3), modes.ECB()).encryptor().update(step)  # noqa: S305
