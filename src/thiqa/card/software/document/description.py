"""What a specimen document is to be like; everything that is left out has a sensible value."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, Self

from thiqa.card.channel.suite import Suite
from thiqa.card.data_groups.files import DataGroup
from thiqa.card.data_groups.images import ImageFormat
from thiqa.card.data_groups.mrz import SHORT_NUMBER_CHARACTERS
from thiqa.card.data_groups.mrz_layout import TD1, Layout
from thiqa.card.software.faults import Fault
from thiqa.card.software.personas import Persona

P_256_PARAMETERS: Final = 12
"""The number of the curve P-256 (ICAO 9303-11, section 9.5.1)."""
LARGEST_ANSWER: Final = 32_768
"""What one answer may hold, unless the description says otherwise."""


@dataclass(frozen=True, slots=True)
class PaceOffer:
    """One form of PACE: mapping GM, IM or CAM, a cipher, and standardised parameters."""

    mapping: str = "GM"
    cipher: Suite = Suite.AES128
    parameters: int = P_256_PARAMETERS


@dataclass(frozen=True, slots=True)
class ChipAuthenticationOffer:
    """Chip authentication: a cipher for the channel after it, and the parameters of the key."""

    cipher: Suite = Suite.AES128
    parameters: int = P_256_PARAMETERS


@dataclass(frozen=True, slots=True)
class Portrait:
    """The picture in EF.DG2."""

    format: ImageFormat = ImageFormat.JPEG_2000
    width: int = 240
    height: int = 320


@dataclass(frozen=True, slots=True)
class Description:
    """A document of a specimen citizen."""

    citizen: Persona
    number: str
    """The number of the document, as the machine-readable zone has it."""
    issued: str
    """The day of issue, YYYYMMDD."""
    expires: str
    """The last day, YYYYMMDD."""
    layout: Layout = TD1
    code: str = "I"
    issuer: str = "MAR"
    nationality: str = "MAR"
    pace: tuple[PaceOffer, ...] = (PaceOffer(),)
    basic_access: bool = False
    """Whether basic access control opens the chip as well."""
    pin_opens: bool = False
    """Whether PACE can be done with the PIN of the card."""
    largest_answer: int = LARGEST_ANSWER
    chip_authentication: ChipAuthenticationOffer | None = field(
        default_factory=ChipAuthenticationOffer
    )
    active_authentication: str | None = None
    """The kind of key that signs challenges: `RSA`, `ECDSA`, or none."""
    terminal_authentication: bool = False
    """Whether fingerprints are there, for terminals that have the right."""
    portrait: Portrait = field(default_factory=Portrait)
    data_groups: frozenset[DataGroup] = frozenset(
        {DataGroup.DG1, DataGroup.DG2, DataGroup.DG11, DataGroup.DG12}
    )
    """The data groups about holder and document; EF.DG14 and EF.DG15 come with the keys."""
    data_hash: str = "sha256"
    """The hash by which EF.SOD lists the data groups."""
    signer: str = "ECDSA"
    """The kind of signer: `ECDSA`, or `RSA-PSS`."""
    signer_hash: str = "sha256"
    """The hash that the document signer signs."""
    faults: frozenset[Fault] = frozenset()

    @classmethod
    def of(cls, citizen: Persona, now: int) -> Self:
        """Describe the document of a specimen citizen with everything that can be left out."""
        issued, expires = (
            datetime.fromtimestamp(moment, UTC).strftime("%Y%m%d")
            for moment in citizen.validity(now)
        )
        number = citizen.national_number.ljust(SHORT_NUMBER_CHARACTERS, "0")
        return cls(citizen, number, issued, expires)
