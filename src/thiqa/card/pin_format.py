"""The form of a PIN or PUK when it is sent, which terminal and card must know alike."""

from enum import StrEnum

from thiqa.card.errors import PinFormatError
from thiqa.card.profile import CardProfile


class SecretName(StrEnum):
    """The two numbers that the holder of a card knows."""

    PIN = "pin"
    PUK = "puk"


def pad(digits: str, name: SecretName, profile: CardProfile) -> bytes:
    """Return a PIN or PUK as it is sent; a form that no card has is not sent at all."""
    least, most = _lengths(name, profile)
    if not (digits.isascii() and digits.isdigit() and least <= len(digits) <= most):
        wanted = f"{least}" if least == most else f"{least} to {most}"
        raise PinFormatError(f"a {name.upper()} has {wanted} digits")
    return digits.encode().ljust(profile.padded_length, bytes((profile.padding,)))


def unpad(field: bytes, name: SecretName, profile: CardProfile) -> str:
    """Read a PIN or PUK that was sent."""
    digits = field.rstrip(bytes((profile.padding,))).decode("latin-1")
    if pad(digits, name, profile) != field:
        raise PinFormatError("wrong padding")
    return digits


def _lengths(name: SecretName, profile: CardProfile) -> tuple[int, int]:
    if name is SecretName.PIN:
        return profile.pin_min, profile.pin_max
    return profile.puk_length, profile.puk_length
