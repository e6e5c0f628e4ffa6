"""The chip's own keys, and what EF.CardAccess, EF.CardSecurity and EF.DG14 say about them."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from thiqa.card.channel.domain import ModularDomain
from thiqa.card.channel.domain_parameters import standard_domain, write_agreement_key
from thiqa.card.channel.explicit_keys import write_explicit_key
from thiqa.card.channel.suite import Suite
from thiqa.card.data_groups.dg14 import write_dg14
from thiqa.card.data_groups.dg15 import write_dg15
from thiqa.card.data_groups.files import DataGroup
from thiqa.card.data_groups.security_info import (
    ID_CA,
    ID_PACE,
    ID_PK_DH,
    ID_PK_ECDH,
    ActiveAuthenticationInfo,
    ChipAuthenticationInfo,
    ChipPublicKeyInfo,
    PaceInfo,
    SecurityInfo,
    TerminalAuthenticationInfo,
)
from thiqa.card.data_groups.security_infos import SecurityInfos
from thiqa.card.software.chip import ChipKey
from thiqa.card.software.document.description import Description, PaceOffer
from thiqa.crypto.random_numbers import RandomBytes

SUITE_NUMBERS: Final = {suite: at for at, suite in enumerate(Suite, 1)}
"""The last number of a protocol's identifier (ICAO 9303-11, section 9.2.3)."""
MAPPING_NUMBERS: Final = {
    ("DH", "GM"): 1,
    ("ECDH", "GM"): 2,
    ("DH", "IM"): 3,
    ("ECDH", "IM"): 4,
    ("ECDH", "CAM"): 6,
}
ECDSA_PLAIN_SHA256: Final = "0.4.0.127.0.7.1.1.4.1.3"
"""What the chip signs challenges with (TR-03111, section 5.2.1.1)."""
RSA_BITS: Final = 2048
RSA_EXPONENT: Final = 65537


@dataclass(frozen=True, slots=True)
class ChipKeys:
    """Everything that the chip proves itself with."""

    agreement: tuple[ChipKey, ...] = ()
    active: bytes | None = field(default=None, repr=False)
    """The private key of active authentication, PKCS #8."""
    active_public: bytes | None = None
    """Its public key, as EF.DG15 holds it."""


def make_keys(description: Description, random_bytes: RandomBytes) -> ChipKeys:
    """Make new keys for what a description offers, one for each set of parameters."""
    offered = [each.parameters for each in description.pace if each.mapping == "CAM"]
    if description.chip_authentication is not None:
        offered.append(description.chip_authentication.parameters)
    agreement = tuple(
        ChipKey(number, standard_domain(number).random_scalar(random_bytes))
        for number in sorted(set(offered))
    )
    if description.active_authentication is None:
        return ChipKeys(agreement)
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
    if description.active_authentication == "ECDSA":
        key = ec.generate_private_key(ec.SECP256R1())
    else:
        key = rsa.generate_private_key(RSA_EXPONENT, RSA_BITS)
    return ChipKeys(
        agreement,
        key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),
        key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
    )


def access_infos(description: Description) -> SecurityInfos:
    """Return what EF.CardAccess says: the forms of PACE."""
    return SecurityInfos.of(_pace_info(offer) for offer in description.pace)


def signed_infos(description: Description, keys: ChipKeys) -> SecurityInfos:
    """Return what EF.DG14 says: the same, the chip's keys, and what they are for."""
    infos: list[SecurityInfo] = [_pace_info(offer) for offer in description.pace]
    infos.extend(_key_info(key, write_explicit_key) for key in keys.agreement)
    offer = description.chip_authentication
    if offer is not None:
        number = _agreement_number(offer.parameters)
        protocol = f"{ID_CA}.{number}.{SUITE_NUMBERS[offer.cipher]}"
        infos.append(ChipAuthenticationInfo(protocol, key_id=offer.parameters))
    if description.active_authentication == "ECDSA":
        infos.append(ActiveAuthenticationInfo(ECDSA_PLAIN_SHA256))
    if description.terminal_authentication:
        infos.append(TerminalAuthenticationInfo())
    return SecurityInfos.of(infos)


def card_security_infos(description: Description, keys: ChipKeys) -> SecurityInfos:
    """Return what EF.CardSecurity says: the forms of PACE and the keys of the mapping."""
    offered = {each.parameters for each in description.pace if each.mapping == "CAM"}
    infos = signed_infos(description, keys)
    held = (key for key in keys.agreement if key.parameters in offered)
    public = tuple(_key_info(key, write_agreement_key) for key in held)
    return replace(infos, chip_public_keys=public)


def write_keys(description: Description, keys: ChipKeys) -> dict[DataGroup, bytes]:
    """Write EF.DG14 and EF.DG15, as far as there is something to say in them."""
    groups: dict[DataGroup, bytes] = {}
    infos = signed_infos(description, keys)
    if infos.every:
        groups[DataGroup.DG14] = write_dg14(infos.to_bytes())
    if keys.active_public is not None:
        groups[DataGroup.DG15] = write_dg15(keys.active_public)
    return groups


def _key_info(key: ChipKey, write: Callable[[int, bytes], bytes]) -> ChipPublicKeyInfo:
    """Return the public half of a key, written with its parameters or with their number."""
    domain = standard_domain(key.parameters)
    kind = ID_PK_DH if isinstance(domain, ModularDomain) else ID_PK_ECDH
    public = write(key.parameters, domain.public_key(key.scalar))
    return ChipPublicKeyInfo(kind, public, key.parameters)


def _pace_info(offer: PaceOffer) -> PaceInfo:
    agreement = "DH" if _agreement_number(offer.parameters) == 1 else "ECDH"
    mapping = MAPPING_NUMBERS[agreement, offer.mapping]
    protocol = f"{ID_PACE}.{mapping}.{SUITE_NUMBERS[offer.cipher]}"
    return PaceInfo(protocol, parameter_id=offer.parameters)


def _agreement_number(parameters: int) -> int:
    """Return 1 for numbers and 2 for curves, as identifiers of protocols have it."""
    return 1 if isinstance(standard_domain(parameters), ModularDomain) else 2
