"""What the chip of a travel document holds: its files, its passwords and its keys."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self

from thiqa.base import b64decode, b64encode
from thiqa.card.channel.cv_certificates import TrustState
from thiqa.card.channel.passwords import MrzPassword
from thiqa.card.software.faults import Fault
from thiqa.card.software.trust_memory import read_trust, write_trust

MAX_FILES: Final = 32


@dataclass(frozen=True, slots=True)
class ChipKey:
    """A private key for agreements, in a group that has a number (ICAO 9303-11, section 9.5.1).

    The number is the key's identifier, too.
    """

    parameters: int
    scalar: int = field(repr=False)


@dataclass(frozen=True, slots=True)
class Chip:
    """Everything that the travel document remembers; files by the names that ICAO 9303-10 gives."""

    files: Mapping[str, bytes] = field(repr=False)
    """Files of the application: EF.COM, EF.SOD and the data groups."""
    master_files: Mapping[str, bytes] = field(repr=False)
    """Files outside of it: EF.CardAccess, EF.CardSecurity, EF.ATR/INFO, EF.DIR."""
    mrz: MrzPassword
    """What of the machine-readable zone opens the chip."""
    can: str = field(repr=False)
    pin: str | None = field(default=None, repr=False)
    """The PIN, if it opens the chip too; derived keys need it in full."""
    basic_access: bool = False
    """Whether the chip can be opened by BAC."""
    largest_answer: int = 65_536
    """The most bytes that the chip gives in one answer."""
    chip_keys: tuple[ChipKey, ...] = ()
    """Keys for chip authentication, and for PACE with chip authentication mapping."""
    active_key: bytes | None = field(default=None, repr=False)
    """The private key of active authentication, PKCS #8."""
    trust: TrustState | None = field(default=None, repr=False)
    """Whose terminals may read fingerprints, and the day that it is at least."""
    faults: frozenset[Fault] = frozenset()
    """What this chip does wrong, on purpose."""

    def to_members(self) -> dict[str, Any]:
        """Write the chip as a JSON object."""
        return {
            "files": _encoded(self.files),
            "master_files": _encoded(self.master_files),
            "mrz": [self.mrz.document_number, self.mrz.date_of_birth, self.mrz.date_of_expiry],
            "can": self.can,
            "pin": self.pin,
            "basic_access": self.basic_access,
            "largest_answer": self.largest_answer,
            "chip_keys": [[key.parameters, f"{key.scalar:x}"] for key in self.chip_keys],
            "active_key": None if self.active_key is None else b64encode(self.active_key),
            "trust": None if self.trust is None else write_trust(self.trust),
            "faults": sorted(self.faults),
        }

    @classmethod
    def from_members(cls, members: Mapping[str, Any]) -> Self:
        """Read a chip; raises KeyError, TypeError or ValueError for what is not one."""
        left = dict(members)
        chip = cls(
            files=_decoded(left.pop("files")),
            master_files=_decoded(left.pop("master_files")),
            mrz=MrzPassword(*map(_text, left.pop("mrz"))),
            can=_text(left.pop("can")),
            pin=_optional_text(left.pop("pin")),
            basic_access=_flag(left.pop("basic_access")),
            largest_answer=_number(left.pop("largest_answer")),
            chip_keys=tuple(
                ChipKey(_number(parameters), int(scalar, 16))
                for parameters, scalar in left.pop("chip_keys")
            ),
            active_key=_optional_bytes(left.pop("active_key")),
            trust=_optional_trust(left.pop("trust")),
            faults=frozenset(Fault(each) for each in left.pop("faults")),
        )
        if left:
            raise ValueError(f"the chip has unknown members {sorted(left)}")
        return chip


def _encoded(files: Mapping[str, bytes]) -> dict[str, str]:
    return {name: b64encode(content) for name, content in files.items()}


def _decoded(files: Mapping[str, str]) -> dict[str, bytes]:
    if len(files) > MAX_FILES:
        raise ValueError("the chip has too many files")
    return {name: b64decode(content) for name, content in files.items()}


def _optional_bytes(value: str | None) -> bytes | None:
    return None if value is None else b64decode(value)


def _optional_trust(value: Any) -> TrustState | None:
    return None if value is None else read_trust(value)


def _optional_text(value: object) -> str | None:
    return None if value is None else _text(value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a member of the chip is not text")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("a member of the chip is not true or false")
    return value


def _number(value: object) -> int:
    if type(value) is not int or not 0 <= value <= 65_536:
        raise ValueError("a number of the chip is out of range")
    return value
