"""A file looked at before it is kept: by what it is, never by what it is called."""

import hashlib
from dataclasses import dataclass

from thiqa.counter.catalogue import Field, FileKind, PhotoKind
from thiqa.counter.uploads.errors import FileRefusedError
from thiqa.counter.uploads.photo import KEPT_DOTS_PER_INCH, cut_photo, faults_of_photo
from thiqa.counter.uploads.pictures import clean_picture, open_picture, write_jpeg
from thiqa.web.messages import message

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
BEGINNINGS = {PDF: b"%PDF-", JPEG: b"\xff\xd8\xff", PNG: b"\x89PNG\r\n\x1a\n"}

EMPTY = message("The file is empty. Please choose another one.")
TOO_LARGE = message("The file is too large.")
OTHER_KIND = message("This kind of file is not taken here.")
DAMAGED = message("The file was damaged on its way. Please send it again.")


@dataclass(frozen=True, slots=True)
class LookedAt:
    """A file that may be kept; only `look_at` makes one."""

    media_type: str
    data: bytes


def look_at(field: Field, data: bytes, digest: bytes) -> LookedAt:
    """Return a file as it is kept; takes up to a second of a processor.

    1. Every byte came as it was sent; 2. it is a kind of file that the field takes; 3. a photo
    passes its checks, and has the shape of one; 4. of a picture nothing but its pixels is kept.
    """
    if hashlib.sha256(data).digest() != digest:  # 1
        raise FileRefusedError(DAMAGED)
    check_size(field, len(data))
    media_type = kind_of(data)
    if media_type not in media_types(field):  # 2
        raise FileRefusedError(OTHER_KIND)
    if isinstance(field.kind, PhotoKind):
        return LookedAt(JPEG, _photo(data, media_type))  # 3
    if media_type == PDF:
        return LookedAt(PDF, data)
    return LookedAt(JPEG, clean_picture(data, media_type))  # 4


def media_types(field: Field) -> tuple[str, ...]:
    """Return what a field takes."""
    match field.kind:
        case FileKind(taken):
            return taken
        case PhotoKind():
            return (JPEG, PNG)
        case _:
            return ()


def check_size(field: Field, size: int) -> None:
    """Refuse a file by its size, before it comes."""
    if size == 0:
        raise FileRefusedError(EMPTY)
    if not isinstance(field.kind, FileKind | PhotoKind) or size > field.kind.max_bytes:
        raise FileRefusedError(TOO_LARGE)


def kind_of(data: bytes) -> str:
    """Return what a file is by how it begins; "" if it is nothing that we know."""
    found = (name for name, beginning in BEGINNINGS.items() if data.startswith(beginning))
    return next(found, "")


def _photo(data: bytes, media_type: str) -> bytes:
    photo = open_picture(data, media_type)
    if faults := faults_of_photo(photo):
        raise FileRefusedError(faults[0])
    return write_jpeg(cut_photo(photo), dots_per_inch=KEPT_DOTS_PER_INCH)
