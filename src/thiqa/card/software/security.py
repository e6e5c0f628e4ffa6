"""What a terminal has proved to the chip, and the channel in which it counts."""

from dataclasses import dataclass, field
from enum import Enum, auto

from thiqa.card.channel.bac import BacCard
from thiqa.card.channel.chip_keys import ChipAuthenticator
from thiqa.card.channel.cv_certificates import Authorization
from thiqa.card.channel.pace.card import EstablishedPace, PaceCard
from thiqa.card.channel.secure_messaging import CardChannel
from thiqa.card.channel.terminal_verifier import TerminalVerifier


class Opened(Enum):
    """How the chip was opened."""

    NOT = auto()
    BY_BASIC_ACCESS = auto()
    BY_PACE = auto()


@dataclass(slots=True)
class Security:
    """One channel and the rights within it: they begin and end together."""

    channel: CardChannel | None = field(default=None, repr=False)
    opened: Opened = Opened.NOT
    password: int | None = None
    """The reference of the password that PACE was done with."""
    basic_access: BacCard | None = field(default=None, repr=False)
    """Basic access control that waits for the terminal's answer."""
    pace: PaceCard | None = field(default=None, repr=False)
    """PACE between two of its steps."""
    established: EstablishedPace | None = field(default=None, repr=False)
    """What PACE has left for terminal authentication."""
    chip: ChipAuthenticator | None = field(default=None, repr=False)
    """Chip authentication that waits for the terminal's key."""
    terminal_key: bytes | None = field(default=None, repr=False)
    """The terminal's key of chip authentication, to which its rights are bound."""
    verifier: TerminalVerifier | None = field(default=None, repr=False)
    """Terminal authentication, as far as it has come."""
    rights: Authorization | None = None
    """What the terminal may read beyond what the channel opens."""
    last_answer: bytes = field(default=b"", repr=False)
    """The last protected answer, for chips that repeat themselves on purpose."""
    next: "Security | None" = field(default=None, repr=False)
    """What holds as soon as the answer to this command has left."""
