"""The forms of PACE: agreement, mapping and cipher (ICAO 9303-11, sections 4.4.3 and 9.2.3)."""

from collections.abc import Mapping as ReadOnlyMapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

from thiqa.card.channel.domain import Domain, EllipticDomain, ModularDomain
from thiqa.card.channel.suite import Suite
from thiqa.card.data_groups.security_info import ID_PACE


class Mapping(Enum):
    """How the nonce becomes a generator (section 4.4.3.3)."""

    GENERIC = "GM"
    INTEGRATED = "IM"
    CHIP_AUTHENTICATION = "CAM"


@dataclass(frozen=True, slots=True)
class PaceProtocol:
    """One form of PACE."""

    identifier: str
    agreement: type[Domain]
    mapping: Mapping
    suite: Suite

    @property
    def name(self) -> str:
        """Its name, as the standard writes it."""
        agreement = "ECDH" if self.agreement is EllipticDomain else "DH"
        return f"PACE-{agreement}-{self.mapping.value}-{self.suite.title}"


_MAPPINGS: Final[tuple[tuple[int, type[Domain], Mapping], ...]] = (
    (1, ModularDomain, Mapping.GENERIC),
    (2, EllipticDomain, Mapping.GENERIC),
    (3, ModularDomain, Mapping.INTEGRATED),
    (4, EllipticDomain, Mapping.INTEGRATED),
    (6, EllipticDomain, Mapping.CHIP_AUTHENTICATION),
)
_SUITES: Final = ((1, Suite.TDES), (2, Suite.AES128), (3, Suite.AES192), (4, Suite.AES256))

PROTOCOLS: Final[ReadOnlyMapping[str, PaceProtocol]] = MappingProxyType(
    {
        identifier: PaceProtocol(identifier, agreement, mapping, suite)
        for first, agreement, mapping in _MAPPINGS
        for second, suite in _SUITES
        if (mapping, suite) != (Mapping.CHIP_AUTHENTICATION, Suite.TDES)
        for identifier in (f"{ID_PACE}.{first}.{second}",)
    }
)
"""By object identifier (section 9.2.3)."""
