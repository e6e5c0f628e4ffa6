"""What a software card remembers, and how that is written down."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Self

from thiqa.base import EncodingError, b64decode, b64encode, canonical_json, parse_json_object
from thiqa.card.errors import CardError, CardStateError
from thiqa.card.pin_format import SecretName
from thiqa.card.profile import CardProfile, profile_named
from thiqa.card.software.chip import Chip

STATE_VERSION: Final = 2
STATE_NOTICE: Final = "SPECIMEN: software card of a citizen who does not exist"
MAX_STATE_BYTES: Final = 524_288
COSTS: Final = tuple(2**power for power in range(3, 15))
"""What Argon2id may be given as its memory, in KiB (RFC 9106); the least that it takes is 8."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A PIN or PUK as the card keeps it: never itself, but its salted slow hash, and its tries."""

    salt: bytes = field(repr=False)
    hashed: bytes = field(repr=False)
    cost: int
    tries_left: int


@dataclass(frozen=True, slots=True)
class CardState:
    """Everything that a software card remembers; `private_key` is PKCS #8, both are DER."""

    profile: CardProfile
    persona: str
    certificate: bytes = field(repr=False)
    private_key: bytes = field(repr=False)
    pin: Secret
    puk: Secret
    chip: Chip | None = None
    """The travel document; None on a card that only logs in."""

    def secret(self, name: SecretName) -> Secret:
        """Return the PIN or the PUK."""
        return self.pin if name is SecretName.PIN else self.puk

    def with_secret(self, name: SecretName, secret: Secret) -> Self:
        """Return the same state with another PIN or PUK."""
        return replace(self, pin=secret) if name is SecretName.PIN else replace(self, puk=secret)

    def with_pin_of_chip(self, pin: str) -> Self:
        """Return the same state with another PIN for the chip, if a PIN opens it."""
        if self.chip is None or self.chip.pin is None:
            return self
        return replace(self, chip=replace(self.chip, pin=pin))

    def to_bytes(self) -> bytes:
        """Write the state as JSON."""
        return canonical_json(
            {
                "notice": STATE_NOTICE,
                "specimen": True,
                "version": STATE_VERSION,
                "profile": self.profile.name,
                "persona": self.persona,
                "certificate": b64encode(self.certificate),
                "private_key": b64encode(self.private_key),
                "pin": _secret_to_json(self.pin),
                "puk": _secret_to_json(self.puk),
                "chip": None if self.chip is None else self.chip.to_members(),
            }
        )

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Read the state; whatever is missing, unknown or out of range is refused."""
        try:
            members = parse_json_object(raw, max_characters=MAX_STATE_BYTES)
            return cls._from_members(members)
        except (EncodingError, KeyError, TypeError, ValueError, AttributeError, CardError) as error:
            raise CardStateError(f"not the state of a software card: {error}") from error

    @classmethod
    def _from_members(cls, members: dict[str, Any]) -> Self:
        if members.pop("version") != STATE_VERSION:
            raise ValueError(f"its version is not {STATE_VERSION}")
        if members.pop("specimen") is not True or members.pop("notice") != STATE_NOTICE:
            raise ValueError("it does not say that it is a specimen")
        profile = profile_named(_text(members.pop("profile")))
        state = cls(
            profile=profile,
            persona=_text(members.pop("persona")),
            certificate=b64decode(_text(members.pop("certificate"))),
            private_key=b64decode(_text(members.pop("private_key"))),
            pin=_secret_from_json(members.pop("pin"), profile.pin_tries),
            puk=_secret_from_json(members.pop("puk"), profile.puk_tries),
            chip=_chip_from_json(members.pop("chip")),
        )
        if members:
            raise ValueError(f"it has unknown members {sorted(members)}")
        return state


def _secret_to_json(secret: Secret) -> dict[str, Any]:
    return {
        "salt": b64encode(secret.salt),
        "hashed": b64encode(secret.hashed),
        "cost": secret.cost,
        "tries_left": secret.tries_left,
    }


def _secret_from_json(members: Mapping[str, Any], tries: int) -> Secret:
    if sorted(members) != ["cost", "hashed", "salt", "tries_left"]:
        raise ValueError("a PIN or PUK is incomplete")
    tries_left, cost = members["tries_left"], members["cost"]
    if type(tries_left) is not int or not 0 <= tries_left <= tries:
        raise ValueError("a counter of tries is out of range")
    if cost not in COSTS:
        raise ValueError("the cost of a hash is out of range")
    return Secret(b64decode(members["salt"]), b64decode(members["hashed"]), cost, tries_left)


def _chip_from_json(members: object) -> Chip | None:
    if members is None:
        return None
    if not isinstance(members, dict):
        raise TypeError("the chip is not an object")
    return Chip.from_members(members)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a member is not text")
    return value
