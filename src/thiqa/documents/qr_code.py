"""QR codes (ISO/IEC 18004): a link whose long part is a number, in one picture."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

import segno
from segno.encoder import DataOverflowError

from thiqa.documents.errors import CodeTooLargeError

LOW, MEDIUM = "l", "m"
"""ISO/IEC 18004: 7 % or 15 % may be lost. The larger modules of a smaller code are worth more on
clean paper, and on a screen, than a second chance for dirty ones."""

QUIET_MODULES = 4
"""ISO/IEC 18004, section 6.3.8."""


@dataclass(frozen=True, slots=True)
class QrCode:
    """A code of one version (1 to 40: 21 to 177 modules a side), as a picture."""

    version: int
    level: str
    svg: str

    @property
    def modules(self) -> int:
        """How many modules its picture is wide, with the quiet zone around it."""
        return 17 + 4 * self.version + 2 * QUIET_MODULES


def make_qr_code(link: str, digits: str = "", *, level: str = LOW) -> QrCode:
    """Return the code of a link that ends in digits, which take a third of a byte each."""
    segments: Any = [part for part in (link, digits) if part]  # more than its annotation says
    try:
        code = segno.make(segments, error=level, micro=False)
    except DataOverflowError as error:
        raise CodeTooLargeError("more than one QR code holds") from error
    picture = BytesIO()
    code.save(
        picture,
        kind="svg",
        border=QUIET_MODULES,
        xmldecl=False,
        svgclass=None,
        lineclass=None,
        light="#fff",
    )
    return QrCode(int(code.version), str(code.error), picture.getvalue().decode())
