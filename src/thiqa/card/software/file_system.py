"""The elementary files of the travel document, and what each asks for before it is read.

ICAO 9303-10, section 3; the conditions are those of ICAO 9303-11, sections 4 and 7.
"""

from typing import Final

from thiqa.card.channel.cv_certificates import (
    READ_FINGERPRINTS,
    READ_IRISES,
    write_ef_cvca,
)
from thiqa.card.data_groups.files import (
    APPLICATION,
    EF_ATR_INFO,
    EF_CARD_ACCESS,
    EF_CVCA,
    EF_DIR,
    MASTER_FILE,
    DataGroup,
    ElementaryFile,
)
from thiqa.card.software.chip import Chip
from thiqa.card.software.security import Opened, Security
from thiqa.card.software.session import Application, CardSession, CommandRefusedError
from thiqa.card.transport.apdu import StatusWord

FREE: Final = frozenset({EF_CARD_ACCESS, EF_ATR_INFO, EF_DIR})
RIGHTS: Final = {DataGroup.DG3.file: READ_FINGERPRINTS, DataGroup.DG4.file: READ_IRISES}
"""What only some terminals may read."""


def find_by_identifier(session: CardSession, identifier: int) -> bytes:
    """Return the content of the file that an identifier names in the current directory."""
    return _open(session, [each for each in _files(session) if each.identifier == identifier])


def find_by_short_identifier(session: CardSession, short: int) -> bytes:
    """Return the content of the file that a short identifier names in the current directory."""
    return _open(session, [each for each in _files(session) if each.short_identifier == short])


def _files(session: CardSession) -> tuple[ElementaryFile, ...]:
    return APPLICATION if session.application is Application.DOCUMENT else MASTER_FILE


def _open(session: CardSession, found: list[ElementaryFile]) -> bytes:
    """Whoever has proved nothing does not learn either which files there are."""
    if session.chip is None or not found:
        raise CommandRefusedError(StatusWord.FILE_NOT_FOUND)
    file = found[0]
    _require_opened(session, file)
    content = _content(session.chip, session.application, file)
    if content is None:
        raise CommandRefusedError(StatusWord.FILE_NOT_FOUND)
    if file in RIGHTS:
        _require_right(session.security, file)
    return content


def _require_opened(session: CardSession, file: ElementaryFile) -> None:
    """Ask for PACE, or for basic access which is as good within the application (4.2)."""
    opened = session.security.opened
    if session.application is Application.DOCUMENT:
        allowed = opened is not Opened.NOT
    else:
        allowed = file in FREE or opened is Opened.BY_PACE
    if not allowed:
        raise CommandRefusedError(StatusWord.SECURITY_STATUS_NOT_SATISFIED)


def _require_right(security: Security, file: ElementaryFile) -> None:
    """Ask for what the terminal's certificates allow (ICAO 9303-11, section 7.1)."""
    right = RIGHTS[file]
    if security.rights is None or not security.rights.allows(right):
        raise CommandRefusedError(StatusWord.SECURITY_STATUS_NOT_SATISFIED)


def _content(chip: Chip, application: Application, file: ElementaryFile) -> bytes | None:
    """Return what is written, or in EF.CVCA whom the chip trusts by now."""
    if application is not Application.DOCUMENT:
        return chip.master_files.get(file.name)
    if file == EF_CVCA and chip.trust is not None:
        return write_ef_cvca([anchor.reference for anchor in chip.trust.anchors])
    return chip.files.get(file.name)
