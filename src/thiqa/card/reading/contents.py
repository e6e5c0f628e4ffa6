"""The steps that read the files of the application."""

from typing import Final

from thiqa.card.data_groups.files import EF_COM, EF_SOD, DataGroup
from thiqa.card.reading.listed import listed_groups
from thiqa.card.reading.session import ReadingSession

PROTECTED: Final = (DataGroup.DG3, DataGroup.DG4)
"""Fingers and irises: for terminals with the right to them (BSI TR-03110-1, section 2.4)."""


def read_lists(session: ReadingSession) -> None:
    """Read what the chip says it has, and what is signed."""
    session.read(EF_COM)
    session.read(EF_SOD)


def read_security_options(session: ReadingSession) -> None:
    """Read DG14, which says how the chip proves itself (ICAO 9303-10, section 4.7.14)."""
    if DataGroup.DG14 in listed_groups(session.files):
        session.read(DataGroup.DG14.file)


def read_data_groups(session: ReadingSession) -> None:
    """Read every data group that is named, the protected ones last."""
    for group in sorted(listed_groups(session.files), key=lambda each: (each in PROTECTED, each)):
        session.read(group.file)
