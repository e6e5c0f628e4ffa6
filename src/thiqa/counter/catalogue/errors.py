"""What can be wrong with a catalogue.

CounterError
└── SettingsError
    └── CatalogueFaultError    a file of the catalogue cannot be used: where, and why
"""

from dataclasses import dataclass

from thiqa.counter.errors import SettingsError


@dataclass(frozen=True, slots=True)
class CatalogueFault:
    """One thing that is wrong in a file."""

    file: str
    line: int
    path: str
    """Where in the file, by names and numbers: `fields[2].label.fr`."""
    reason: str

    def __str__(self) -> str:
        where = f"{self.path}: " if self.path else ""
        return f"{self.file}:{self.line}: {where}{self.reason}"


class CatalogueFaultError(SettingsError):
    """Files of the catalogue cannot be used; `faults` is never empty."""

    def __init__(self, faults: tuple[CatalogueFault, ...]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults
