"""Pictures of nobody's finger and nobody's hand, marked as specimens."""

import io
from typing import Final

from PIL import Image, ImageDraw, ImageFont

MARK: Final = "SPECIMEN"
FINGER_SIZE: Final = (240, 320)
SIGNATURE_SIZE: Final = (240, 80)
BLACK: Final = 0
WHITE: Final = 255
RIDGES: Final = range(6, 170, 9)


def draw_fingerprint() -> bytes:
    """Draw ridges that are too regular to be anybody's, as JPEG 2000."""
    picture = Image.new("L", FINGER_SIZE, WHITE)
    draw = ImageDraw.Draw(picture)
    middle, height = FINGER_SIZE[0] / 2, FINGER_SIZE[1] / 2
    for radius in RIDGES:
        box = (middle - radius, height - radius, middle + radius, height + 1.4 * radius)
        draw.ellipse(box, outline=BLACK, width=4)
    draw.text((middle, height), MARK, BLACK, ImageFont.load_default(36), anchor="mm")
    return _encode(picture)


def draw_signature(name: str) -> bytes:
    """Write a name as a signature, as JPEG 2000."""
    picture = Image.new("L", SIGNATURE_SIZE, WHITE)
    draw = ImageDraw.Draw(picture)
    draw.text((10, 12), name, BLACK, ImageFont.load_default(26))
    draw.text((10, 52), MARK, BLACK, ImageFont.load_default(16))
    return _encode(picture)


def _encode(picture: Image.Image) -> bytes:
    written = io.BytesIO()
    picture.save(written, "JPEG2000", quality_mode="rates", quality_layers=[20])
    return written.getvalue()
