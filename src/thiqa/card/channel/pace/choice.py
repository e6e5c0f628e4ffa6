"""Which of the forms of PACE that a chip offers a terminal takes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from thiqa.card.channel.domain import Domain, EllipticDomain
from thiqa.card.channel.domain_parameters import (
    RESERVED_PARAMETER_IDS,
    read_domain,
    standard_domain,
)
from thiqa.card.channel.errors import DomainUnknownError
from thiqa.card.channel.pace.errors import PaceNotOfferedError
from thiqa.card.channel.pace.protocols import PROTOCOLS, Mapping, PaceProtocol
from thiqa.card.channel.suite import Suite
from thiqa.card.data_groups.security_info import PaceInfo
from thiqa.card.data_groups.security_infos import SecurityInfos

PACE_VERSION: Final = 2
"""The one version that there is (section 9.2.1)."""


@dataclass(frozen=True, slots=True)
class PacePolicy:
    """What a terminal accepts, the best first; a chip that offers none of it is not read."""

    mappings: tuple[Mapping, ...] = (
        Mapping.CHIP_AUTHENTICATION,
        Mapping.GENERIC,
        Mapping.INTEGRATED,
    )
    """Chip authentication mapping proves the chip in the same breath."""

    suites: tuple[Suite, ...] = (Suite.AES256, Suite.AES192, Suite.AES128, Suite.TDES)
    """3DES is in documents that are still valid (section 4.4.3, note 2)."""

    least_curve_bits: int = 192
    """The smallest curve; the standard has none below 192 bits."""

    least_field_bits: int = 1024
    """The smallest group of numbers; the standard has none below 1024 bits."""


@dataclass(frozen=True, slots=True)
class PaceChoice:
    """One form of PACE over one group."""

    protocol: PaceProtocol
    domain: Domain
    parameter_id: int | None
    ambiguous: bool
    """Whether the chip has several groups, so that it must be told which (section 4.4.4.1)."""

    @property
    def name(self) -> str:
        """Its name for people."""
        return f"{self.protocol.name} over {self.domain.name}"


def choose(infos: SecurityInfos, policy: PacePolicy) -> PaceChoice:
    """Choose the best that both know; raises PaceNotOfferedError.

    What a chip says before the channel is up is not protected: once it is, the reader compares it
    with what is signed.
    """
    offers = [choice for choice in offered(infos) if _is_accepted(choice, policy)]
    if not offers:
        raise PaceNotOfferedError("the chip offers no PACE that is accepted here")
    return min(offers, key=lambda choice: _rank(choice, policy))


def offered(infos: SecurityInfos) -> Iterator[PaceChoice]:
    """Yield what the chip offers and we know, in its order."""
    ambiguous = len({info.parameter_id for info in infos.pace}) > 1
    for info in infos.pace:
        protocol = PROTOCOLS.get(info.protocol)
        if protocol is None or info.version != PACE_VERSION:
            continue
        try:
            domain = _domain(info, protocol, infos)
        except DomainUnknownError:
            continue
        if isinstance(domain, protocol.agreement) and _can_map(protocol, domain):
            yield PaceChoice(protocol, domain, info.parameter_id, ambiguous)


def _domain(info: PaceInfo, protocol: PaceProtocol, infos: SecurityInfos) -> Domain:
    if info.parameter_id is not None and info.parameter_id in RESERVED_PARAMETER_IDS:
        return standard_domain(info.parameter_id)
    family = protocol.identifier.rpartition(".")[0]
    for explicit in infos.pace_domains:
        if (explicit.protocol, explicit.parameter_id) == (family, info.parameter_id):
            return read_domain(explicit.parameters)
    raise DomainUnknownError("the chip does not say in which group")


def _can_map(protocol: PaceProtocol, domain: Domain) -> bool:
    """The integrated mapping needs p ≡ 3 mod 4 on a curve: not so P-224 (section 9.5.1)."""
    if protocol.mapping is not Mapping.INTEGRATED or not isinstance(domain, EllipticDomain):
        return True
    return domain.curve.p % 4 == 3


def _is_accepted(choice: PaceChoice, policy: PacePolicy) -> bool:
    elliptic = isinstance(choice.domain, EllipticDomain)
    least = policy.least_curve_bits if elliptic else policy.least_field_bits
    return (
        choice.protocol.mapping in policy.mappings
        and choice.protocol.suite in policy.suites
        and choice.domain.field_bits >= least
    )


def _rank(choice: PaceChoice, policy: PacePolicy) -> tuple[int, bool, int, int]:
    """Order by mapping, curves before numbers, cipher, and the larger group."""
    return (
        policy.mappings.index(choice.protocol.mapping),
        not isinstance(choice.domain, EllipticDomain),
        policy.suites.index(choice.protocol.suite),
        -choice.domain.field_bits,
    )
