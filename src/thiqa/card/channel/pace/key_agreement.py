"""What both sides calculate alike: nonce, tokens, and the proof of the chip's own key.

ICAO 9303-11, sections 4.4.3.3 to 4.4.3.5 and 9.7.3.
"""

import hmac
from dataclasses import dataclass, field
from typing import Final

from thiqa.card.channel.derivation import KeyPurpose, SessionKeys, derive_key
from thiqa.card.channel.domain import Domain
from thiqa.card.channel.errors import WrongPasswordError
from thiqa.card.channel.pace.errors import KeyReflectedError, PaceError
from thiqa.card.channel.suite import Suite
from thiqa.card.data_groups.asn1 import write_identifier
from thiqa.card.transport.tlv import DataObject

TAG_PUBLIC_KEY: Final = 0x7F49
MAX_NONCE_BYTES: Final = 64


@dataclass(frozen=True, slots=True)
class ChipAuthenticationData:
    """With chip authentication mapping: what shows that the chip has its own private key.

    It shows nothing yet: `key_of_proof` has to be the chip's mapping key for a key that is signed.
    """

    domain: Domain
    parameter_id: int | None
    data: bytes = field(repr=False)
    mapping_key: bytes
    """PK_Map,IC: the key that the chip sent while the nonce was mapped."""


def password_key(secret: bytes, suite: Suite) -> bytes:
    """Derive Kπ (section 9.7.3)."""
    return derive_key(secret, suite, KeyPurpose.PASSWORD)


def encrypt_nonce(nonce: bytes, secret: bytes, suite: Suite) -> bytes:
    """Encrypt the nonce with the key of the password (section 4.4.3.3)."""
    return suite.encrypt(password_key(secret, suite), suite.zero_iv, nonce)


def decrypt_nonce(encrypted: bytes, secret: bytes, suite: Suite) -> bytes:
    """Decrypt the nonce with the key of the password."""
    if not 0 < len(encrypted) <= MAX_NONCE_BYTES or len(encrypted) % suite.block_bytes:
        raise PaceError("a nonce that is not whole blocks")
    return suite.decrypt(password_key(secret, suite), suite.zero_iv, encrypted)


def require_other_key(ours: bytes, theirs: bytes) -> None:
    """Refuse our own key: whoever sends it back knows nothing (section 4.4.1, step 3)."""
    if hmac.compare_digest(ours, theirs):
        raise KeyReflectedError("the other side sent our own key back")


def authentication_token(
    keys: SessionKeys, protocol: str, domain: Domain, public_key: bytes
) -> bytes:
    """Authenticate the key that the other side has sent (section 4.4.3.4)."""
    return keys.suite.mac(keys.authentication, token_input(protocol, domain, public_key))


def token_input(protocol: str, domain: Domain, public_key: bytes) -> bytes:
    """Write a public key data object without the parameters (sections 9.4 and 9.4.5)."""
    key = DataObject(domain.public_key_tag, public_key)
    content = write_identifier(protocol).to_bytes() + key.to_bytes()
    return DataObject(TAG_PUBLIC_KEY, content).to_bytes()


def require_token(expected: bytes, received: bytes) -> None:
    """Refuse any other token than the one that the same password leads to."""
    if not hmac.compare_digest(expected, received):
        raise WrongPasswordError("the other side does not know the password")


def encrypt_chip_data(keys: SessionKeys, data: bytes) -> bytes:
    """Encrypt the chip authentication data (sections 4.4.3.5.3 and 4.4.3.5.4)."""
    return keys.suite.encrypt(keys.encryption, _chip_data_iv(keys), keys.suite.pad(data))


def decrypt_chip_data(keys: SessionKeys, encrypted: bytes, domain: Domain) -> bytes:
    """Decrypt the chip authentication data, which is as long as the order (section 4.4.5.6)."""
    suite = keys.suite
    data = suite.unpad(suite.decrypt(keys.encryption, _chip_data_iv(keys), encrypted))
    if len(data) != domain.order_bytes or not 0 < int.from_bytes(data) < domain.order:
        raise PaceError("chip authentication data that is not a scalar of the group")
    return data


def chip_authentication_data(domain: Domain, private_key: int, mapping_scalar: int) -> bytes:
    """Compute CA_IC = SK_IC⁻¹ × SK_Map,IC modulo the order (section 4.4.3.5.1)."""
    scalar = pow(private_key, -1, domain.order) * mapping_scalar % domain.order
    return scalar.to_bytes(domain.order_bytes)


def key_of_proof(proof: ChipAuthenticationData, public_key: bytes) -> bytes:
    """Compute KA(CA_IC, PK_IC, D_IC), which is PK_Map,IC if the chip is genuine (4.4.3.5.2)."""
    return proof.domain.multiple(int.from_bytes(proof.data), public_key)


def _chip_data_iv(keys: SessionKeys) -> bytes:
    """IV = E(KSenc, -1) (section 4.4.3.5.4)."""
    ones = b"\xff" * keys.suite.block_bytes
    return keys.suite.encrypt(keys.encryption, keys.suite.zero_iv, ones)
