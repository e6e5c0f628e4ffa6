"""The card's side of active authentication (ICAO 9303-11, section 6.1)."""

from dataclasses import dataclass, field
from typing import Self

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import load_der_private_key

from thiqa.card.channel.active_authentication import CHALLENGE_BYTES
from thiqa.card.channel.errors import ChannelError, RefusedError
from thiqa.card.transport.apdu import StatusWord
from thiqa.crypto import message_recovery
from thiqa.crypto.random_numbers import RandomBytes
from thiqa.crypto.signature_algorithms import HASHES


@dataclass(frozen=True, slots=True)
class ActiveKey:
    """The private key of DG15, and the hash with which it signs."""

    private: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey = field(repr=False)
    hash_name: str = "sha256"

    @classmethod
    def from_pkcs8(cls, der: bytes, hash_name: str = "sha256") -> Self:
        """Read the key from the card's memory; raises ChannelError.

        The numbers of an RSA key are not examined, which takes 30 ms: damaged ones sign nothing
        that anybody accepts.
        """
        try:
            key = load_der_private_key(der, None, unsafe_skip_rsa_key_validation=True)
        except (ValueError, TypeError) as error:
            raise ChannelError("the key of active authentication is damaged") from error
        if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
            raise ChannelError("a key that signs no challenge")
        return cls(key, hash_name)

    def answer(self, challenge: bytes, random_bytes: RandomBytes) -> bytes:
        """INTERNAL AUTHENTICATE: sign a challenge; raises RefusedError."""
        if len(challenge) != CHALLENGE_BYTES:
            raise RefusedError("a challenge has 8 bytes", StatusWord.WRONG_LENGTH)
        if isinstance(self.private, rsa.RSAPrivateKey):
            return message_recovery.sign(self.private, self.hash_name, challenge, random_bytes)
        r, s = decode_dss_signature(
            self.private.sign(challenge, ec.ECDSA(HASHES[self.hash_name]()))
        )
        size = (self.private.key_size + 7) // 8
        return r.to_bytes(size) + s.to_bytes(size)
