"""Which protocols a chip offers: SecurityInfos (ICAO 9303-11, section 9.2), read and written.

EF.CardAccess is one such set, DG14 holds one, and the message signed in EF.CardSecurity is one.
A set has no order: issuers in the field do not sort theirs, so we sort what we write and accept
what is not sorted. Everything else is DER to the letter.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from typing import Final, Self, TypeVar

from thiqa.base import EncodingError, require_der
from thiqa.card.data_groups.asn1 import (
    BIT_STRING,
    OCTET_STRING,
    SEQUENCE,
    SET,
    read_identifier,
    read_unsigned,
    value_of,
)
from thiqa.card.data_groups.errors import SecurityInfosError
from thiqa.card.data_groups.security_info import (
    CHIP_AUTHENTICATION_PROTOCOLS,
    ID_ACTIVE_AUTHENTICATION,
    ID_EF_DIR,
    ID_PK_DH,
    ID_PK_ECDH,
    ID_TA,
    PACE_DOMAINS,
    PACE_PROTOCOLS,
    ActiveAuthenticationInfo,
    ChipAuthenticationInfo,
    ChipPublicKeyInfo,
    EfDirInfo,
    PaceDomainInfo,
    PaceInfo,
    SecurityInfo,
    TerminalAuthenticationInfo,
    UnknownInfo,
)
from thiqa.card.errors import TlvError
from thiqa.card.transport.tlv import DataObject, parse, parse_one

MAX_SECURITY_INFOS_BYTES: Final = 16_384
MAX_SECURITY_INFOS: Final = 64
MAX_NUMBER_BYTES: Final = 8
"""The largest version and identifier of a key or of parameters that is read."""

ID_SECURITY_OBJECT: Final = "0.4.0.127.0.7.3.2.1"
"""The type of the content that EF.CardSecurity signs (TR-03110-3, section A.1.2.5)."""

_Kind = TypeVar("_Kind")


@dataclass(frozen=True, slots=True)
class SecurityInfos:
    """What a chip says about itself; nothing of it is verified by reading it."""

    pace: tuple[PaceInfo, ...] = ()
    pace_domains: tuple[PaceDomainInfo, ...] = ()
    chip_authentication: tuple[ChipAuthenticationInfo, ...] = ()
    chip_public_keys: tuple[ChipPublicKeyInfo, ...] = ()
    active_authentication: tuple[ActiveAuthenticationInfo, ...] = ()
    terminal_authentication: tuple[TerminalAuthenticationInfo, ...] = ()
    ef_dir: tuple[EfDirInfo, ...] = ()
    unknown: tuple[UnknownInfo, ...] = ()

    @classmethod
    def of(cls, infos: Iterable[SecurityInfo]) -> Self:
        """Put each in its place, in the order in which they come."""
        held = tuple(infos)
        return cls(
            _only(held, PaceInfo),
            _only(held, PaceDomainInfo),
            _only(held, ChipAuthenticationInfo),
            _only(held, ChipPublicKeyInfo),
            _only(held, ActiveAuthenticationInfo),
            _only(held, TerminalAuthenticationInfo),
            _only(held, EfDirInfo),
            _only(held, UnknownInfo),
        )

    @property
    def every(self) -> tuple[SecurityInfo, ...]:
        """All of them, by kind."""
        return tuple(info for kind in fields(self) for info in getattr(self, kind.name))

    def to_bytes(self) -> bytes:
        """Write the set as EF.CardAccess holds it, sorted (X.690, section 11.6)."""
        return DataObject(SET, b"".join(sorted(info.to_bytes() for info in self.every))).to_bytes()


def read_security_infos(der: bytes) -> SecurityInfos:
    """Read a set of SecurityInfos; raises SecurityInfosError.

    1. It is one SET in DER, of a sensible size, and nothing follows it.
    2. No entry is there twice.
    3. Each entry of a protocol that we know has just what its definition says.
    """
    try:
        require_der(der, max_bytes=MAX_SECURITY_INFOS_BYTES)  # 1
        entries = parse(parse_one(der, SET).value)
        if not 0 < len(entries) <= MAX_SECURITY_INFOS:
            raise SecurityInfosError("no entry, or more than there are protocols")
        if len(set(entries)) != len(entries):  # 2
            raise SecurityInfosError("an entry is there twice")
        return SecurityInfos.of(_read_info(entry) for entry in entries)  # 3
    except (TlvError, EncodingError) as error:
        raise SecurityInfosError(f"not SecurityInfos: {error}") from error


def _only(infos: tuple[object, ...], kind: type[_Kind]) -> tuple[_Kind, ...]:
    return tuple(info for info in infos if isinstance(info, kind))


def _read_info(entry: DataObject) -> SecurityInfo:
    parts = parse(value_of(entry, SEQUENCE))
    if not 2 <= len(parts) <= 3:
        raise SecurityInfosError("an entry without its data, or with more than it may have")
    protocol = read_identifier(parts[0])
    read = _READERS.get(protocol)
    if read is None:
        return UnknownInfo(protocol, entry.to_bytes())
    return read(protocol, parts[1:])


_Parts = tuple[DataObject, ...]


def _read_pace(protocol: str, parts: _Parts) -> PaceInfo:
    return PaceInfo(protocol, _number(parts[0]), _optional_number(parts))


def _read_domain(protocol: str, parts: _Parts) -> PaceDomainInfo:
    algorithm = parse(value_of(parts[0], SEQUENCE))
    if len(algorithm) != 2:
        raise SecurityInfosError("parameters that are not an AlgorithmIdentifier")
    read_identifier(algorithm[0])
    return PaceDomainInfo(protocol, parts[0].to_bytes(), _optional_number(parts))


def _read_chip_authentication(protocol: str, parts: _Parts) -> ChipAuthenticationInfo:
    return ChipAuthenticationInfo(protocol, _number(parts[0]), _optional_number(parts))


def _read_chip_key(protocol: str, parts: _Parts) -> ChipPublicKeyInfo:
    key = parse(value_of(parts[0], SEQUENCE))
    if [item.tag for item in key] != [SEQUENCE, BIT_STRING]:
        raise SecurityInfosError("a key that is not a SubjectPublicKeyInfo")
    return ChipPublicKeyInfo(protocol, parts[0].to_bytes(), _optional_number(parts))


def _read_active_authentication(protocol: str, parts: _Parts) -> ActiveAuthenticationInfo:
    if len(parts) != 2:
        raise SecurityInfosError("active authentication without its signature")
    return ActiveAuthenticationInfo(read_identifier(parts[1]), _number(parts[0]), protocol)


def _read_terminal_authentication(protocol: str, parts: _Parts) -> TerminalAuthenticationInfo:
    version = _number(parts[0])
    if len(parts) == 1:
        return TerminalAuthenticationInfo(version, protocol=protocol)
    place = [value_of(item, OCTET_STRING) for item in parse(value_of(parts[1], SEQUENCE))]
    if [len(item) for item in place] not in ([2], [2, 1]):
        raise SecurityInfosError("EF.CVCA has no such identifier")
    short = int.from_bytes(place[1]) if len(place) == 2 else None
    return TerminalAuthenticationInfo(version, int.from_bytes(place[0]), short, protocol)


def _read_ef_dir(protocol: str, parts: _Parts) -> EfDirInfo:
    if len(parts) != 1:
        raise SecurityInfosError("more than a copy of EF.DIR")
    return EfDirInfo(value_of(parts[0], OCTET_STRING), protocol)


def _number(item: DataObject) -> int:
    return read_unsigned(item, MAX_NUMBER_BYTES)


def _optional_number(parts: _Parts) -> int | None:
    return _number(parts[1]) if len(parts) == 2 else None


_READERS: Final[dict[str, Callable[[str, _Parts], SecurityInfo]]] = {
    **dict.fromkeys(PACE_PROTOCOLS, _read_pace),
    **dict.fromkeys(PACE_DOMAINS, _read_domain),
    **dict.fromkeys(CHIP_AUTHENTICATION_PROTOCOLS, _read_chip_authentication),
    **dict.fromkeys((ID_PK_DH, ID_PK_ECDH), _read_chip_key),
    ID_ACTIVE_AUTHENTICATION: _read_active_authentication,
    ID_TA: _read_terminal_authentication,
    ID_EF_DIR: _read_ef_dir,
}
