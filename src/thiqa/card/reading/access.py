"""What a terminal brings to a chip, and what it accepts of one."""

from dataclasses import dataclass, field

from thiqa.card.channel.pace.choice import PacePolicy
from thiqa.card.channel.passwords import Password
from thiqa.card.channel.terminal_authentication import TerminalCredentials


@dataclass(frozen=True, slots=True)
class ReadingAccess:
    """What opens the chip to this terminal."""

    password: Password
    """What its holder said, or what is printed on it."""

    terminal: TerminalCredentials | None = field(default=None, repr=False)
    """Certificates and key with which it may read what is protected; most terminals have none."""


@dataclass(frozen=True, slots=True)
class ReadingRules:
    """How a chip may be read; what is read is judged afterwards, by `verify_document`."""

    bac_allowed: bool = False
    """Whether a chip that does not offer PACE may be opened with BAC."""

    pace: PacePolicy = field(default_factory=PacePolicy)
    """Which forms of PACE are accepted, the best first."""
