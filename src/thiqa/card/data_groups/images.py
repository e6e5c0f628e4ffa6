"""Pictures in data groups: told by their first bytes, never decoded here."""

from enum import StrEnum
from typing import Final

from thiqa.card.data_groups.errors import DataGroupError


class ImageFormat(StrEnum):
    """The formats that ICAO 9303-10 allows for pictures."""

    JPEG = "jpeg"
    JPEG_2000 = "jpeg2000"
    WSQ = "wsq"


_SIGNATURES: Final = (
    (bytes.fromhex("FFD8FF"), ImageFormat.JPEG),
    (bytes.fromhex("0000000C6A5020200D0A870A"), ImageFormat.JPEG_2000),
    (bytes.fromhex("FF4FFF51"), ImageFormat.JPEG_2000),
    (bytes.fromhex("FFA0"), ImageFormat.WSQ),
)


def image_format(data: bytes) -> ImageFormat:
    """Return the format of a picture, or refuse what is none."""
    for signature, image in _SIGNATURES:
        if data.startswith(signature):
            return image
    raise DataGroupError("neither JPEG nor JPEG 2000 nor WSQ")
