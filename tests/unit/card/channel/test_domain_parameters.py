"""Which group an identifier or an AlgorithmIdentifier stands for."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from explicit_curves import explicit_key
from thiqa.card.channel.domain import EllipticDomain, ModularDomain
from thiqa.card.channel.domain_parameters import (
    STANDARD_DOMAINS,
    read_agreement_key,
    read_domain,
    standard_domain,
    write_agreement_key,
)
from thiqa.card.channel.errors import DomainUnknownError
from thiqa.card.channel.explicit_keys import write_explicit_key
from thiqa.card.data_groups.asn1 import (
    BIT_STRING,
    OCTET_STRING,
    sequence,
    write_identifier,
    write_unsigned,
)
from thiqa.card.transport.tlv import DataObject
from thiqa.crypto.curves import P_256
from thiqa.crypto.modp_groups import MODP_2048_256

PUBLIC = EllipticDomain.of(P_256).public_key(5)


def number(value: int) -> bytes:
    return write_unsigned(value).to_bytes()


def identifier(dotted: str) -> bytes:
    return write_identifier(dotted).to_bytes()


def bits(content: bytes) -> bytes:
    return DataObject(BIT_STRING, content).to_bytes()


def octets(value: int, size: int = 32) -> bytes:
    return DataObject(OCTET_STRING, value.to_bytes(size)).to_bytes()


def point(prefix: bytes = b"\x04", *, cut: int = 0) -> bytes:
    raw = prefix + P_256.encode(P_256.generator)[1 : 65 - cut]
    return DataObject(OCTET_STRING, raw).to_bytes()


FIELD = sequence(identifier("1.2.840.10045.1.1"), number(P_256.p))
COEFFICIENTS = sequence(octets(P_256.a), octets(P_256.b))
EC_PARAMETERS = (number(1), FIELD, COEFFICIENTS, point(), number(P_256.order), number(1))
EC, X942, PKCS3 = "1.2.840.10045.2.1", "1.2.840.10046.2.1", "1.2.840.113549.1.3.1"


def algorithm(kind: str, *parameters: bytes) -> bytes:
    return sequence(identifier(kind), sequence(*parameters))


def replaced(at: int, part: bytes) -> bytes:
    return algorithm(EC, *EC_PARAMETERS[:at], part, *EC_PARAMETERS[at + 1 :])


GROUP = (MODP_2048_256.p, MODP_2048_256.generator, MODP_2048_256.order)


def test_the_table_of_the_standard_is_whole() -> None:
    """ICAO 9303-11, section 9.5.1, table 12."""
    bits = [STANDARD_DOMAINS[at].field_bits for at in sorted(STANDARD_DOMAINS)]
    assert list(STANDARD_DOMAINS) == [0, 1, 2, *range(8, 19)]
    assert bits == [1024, 2048, 2048, 192, 192, 224, 224, 256, 256, 320, 384, 384, 512, 521]
    names = {domain.name for domain in STANDARD_DOMAINS.values()}
    assert len(names) == len(STANDARD_DOMAINS)
    for reserved in (3, 7, 19, 31, 32, -1):
        with pytest.raises(DomainUnknownError):
            standard_domain(reserved)


NAMED = {
    "explicit": algorithm(EC, *EC_PARAMETERS),
    "explicit without a cofactor": algorithm(EC, *EC_PARAMETERS[:5]),
    "by name": sequence(identifier(EC), identifier(P_256.oid)),
    "standardised": sequence(identifier("0.4.0.127.0.7.1.2"), number(12)),
}


@pytest.mark.parametrize("form", NAMED)
def test_a_curve_is_found_by_each_of_its_forms(form: str) -> None:
    assert read_domain(NAMED[form]) == EllipticDomain.of(P_256)


def test_a_group_of_numbers_is_found_by_each_of_its_forms() -> None:
    parameters = [number(each) for each in GROUP]
    for der in (
        algorithm(X942, *parameters),
        algorithm(PKCS3, *parameters[:2]),
        algorithm(PKCS3, *parameters[:2], number(256)),
        sequence(identifier("0.4.0.127.0.7.1.2"), number(2)),
    ):
        assert read_domain(der) == ModularDomain.of(MODP_2048_256)


def test_keys_that_the_library_writes_are_read() -> None:
    key = ec.derive_private_key(5, ec.SECP256R1()).public_key()
    read = read_agreement_key(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
    assert (read.domain.name, read.public_key) == ("secp256r1", PUBLIC)


def test_a_number_as_a_key_is_read_in_both_forms() -> None:
    public = ModularDomain.of(MODP_2048_256).public_key(5)
    for kind, parameters in ((X942, GROUP), (PKCS3, GROUP[:2])):
        info = sequence(
            algorithm(kind, *(number(each) for each in parameters)),
            bits(b"\0" + number(int.from_bytes(public))),
        )
        read = read_agreement_key(info)
        assert (read.domain.name, read.public_key) == (MODP_2048_256.name, public)


@pytest.mark.parametrize("parameter_id", [0, 2, 8, 12, 13, 18])
def test_a_key_is_read_as_it_was_written(parameter_id: int) -> None:
    domain = standard_domain(parameter_id)
    for write in (write_agreement_key, write_explicit_key):
        read = read_agreement_key(write(parameter_id, domain.public_key(48)))
        assert (read.domain, read.public_key) == (domain, domain.public_key(48))


def test_explicit_parameters_are_those_that_openssl_reads() -> None:
    info = write_explicit_key(12, standard_domain(12).public_key(5))
    assert info == explicit_key(P_256, P_256.public_point(5))


REFUSED = {
    "nothing": b"",
    "no sequence": b"\x02\x01\x05",
    "no parameters": sequence(identifier(EC)),
    "empty parameters": algorithm(EC),
    "parameters that are NULL": sequence(identifier(EC), b"\x05\x00"),
    "more than parameters": sequence(identifier(EC), identifier(P_256.oid), number(1)),
    "another kind of key": algorithm("1.2.840.113549.1.1.1", *EC_PARAMETERS),
    "a curve without a name": sequence(identifier(EC), identifier("1.3.132.0.10")),
    "a standardised group that is not there": sequence(identifier("0.4.0.127.0.7.1.2"), number(19)),
    "a version to come": replaced(0, number(4)),
    "a binary field": replaced(1, sequence(identifier("1.2.840.10045.1.2"), number(P_256.p))),
    "a field without a prime": replaced(1, sequence(identifier("1.2.840.10045.1.1"))),
    "a field of no elements": replaced(1, sequence(identifier("1.2.840.10045.1.1"), number(0))),
    "one coefficient": replaced(2, sequence(octets(P_256.a))),
    "a compressed generator": replaced(3, DataObject(OCTET_STRING, b"\x03" + bytes(32)).to_bytes()),
    "a hybrid generator": replaced(3, point(b"\x07")),
    "a generator that is cut": replaced(3, point(cut=1)),
    "no generator": replaced(3, DataObject(OCTET_STRING, b"").to_bytes()),
    "numbers without their order": algorithm(X942, number(GROUP[0]), number(GROUP[1])),
    "another order of numbers": algorithm(X942, number(GROUP[0]), number(GROUP[1]), number(7)),
    "numbers of another prime": algorithm(PKCS3, number(GROUP[0] - 2), number(GROUP[1])),
    "numbers that are too long": algorithm(PKCS3, number(1 << 4200), number(2)),
}


@pytest.mark.parametrize("fault", REFUSED)
def test_what_names_no_group_is_refused(fault: str) -> None:
    with pytest.raises(DomainUnknownError):
        read_domain(REFUSED[fault])


KEYS_REFUSED = {
    "nothing": b"",
    "no key": sequence(NAMED["by name"]),
    "more than a key": sequence(NAMED["by name"], bits(b"\0" + PUBLIC), number(1)),
    "bits that are not octets": sequence(NAMED["by name"], bits(b"\1" + PUBLIC)),
    "no bits": sequence(NAMED["by name"], bits(b"")),
    "a key that is no bits": sequence(NAMED["by name"], octets(5)),
    "a number that is no INTEGER": sequence(
        algorithm(PKCS3, number(GROUP[0]), number(GROUP[1])), bits(b"\0" + PUBLIC)
    ),
}


@pytest.mark.parametrize("fault", KEYS_REFUSED)
def test_what_is_no_key_is_refused(fault: str) -> None:
    with pytest.raises(DomainUnknownError):
        read_agreement_key(KEYS_REFUSED[fault])
