"""The forms of chip authentication, and which of them a terminal takes (ICAO 9303-11, 6.2, 9.2)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from thiqa.card.channel.domain import Domain, EllipticDomain, ModularDomain
from thiqa.card.channel.domain_parameters import AgreementKey, read_agreement_key
from thiqa.card.channel.errors import ChipProofError, DomainUnknownError
from thiqa.card.channel.suite import Suite
from thiqa.card.data_groups.security_info import ID_CA, ChipPublicKeyInfo
from thiqa.card.data_groups.security_infos import SecurityInfos

VERSION: Final = 1
"""Version 2 comes after terminal authentication; passports have version 1 (TR-03110-1, 3.4)."""


@dataclass(frozen=True, slots=True)
class ChipProtocol:
    """One form of chip authentication."""

    identifier: str
    agreement: type[Domain]
    suite: Suite

    @property
    def name(self) -> str:
        """Its name for people."""
        agreement = "ECDH" if self.agreement is EllipticDomain else "DH"
        return f"CA-{agreement}-{self.suite.title}"


CHIP_PROTOCOLS: Final[Mapping[str, ChipProtocol]] = MappingProxyType(
    {
        f"{ID_CA}.{first}.{second}": ChipProtocol(f"{ID_CA}.{first}.{second}", agreement, suite)
        for first, agreement in ((1, ModularDomain), (2, EllipticDomain))
        for second, suite in (
            (1, Suite.TDES),
            (2, Suite.AES128),
            (3, Suite.AES192),
            (4, Suite.AES256),
        )
    }
)
"""By object identifier (section 9.2.7)."""

_STRONGEST_FIRST: Final = (Suite.AES256, Suite.AES192, Suite.AES128, Suite.TDES)


@dataclass(frozen=True, slots=True)
class ChipChoice:
    """One of the chip's keys, and the form in which the terminal agrees with it."""

    protocol: ChipProtocol
    info: ChipPublicKeyInfo
    key: AgreementKey

    @property
    def key_id(self) -> int | None:
        """The number of the key, where the chip gives it one."""
        return self.info.key_id


def choose_chip_key(infos: SecurityInfos) -> ChipChoice:
    """Choose the strongest cipher, then the largest group; raises ChipProofError."""
    offers = list(_offers(infos))
    if not offers:
        raise ChipProofError("the chip offers no chip authentication that is known")
    return min(offers, key=_rank)


def _offers(infos: SecurityInfos) -> Iterator[ChipChoice]:
    """Yield keys with the forms that are said to be for them; a key alone is for 3DES.

    Chips of the first generation say nothing but the key: there was no other cipher then.
    """
    for info in infos.chip_public_keys:
        try:
            key = read_agreement_key(info.public_key)
        except DomainUnknownError:
            continue
        said = [each for each in infos.chip_authentication if each.key_id == info.key_id]
        forms = [each.protocol for each in said if each.version == VERSION]
        if not infos.chip_authentication:
            forms = [_first_generation(key.domain)]
        for form in forms:
            protocol = CHIP_PROTOCOLS.get(form)
            if protocol is not None and isinstance(key.domain, protocol.agreement):
                yield ChipChoice(protocol, info, key)


def _first_generation(domain: Domain) -> str:
    return f"{ID_CA}.{2 if isinstance(domain, EllipticDomain) else 1}.1"


def _rank(choice: ChipChoice) -> tuple[int, bool, int]:
    domain = choice.key.domain
    return (
        _STRONGEST_FIRST.index(choice.protocol.suite),
        not isinstance(domain, EllipticDomain),
        -domain.field_bits,
    )
