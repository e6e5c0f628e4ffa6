"""What a terminal has read from a document: bytes and answers, none of them verified."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from thiqa.card.channel.passwords import MrzPassword
from thiqa.card.data_groups.files import DataGroup, ElementaryFile

CHIP_AUTHENTICATION: Final = "chip authentication"
ACTIVE_AUTHENTICATION: Final = "active authentication"
"""The steps of the reader in which a chip proves a key."""


class AccessProtocol(StrEnum):
    """How the chip was opened."""

    NONE = "none"
    BAC = "bac"
    PACE = "pace"


@dataclass(frozen=True, slots=True)
class Access:
    """The channel in which the chip was read."""

    protocol: AccessProtocol
    password: str = ""
    """Which kind of password opened it: `mrz`, `can`, `pin` or `puk`; never the password."""
    pace_oid: str = ""
    """The PACE protocol that was chosen (ICAO 9303-11, section 9.2.1)."""
    domain_parameters: int | None = None
    """The number of its standardised domain parameters (ICAO 9303-11, section 9.5.1)."""
    printed_zone: MrzPassword | None = field(default=None, repr=False)
    """What was read from the printed zone, if that opened the chip."""


@dataclass(frozen=True, slots=True)
class ChipMapping:
    """What PACE with chip authentication mapping leaves to be checked (9303-11, 4.4.3.3.3)."""

    mapping_public_key: bytes = field(repr=False)
    """The point that the chip sent to map the nonce with, uncompressed."""
    chip_authentication_data: bytes = field(repr=False)
    """The number that it sent afterwards, decrypted."""
    domain_parameters: int


@dataclass(frozen=True, slots=True)
class ChipAuthentication:
    """A channel that only the holder of a key could open (ICAO 9303-11, section 6.2)."""

    key_id: int | None
    public_key: bytes = field(repr=False)
    """The SubjectPublicKeyInfo with which the terminal agreed on the channel's keys."""
    protocol: str
    """The object identifier of the protocol."""


@dataclass(frozen=True, slots=True)
class ActiveAuthentication:
    """A challenge and what the chip signed (ICAO 9303-11, section 6.1)."""

    challenge: bytes = field(repr=False)
    response: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class DocumentRead:
    """Everything that was read from one chip; `verify_document` says what of it may be believed."""

    files: Mapping[ElementaryFile, bytes] = field(repr=False)
    """Each file as it was read, from its first byte to its last."""
    access: Access
    refused: Mapping[ElementaryFile, str] = field(default_factory=dict)
    """Files that the chip did not give, and why: `absent`, or the status word."""
    chip_mapping: ChipMapping | None = None
    chip_authentication: ChipAuthentication | None = None
    active_authentication: ActiveAuthentication | None = None
    terminal_authenticated: bool = False
    """Whether the chip accepted the terminal's certificates; a claim of the chip, no proof."""
    failures: Mapping[str, str] = field(default_factory=dict)
    """Steps of the reader that failed, by name, and why: a proof that the chip did not give.

    Those of `CHIP_AUTHENTICATION` and `ACTIVE_AUTHENTICATION` speak against the chip.
    """
    apdus: int = 0
    seconds: Mapping[str, float] = field(default_factory=dict)
    """How long each step of the reader took, by its name."""

    @property
    def data_groups(self) -> Mapping[DataGroup, bytes]:
        """The data groups among the files."""
        return {group: self.files[group.file] for group in DataGroup if group.file in self.files}
