"""The entries of SecurityInfos (ICAO 9303-11, section 9.2), and how each is written."""

from dataclasses import dataclass
from typing import Final

from thiqa.card.data_groups.asn1 import OCTET_STRING, sequence, write_identifier, write_unsigned
from thiqa.card.transport.tlv import DataObject

_SMARTCARD: Final = "0.4.0.127.0.7.2.2"
"""bsi-de, protocols, smartcard (ICAO 9303-11, section 9.2.3)."""
ID_PK_DH: Final = f"{_SMARTCARD}.1.1"
ID_PK_ECDH: Final = f"{_SMARTCARD}.1.2"
ID_TA: Final = f"{_SMARTCARD}.2"
ID_CA: Final = f"{_SMARTCARD}.3"
ID_PACE: Final = f"{_SMARTCARD}.4"
ID_ACTIVE_AUTHENTICATION: Final = "2.23.136.1.1.5"
ID_EF_DIR: Final = "2.23.136.1.1.13"

PACE_DOMAINS: Final = frozenset(f"{ID_PACE}.{mapping}" for mapping in (1, 2, 3, 4, 6))
PACE_PROTOCOLS: Final = frozenset(
    f"{mapping}.{suite}"
    for mapping in PACE_DOMAINS
    for suite in (1, 2, 3, 4)
    if (mapping, suite) != (f"{ID_PACE}.6", 1)
)
CHIP_AUTHENTICATION_PROTOCOLS: Final = frozenset(
    f"{ID_CA}.{agreement}.{suite}" for agreement in (1, 2) for suite in (1, 2, 3, 4)
)


@dataclass(frozen=True, slots=True)
class PaceInfo:
    """PACE in one form, over standardised or explicit parameters (section 9.2.1)."""

    protocol: str
    version: int = 2
    parameter_id: int | None = None

    def to_bytes(self) -> bytes:
        """Write it in DER."""
        return _write(self.protocol, write_unsigned(self.version).to_bytes(), self.parameter_id)


@dataclass(frozen=True, slots=True)
class PaceDomainInfo:
    """Explicit parameters for PACE, an AlgorithmIdentifier in DER (section 9.2.2)."""

    protocol: str
    parameters: bytes
    parameter_id: int | None = None

    def to_bytes(self) -> bytes:
        """Write it in DER."""
        return _write(self.protocol, self.parameters, self.parameter_id)


@dataclass(frozen=True, slots=True)
class ChipAuthenticationInfo:
    """Chip authentication in one form, and the key that it is for (section 9.2.5)."""

    protocol: str
    version: int = 1
    key_id: int | None = None

    def to_bytes(self) -> bytes:
        """Write it in DER."""
        return _write(self.protocol, write_unsigned(self.version).to_bytes(), self.key_id)


@dataclass(frozen=True, slots=True)
class ChipPublicKeyInfo:
    """A key of the chip, a SubjectPublicKeyInfo in DER (section 9.2.6)."""

    protocol: str
    public_key: bytes
    key_id: int | None = None

    def to_bytes(self) -> bytes:
        """Write it in DER."""
        return _write(self.protocol, self.public_key, self.key_id)


@dataclass(frozen=True, slots=True)
class ActiveAuthenticationInfo:
    """The signature of active authentication with ECDSA (section 9.2.4)."""

    signature_algorithm: str
    version: int = 1
    protocol: str = ID_ACTIVE_AUTHENTICATION

    def to_bytes(self) -> bytes:
        """Write it in DER."""
        algorithm = write_identifier(self.signature_algorithm).to_bytes()
        return _write(self.protocol, write_unsigned(self.version).to_bytes() + algorithm)


@dataclass(frozen=True, slots=True)
class TerminalAuthenticationInfo:
    """Terminal authentication, and where EF.CVCA lies if elsewhere (sections 9.2.8 and K.2)."""

    version: int = 1
    cvca_file: int | None = None
    cvca_short_identifier: int | None = None
    protocol: str = ID_TA

    def to_bytes(self) -> bytes:
        """Write it in DER."""
        place = b""
        if self.cvca_file is not None:
            place = DataObject(OCTET_STRING, self.cvca_file.to_bytes(2)).to_bytes()
            if self.cvca_short_identifier is not None:
                short = bytes((self.cvca_short_identifier,))
                place += DataObject(OCTET_STRING, short).to_bytes()
            place = sequence(place)
        return _write(self.protocol, write_unsigned(self.version).to_bytes() + place)


@dataclass(frozen=True, slots=True)
class EfDirInfo:
    """A signed copy of EF.DIR, the list of a card's applications (section 9.2.10)."""

    content: bytes
    protocol: str = ID_EF_DIR

    def to_bytes(self) -> bytes:
        """Write it in DER."""
        return _write(self.protocol, DataObject(OCTET_STRING, self.content).to_bytes())


@dataclass(frozen=True, slots=True)
class UnknownInfo:
    """What says something else, which a terminal may pass over (section 9.2)."""

    protocol: str
    der: bytes

    def to_bytes(self) -> bytes:
        """Return it as it was."""
        return self.der


SecurityInfo = (
    PaceInfo
    | PaceDomainInfo
    | ChipAuthenticationInfo
    | ChipPublicKeyInfo
    | ActiveAuthenticationInfo
    | TerminalAuthenticationInfo
    | EfDirInfo
    | UnknownInfo
)


def _write(protocol: str, required: bytes, number: int | None = None) -> bytes:
    optional = b"" if number is None else write_unsigned(number).to_bytes()
    return sequence(write_identifier(protocol).to_bytes(), required, optional)
