"""Card profiles: everything that is not public about a real card is a parameter here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from thiqa.card.errors import NotOurCardError


@dataclass(frozen=True, slots=True)
class SignatureSuite:
    """A curve with its hash, under the name that JSON Web Algorithms (RFC 7518) gives both."""

    algorithm: str
    curve: ec.EllipticCurve
    hash_algorithm: Callable[[], hashes.HashAlgorithm]
    hash_bytes: int
    coordinate_bytes: int
    card_reference: int
    """What MSE SET calls it: high nibble the hash, low nibble 4 for ECDSA."""


ES256: Final = SignatureSuite("ES256", ec.SECP256R1(), hashes.SHA256, 32, 32, 0x44)
ES384: Final = SignatureSuite("ES384", ec.SECP384R1(), hashes.SHA384, 48, 48, 0x54)


@dataclass(frozen=True, slots=True)
class CardProfile:
    """How one kind of card is addressed; each field is a choice of the card's issuer."""

    name: str
    """Names the profile in the file of a software card."""

    atr: bytes
    """The answer to reset, by which middleware recognises the kind of card."""

    application: bytes
    """The identifier (AID) of the application that signs logins."""

    certificate_file: bytes
    """The identifier of the elementary file that holds the login certificate."""

    key_reference: int
    """The number of the login key in MSE SET."""

    pin_reference: int
    """The number of the login PIN in VERIFY, CHANGE REFERENCE DATA and RESET RETRY COUNTER."""

    puk_reference: int
    """The number of the PUK where its tries are asked for."""

    padded_length: int
    """The length in bytes to which PIN and PUK are padded when they are sent."""

    padding: int
    """The byte that pads them."""

    pin_min: int
    """The fewest digits of a PIN."""

    pin_max: int
    """The most digits of a PIN."""

    puk_length: int
    """The number of digits of a PUK."""

    pin_tries: int
    """How often in a row the PIN may be wrong before it is blocked."""

    puk_tries: int
    """How often in a row the PUK may be wrong before it is blocked."""

    suite: SignatureSuite
    """The curve of the login key and the hash that it signs."""

    one_signature_per_pin: bool
    """Whether each signature needs the PIN anew, or one entry serves until the card is reset."""

    extended_length: bool
    """Whether the card understands commands with extended lengths."""


THIQA_SPECIMEN: Final = CardProfile(
    name="thiqa-specimen",
    atr=bytes.fromhex("3B8D01") + b"\x80\x5bTHIQA-SPEC1" + b"\x0b",
    application=b"\xf0THIQA-SPECIMEN",
    certificate_file=bytes.fromhex("CE01"),
    key_reference=0x01,
    pin_reference=0x81,
    puk_reference=0x83,
    padded_length=8,
    padding=0xFF,
    pin_min=4,
    pin_max=8,
    puk_length=8,
    pin_tries=3,
    puk_tries=5,
    suite=ES384,
    one_signature_per_pin=True,
    extended_length=True,
)
"""Our own specimen card: not the national card, whose parameters are not public."""

FINEID_V4: Final = CardProfile(
    name="fineid-v4",
    atr=bytes.fromhex("3B7F96000080 31B865B08505 0011 12246082 9000"),
    application=bytes.fromhex("A000000063504B43532D3135"),
    certificate_file=bytes.fromhex("4331"),
    key_reference=0x01,
    pin_reference=0x11,
    puk_reference=0x83,
    padded_length=12,
    padding=0x00,
    pin_min=4,
    pin_max=12,
    puk_length=8,
    pin_tries=5,
    puk_tries=5,
    suite=ES384,
    one_signature_per_pin=False,
    extended_length=False,
)
"""The dialect of the Finnish card, for compatibility tests with existing middleware only."""

PROFILES: Final[Mapping[str, CardProfile]] = MappingProxyType(
    {profile.name: profile for profile in (THIQA_SPECIMEN, FINEID_V4)}
)


def profile_named(name: str) -> CardProfile:
    """Return the profile of a name."""
    try:
        return PROFILES[name]
    except KeyError:
        raise NotOurCardError(f"no card profile is called {name!r}") from None
