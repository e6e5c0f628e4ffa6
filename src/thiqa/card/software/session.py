"""What a powered software card holds in its volatile memory."""

import os
from dataclasses import dataclass, field
from enum import Enum, auto

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_private_key

from thiqa.card.channel.passwords import CanPassword
from thiqa.card.errors import CardError, CardStateError
from thiqa.card.profile import CardProfile
from thiqa.card.software.chip import Chip
from thiqa.card.software.faults import Fault
from thiqa.card.software.memory import CardMemory
from thiqa.card.software.reference_data import RandomBytes
from thiqa.card.software.security import Opened, Security
from thiqa.card.transport.apdu import EXTENDED_LE_MAX, StatusWord


class CommandRefusedError(CardError):
    """Inside the card: a command ends with this status word and without data."""

    def __init__(self, status: int) -> None:
        super().__init__(f"refused with {status:04X}")
        self.status = status


class Interface(Enum):
    """How the card lies on the reader."""

    CONTACT = auto()
    CONTACTLESS = auto()
    """Anybody near can send commands: nothing personal without PACE, no PIN without the CAN."""


ChainedData = tuple[tuple[int, int, int], bytes]
"""Instruction, P1 and P2 of a command whose data comes in parts, and what has come of it."""


class Application(Enum):
    """What is selected: one of the applications, or nothing but the master file."""

    NONE = auto()
    LOGIN = auto()
    DOCUMENT = auto()


@dataclass(slots=True)
class CardSession:
    """From one reset to the next: what is selected, what was proved, what is to be signed."""

    memory: CardMemory
    profile: CardProfile
    certificate: bytes = field(repr=False)
    private_key: ec.EllipticCurvePrivateKey = field(repr=False)
    chip: Chip | None = None
    interface: Interface = Interface.CONTACT
    random_bytes: RandomBytes = os.urandom
    application: Application = Application.NONE
    file: bytes | None = None
    pin_verified: bool = False
    signing_key_set: bool = False
    hash_to_sign: bytes | None = None
    security: Security = field(default_factory=Security, repr=False)
    waiting: bytes = field(default=b"", repr=False)
    chained: ChainedData | None = field(default=None, repr=False)

    @classmethod
    def start(
        cls,
        memory: CardMemory,
        interface: Interface = Interface.CONTACT,
        random_bytes: RandomBytes = os.urandom,
    ) -> "CardSession":
        """Read what a reset needs; nothing is selected, nothing is proved."""
        state = memory.read()
        try:
            key = load_der_private_key(state.private_key, password=None)
        except (ValueError, TypeError) as error:
            raise CardStateError("the card's private key is damaged") from error
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise CardStateError("the card's private key is of another kind")
        if key.curve.name != state.profile.suite.curve.name:
            raise CardStateError("the card's private key is on another curve than its profile's")
        return cls(
            memory, state.profile, state.certificate, key, state.chip, interface, random_bytes
        )

    @property
    def faults(self) -> frozenset[Fault]:
        """What the chip does wrong on purpose."""
        return frozenset() if self.chip is None else self.chip.faults

    @property
    def largest_answer(self) -> int:
        """The most bytes that the card gives at once."""
        return EXTENDED_LE_MAX if self.chip is None else self.chip.largest_answer

    def deselect(self) -> None:
        """Forget what was selected and proved to an application (ISO/IEC 7816-4, section 5.4.3)."""
        self.application = Application.NONE
        self.file = None
        self.pin_verified = False
        self.signing_key_set = False
        self.hash_to_sign = None
        self.waiting = b""
        self.chained = None

    def end_channel(self) -> None:
        """Forget the channel, and with it everything that was proved (ICAO 9303-11, 9.8.3)."""
        self.deselect()
        self.security = Security()

    def change_channel(self) -> None:
        """Begin the channel that the last command has agreed on, if it has."""
        if self.security.next is not None:
            self.security = self.security.next


def require_access(session: CardSession) -> None:
    """Over the air nothing of the login application is given before PACE."""
    if session.interface is Interface.CONTACT or session.security.opened is Opened.BY_PACE:
        return
    raise CommandRefusedError(StatusWord.SECURITY_STATUS_NOT_SATISFIED)


def require_access_number(session: CardSession) -> None:
    """Over the air nobody uses up tries who has not seen the number on the card."""
    require_access(session)
    if session.interface is Interface.CONTACTLESS and (
        session.security.password != CanPassword.reference
    ):
        raise CommandRefusedError(StatusWord.SECURITY_STATUS_NOT_SATISFIED)
