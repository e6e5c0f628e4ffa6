"""Addresses that citizens type, brought into one form; what could be anything else is refused."""

import re
from collections.abc import Sequence

from thiqa.counter.notices.errors import AddressError
from thiqa.counter.notices.models import Channel, Place

MAX_EMAIL_CHARACTERS = 254
"""RFC 5321, section 4.5.3.1.3: a path of 256 octets with its brackets."""
MAX_LOCAL_CHARACTERS = 64
"""RFC 5321, section 4.5.3.1.1."""
MAX_TYPED_CHARACTERS = 300

LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
"""RFC 5322, section 3.2.3: dot-atom."""
DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])")
"""RFC 1035, section 2.3.1; the last label begins with a letter, so it is no number of a host."""
INTERNATIONAL_NUMBER = re.compile(r"\+[1-9][0-9]{7,14}")
"""ITU-T E.164: a country code, and fifteen digits at the most."""
NATIONAL_MOBILE_NUMBER = re.compile(r"0[67][0-9]{8}")
NATIONAL_CODE = "+212"

EASTERN_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
BETWEEN_DIGITS = re.compile(r"[ .\-()\u00a0\u202f\u200e\u200f\u202a\u202c\u2066-\u2069]")
"""What people and their phones write between digits, marks of direction among them."""


def read_place(channel: Channel, typed: str, prefixes: Sequence[str]) -> Place:
    """Return the place that was typed; `prefixes`: the countries that we send text messages to."""
    if len(typed) > MAX_TYPED_CHARACTERS:
        raise AddressError("too long")
    if channel is Channel.EMAIL:
        return Place(channel, read_email(typed))
    return Place(channel, read_number(typed, prefixes))


def read_email(typed: str) -> str:
    """Return an e-mail address with its domain in small letters (RFC 5321, section 4.1.2)."""
    local, _, domain = typed.strip().rpartition("@")
    domain = domain.lower()
    if not LOCAL_PART.fullmatch(local) or not DOMAIN.fullmatch(domain):
        raise AddressError("not an e-mail address")
    if len(local) > MAX_LOCAL_CHARACTERS or len(local) + len(domain) >= MAX_EMAIL_CHARACTERS:
        raise AddressError("an e-mail address that is too long")
    return f"{local}@{domain}"


def read_number(typed: str, prefixes: Sequence[str]) -> str:
    """Return a telephone number in international form (ITU-T E.164).

    Numbers of other countries than those that the operator pays for are refused: there are
    lines that earn their owner money with each message.
    """
    digits = BETWEEN_DIGITS.sub("", typed.strip().translate(EASTERN_DIGITS))
    if NATIONAL_MOBILE_NUMBER.fullmatch(digits):
        digits = NATIONAL_CODE + digits.removeprefix("0")
    if digits.startswith("00"):
        digits = f"+{digits.removeprefix('00')}"
    if not INTERNATIONAL_NUMBER.fullmatch(digits):
        raise AddressError("not a telephone number")
    if not digits.startswith(tuple(prefixes)):
        raise AddressError("a number of a country that we send no text messages to")
    return digits
