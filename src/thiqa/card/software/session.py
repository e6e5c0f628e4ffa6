"""What a powered software card holds in its volatile memory."""

import os
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_private_key

from thiqa.card.errors import CardError, CardStateError
from thiqa.card.profile import CardProfile
from thiqa.card.software.memory import CardMemory
from thiqa.card.software.reference_data import RandomBytes


class CommandRefusedError(CardError):
    """Inside the card: a command ends with this status word and without data."""

    def __init__(self, status: int) -> None:
        super().__init__(f"refused with {status:04X}")
        self.status = status


@dataclass(slots=True)
class CardSession:
    """From one reset to the next: what is selected, what was proved, what is to be signed."""

    memory: CardMemory
    profile: CardProfile
    certificate: bytes
    private_key: ec.EllipticCurvePrivateKey
    random_bytes: RandomBytes = os.urandom
    application_selected: bool = False
    file: bytes | None = None
    pin_verified: bool = False
    signing_key_set: bool = False
    hash_to_sign: bytes | None = None
    waiting: bytes = field(default=b"", repr=False)

    @classmethod
    def start(cls, memory: CardMemory) -> "CardSession":
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
        return cls(memory, state.profile, state.certificate, key)

    def deselect(self) -> None:
        """Forget everything that was selected and proved (ISO/IEC 7816-4, section 5.4.3)."""
        self.application_selected = False
        self.file = None
        self.pin_verified = False
        self.signing_key_set = False
        self.hash_to_sign = None
        self.waiting = b""
