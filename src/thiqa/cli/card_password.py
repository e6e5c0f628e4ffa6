"""What opens a chip, asked for without showing it."""

from enum import StrEnum
from pathlib import Path
from typing import Final

import click

from thiqa.card.channel.errors import PasswordFormError
from thiqa.card.channel.passwords import CanPassword, MrzPassword, Password, PinPassword
from thiqa.card.data_groups.errors import MrzError
from thiqa.card.data_groups.mrz import read_mrz

MAX_PASSWORD_BYTES: Final = 200


class PasswordKind(StrEnum):
    """Which of the passwords of a chip somebody has."""

    CAN = "can"
    MRZ = "mrz"
    PIN = "pin"


QUESTIONS: Final = {
    PasswordKind.CAN: "The access number printed on the card",
    PasswordKind.MRZ: "The machine-readable zone, or: document number, birth and expiry (YYMMDD)",
    PasswordKind.PIN: "The PIN",
}
NEXT_LINE: Final = "Its next line"
MORE_LINES: Final = {30: 2, 36: 1, 44: 1}
"""How many lines follow in a zone whose first line is so long (ICAO 9303-5, -6 and -4)."""


def ask_password(kind: PasswordKind, file: Path | None) -> Password:
    """Ask for a password, or read it from a file that holds nothing else."""
    if file is None:
        text = _ask(QUESTIONS[kind])
        for _ in range(MORE_LINES.get(len(text.strip()), 0) if kind is PasswordKind.MRZ else 0):
            text += _ask(NEXT_LINE)
    else:
        with file.open("rb") as source:
            text = source.read(MAX_PASSWORD_BYTES).decode("latin-1")
    return read_password(kind, text)


def _ask(question: str) -> str:
    answer: str = click.prompt(question, hide_input=True, err=True)
    return answer


def read_password(kind: PasswordKind, text: str) -> Password:
    """Read a password as people write it; raises PasswordFormError."""
    if kind is PasswordKind.CAN:
        return CanPassword(text.strip())
    if kind is PasswordKind.PIN:
        return PinPassword(text.strip())
    return _read_zone(text.upper().split())


def _read_zone(words: list[str]) -> MrzPassword:
    """Take the three fields, or find them in the zone with its check digits."""
    if len(words) == 3 and all(len(date) == len("YYMMDD") for date in words[1:]):
        return MrzPassword(*words)
    try:
        zone = read_mrz("".join(words))
    except MrzError as error:
        raise PasswordFormError(f"this is no machine-readable zone: {error}") from error
    return MrzPassword(zone.document_number, zone.date_of_birth, zone.date_of_expiry)
