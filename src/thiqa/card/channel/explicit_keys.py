"""Public keys with their group written out, as readers of DG14 expect them (9303-11, 9.2.6).

The numbers of standardised groups are as good by the standard, but not every reader knows them.
"""

from typing import Final

from thiqa.card.channel.domain import EllipticDomain, ModularDomain
from thiqa.card.channel.domain_parameters import (
    DH_PUBLIC_NUMBER,
    EC_PUBLIC_KEY,
    PRIME_FIELD,
    standard_domain,
)
from thiqa.card.channel.errors import DomainUnknownError
from thiqa.card.data_groups.asn1 import (
    BIT_STRING,
    OCTET_STRING,
    sequence,
    write_identifier,
    write_unsigned,
)
from thiqa.card.transport.tlv import DataObject
from thiqa.crypto.curves import Curve
from thiqa.crypto.modp_groups import ModpGroup

EC_PARAMETERS_VERSION: Final = 1
COFACTOR: Final = 1


def write_explicit_key(parameter_id: int, public_key: bytes) -> bytes:
    """Write a SubjectPublicKeyInfo that says every parameter of its group."""
    domain = standard_domain(parameter_id)
    if isinstance(domain, ModularDomain):
        kind, parameters = DH_PUBLIC_NUMBER, _write_group(domain.group)
        public_key = write_unsigned(int.from_bytes(public_key)).to_bytes()
    elif isinstance(domain, EllipticDomain):
        kind, parameters = EC_PUBLIC_KEY, _write_curve(domain.curve)
    else:
        raise DomainUnknownError("a group of a kind that has no parameters")
    algorithm = sequence(write_identifier(kind).to_bytes(), parameters)
    return sequence(algorithm, DataObject(BIT_STRING, b"\0" + public_key).to_bytes())


def _write_group(group: ModpGroup) -> bytes:
    """Write p, g and q (RFC 3279, section 2.3.3)."""
    numbers = (group.p, group.generator, group.order)
    return sequence(*(write_unsigned(number).to_bytes() for number in numbers))


def _write_curve(curve: Curve) -> bytes:
    """Write ECParameters (TR-03111, section 5.1.1.1)."""
    size = curve.field_bytes
    field = sequence(write_identifier(PRIME_FIELD).to_bytes(), write_unsigned(curve.p).to_bytes())
    equation = sequence(
        *(DataObject(OCTET_STRING, each.to_bytes(size)).to_bytes() for each in (curve.a, curve.b))
    )
    return sequence(
        write_unsigned(EC_PARAMETERS_VERSION).to_bytes(),
        field,
        equation,
        DataObject(OCTET_STRING, curve.encode(curve.generator)).to_bytes(),
        write_unsigned(curve.order).to_bytes(),
        write_unsigned(COFACTOR).to_bytes(),
    )
