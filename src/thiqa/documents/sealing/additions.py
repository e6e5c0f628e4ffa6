"""What follows a seal, read byte by byte: nothing may stand there that no table names.

A reader of PDF that finds a file damaged looks for objects wherever they may be, and takes the
last one of a number: what only such readers see would be a second document inside the first.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from thiqa.documents.sealing.errors import DocumentUpdatedError

OBJECT: Final = re.compile(rb"([1-9]\d{0,6}) (0) obj\n")
END_OF_OBJECT: Final = b"\nendobj\n"
TABLE: Final = re.compile(
    rb"xref\n((?:\d{1,7} \d{1,7}\n(?:\d{10} \d{5} [nf] \n)+)+)"
    rb"trailer\n<<[^%]*?>>\nstartxref\n(\d{1,8})\n%%EOF\n"
)
SECTION: Final = re.compile(rb"(\d{1,7}) (\d{1,7})\n((?:\d{10} \d{5} [nf] \n)+)")
ENTRY_BYTES: Final = 20
"""ISO 32000-1, section 7.5.4: a line of the table."""
HEAD: Final = b"0000000000 65535 f \n"
"""The first line of a whole table, about no object."""


@dataclass(slots=True)
class _Walk:
    """How far the additions have been read, and the objects that no table has named yet."""

    pdf: bytes
    at: int
    unnamed: dict[int, int] = field(default_factory=dict)
    ends: list[int] = field(default_factory=list)


def read_updates(pdf: bytes, start: int) -> list[int]:
    """Require that a file is, from a place on, made of updates alone (ISO 32000-1, 7.5.6).

    1. Each update is objects, one after the other, then a table, and nothing else.
    2. The table names exactly these objects, and where they are.
    3. It is where the line after it says.

    Returns where each of them ends.
    """
    walk = _Walk(pdf, start)
    while walk.at < len(pdf):
        if not _read_object(walk) and not _read_table(walk):  # 1
            raise DocumentUpdatedError("something follows the seal that is not an update")
    if walk.unnamed:
        raise DocumentUpdatedError("objects follow the seal that no table names")
    return walk.ends


def _read_object(walk: _Walk) -> bool:
    found = OBJECT.match(walk.pdf, walk.at)
    if found is None:
        return False
    end = walk.pdf.find(END_OF_OBJECT, found.end() - 1)
    number = int(found[1])
    if end < 0 or number in walk.unnamed:
        raise DocumentUpdatedError("an object after the seal that does not end, or twice")
    walk.unnamed[number] = walk.at
    walk.at = end + len(END_OF_OBJECT)
    return True


def _read_table(walk: _Walk) -> bool:
    found = TABLE.match(walk.pdf, walk.at)
    if found is None:
        return False
    if dict(_entries(found[1])) != walk.unnamed:  # 2
        raise DocumentUpdatedError("a table after the seal names other objects than are there")
    if int(found[2]) != walk.at:  # 3
        raise DocumentUpdatedError("a table after the seal that is not where it should be")
    walk.unnamed = {}
    walk.at = found.end()
    walk.ends.append(walk.at)
    return True


def _entries(table: bytes) -> Iterator[tuple[int, int]]:
    for first, count, lines in SECTION.findall(table):
        entries = [lines[at : at + ENTRY_BYTES] for at in range(0, len(lines), ENTRY_BYTES)]
        if len(entries) != int(count):
            raise DocumentUpdatedError("a table after the seal that counts wrongly")
        for number, entry in enumerate(entries, int(first)):
            if entry == HEAD and number == 0:
                continue
            if not entry.endswith(b" 00000 n \n"):
                raise DocumentUpdatedError("an object is taken away after the seal")
            yield number, int(entry[:10])
