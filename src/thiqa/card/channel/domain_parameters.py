"""Which group an identifier or an AlgorithmIdentifier stands for (ICAO 9303-11, section 9.5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from thiqa.card.channel.domain import Domain, EllipticDomain, ModularDomain
from thiqa.card.channel.errors import DomainUnknownError
from thiqa.card.data_groups.asn1 import (
    BIT_STRING,
    INTEGER,
    OBJECT_IDENTIFIER,
    OCTET_STRING,
    SEQUENCE,
    read_identifier,
    read_unsigned,
    sequence,
    value_of,
    write_identifier,
    write_unsigned,
)
from thiqa.card.errors import TlvError
from thiqa.card.transport.tlv import DataObject, parse, parse_one
from thiqa.crypto.curves import (
    BRAINPOOL_P192,
    BRAINPOOL_P224,
    BRAINPOOL_P256,
    BRAINPOOL_P320,
    BRAINPOOL_P384,
    BRAINPOOL_P512,
    P_192,
    P_224,
    P_256,
    P_384,
    P_521,
    Curve,
    curve_of_oid,
    curve_of_parameters,
)
from thiqa.crypto.errors import CryptoError
from thiqa.crypto.modp_groups import (
    MODP_1024_160,
    MODP_2048_224,
    MODP_2048_256,
    group_of_parameters,
)
from thiqa.crypto.points import Point

STANDARD_DOMAINS: Final[Mapping[int, Domain]] = MappingProxyType(
    {
        0: ModularDomain.of(MODP_1024_160),
        1: ModularDomain.of(MODP_2048_224),
        2: ModularDomain.of(MODP_2048_256),
        8: EllipticDomain.of(P_192),
        9: EllipticDomain.of(BRAINPOOL_P192),
        10: EllipticDomain.of(P_224),
        11: EllipticDomain.of(BRAINPOOL_P224),
        12: EllipticDomain.of(P_256),
        13: EllipticDomain.of(BRAINPOOL_P256),
        14: EllipticDomain.of(BRAINPOOL_P320),
        15: EllipticDomain.of(P_384),
        16: EllipticDomain.of(BRAINPOOL_P384),
        17: EllipticDomain.of(BRAINPOOL_P512),
        18: EllipticDomain.of(P_521),
    }
)
"""Section 9.5.1, table 12."""
RESERVED_PARAMETER_IDS: Final = range(32)
"""Identifiers that explicit parameters must not use (section 9.5.1)."""

STANDARDIZED: Final = "0.4.0.127.0.7.1.2"
EC_PUBLIC_KEY: Final = "1.2.840.10045.2.1"
DH_PUBLIC_NUMBER: Final = "1.2.840.10046.2.1"
DH_KEY_AGREEMENT: Final = "1.2.840.113549.1.3.1"
PRIME_FIELD: Final = "1.2.840.10045.1.1"

MAX_FIELD_BYTES: Final = 512
UNCOMPRESSED: Final = 0x04


@dataclass(frozen=True, slots=True)
class AgreementKey:
    """A public key of a chip and the group that it is in; the key is checked when it is used."""

    domain: Domain
    public_key: bytes


def standard_domain(parameter_id: int) -> Domain:
    """Return the group of an identifier (section 9.5.1, table 12)."""
    try:
        return STANDARD_DOMAINS[parameter_id]
    except KeyError:
        raise DomainUnknownError(f"no group has the identifier {parameter_id}") from None


def read_domain(algorithm: bytes) -> Domain:
    """Read an AlgorithmIdentifier; explicit parameters must be those of a group that has a name.

    Whoever sends others may know more about them than we do (section 9.2.2).
    """
    try:
        return _read_domain(parse_one(algorithm, SEQUENCE).value)
    except (TlvError, CryptoError, ValueError) as error:
        raise DomainUnknownError(f"parameters of no group that we know: {error}") from error


def read_agreement_key(info: bytes) -> AgreementKey:
    """Read a SubjectPublicKeyInfo with a key for agreements (section 9.2.6)."""
    try:
        algorithm, bits = parse(parse_one(info, SEQUENCE).value)
        domain = _read_domain(value_of(algorithm, SEQUENCE))
        key = value_of(bits, BIT_STRING)
        if key[:1] != b"\0":
            raise TlvError("a key that is not whole octets")
        return AgreementKey(domain, _read_key(domain, key[1:]))
    except (TlvError, CryptoError, ValueError) as error:
        raise DomainUnknownError(f"a key of no group that we know: {error}") from error


def write_agreement_key(parameter_id: int, public_key: bytes) -> bytes:
    """Write a SubjectPublicKeyInfo of a standardised group."""
    if isinstance(standard_domain(parameter_id), ModularDomain):
        public_key = write_unsigned(int.from_bytes(public_key)).to_bytes()
    algorithm = sequence(
        write_identifier(STANDARDIZED).to_bytes(), write_unsigned(parameter_id).to_bytes()
    )
    return sequence(algorithm, DataObject(BIT_STRING, b"\0" + public_key).to_bytes())


def _read_key(domain: Domain, key: bytes) -> bytes:
    if isinstance(domain, EllipticDomain):
        return key
    number = read_unsigned(parse_one(key, INTEGER), MAX_FIELD_BYTES)
    return number.to_bytes((number.bit_length() + 7) // 8)


def _read_domain(algorithm: bytes) -> Domain:
    items = parse(algorithm)
    if len(items) != 2:
        raise DomainUnknownError("an algorithm without its parameters, or with more")
    kind = read_identifier(items[0])
    if kind == STANDARDIZED:
        return standard_domain(read_unsigned(items[1], 1))
    if kind == EC_PUBLIC_KEY:
        return EllipticDomain.of(_read_curve(items[1]))
    if kind in (DH_PUBLIC_NUMBER, DH_KEY_AGREEMENT):
        return _read_group(kind, items[1])
    raise DomainUnknownError(f"a kind of key with which nobody agrees: {kind}")


def _read_group(kind: str, parameters: DataObject) -> ModularDomain:
    """Read p, g and perhaps q (X9.42), or p, g and perhaps a length (PKCS #3)."""
    items = parse(value_of(parameters, SEQUENCE))
    if not 2 <= len(items) <= 5:
        raise DomainUnknownError("not the parameters of a group of numbers")
    p, generator = (read_unsigned(item, MAX_FIELD_BYTES) for item in items[:2])
    order = None
    if kind == DH_PUBLIC_NUMBER:
        if len(items) < 3:
            raise DomainUnknownError("a group of numbers without its order")
        order = read_unsigned(items[2], MAX_FIELD_BYTES)
    return ModularDomain.of(group_of_parameters(p=p, generator=generator, order=order))


def _read_curve(parameters: DataObject) -> Curve:
    """Read ECParameters (TR-03111, section 5.1.1.1), or the name that some issuers give instead."""
    if parameters.tag == OBJECT_IDENTIFIER:
        return curve_of_oid(read_identifier(parameters))
    items = parse(value_of(parameters, SEQUENCE))
    if not 5 <= len(items) <= 6 or read_unsigned(items[0], 1) not in (1, 2, 3):
        raise DomainUnknownError("not the parameters of a curve")
    field_type, prime = parse(value_of(items[1], SEQUENCE))
    if read_identifier(field_type) != PRIME_FIELD:
        raise DomainUnknownError("a curve over another kind of field")
    p = read_unsigned(prime, MAX_FIELD_BYTES)
    a, b, *_seed = parse(value_of(items[2], SEQUENCE))
    return curve_of_parameters(
        p=p,
        a=int.from_bytes(value_of(a, OCTET_STRING)),
        b=int.from_bytes(value_of(b, OCTET_STRING)),
        generator=_read_point(value_of(items[3], OCTET_STRING)),
        order=read_unsigned(items[4], MAX_FIELD_BYTES),
        cofactor=read_unsigned(items[5], 1) if len(items) == 6 else None,
    )


def _read_point(encoded: bytes) -> Point:
    if len(encoded) % 2 != 1 or encoded[0] != UNCOMPRESSED:
        raise DomainUnknownError("a generator that is not an uncompressed point")
    size = len(encoded) // 2
    return Point(int.from_bytes(encoded[1 : 1 + size]), int.from_bytes(encoded[1 + size :]))
