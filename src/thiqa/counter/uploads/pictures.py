"""Pictures read as if by an enemy: known formats, few pixels, and nothing kept but the pixels."""

import io

from PIL import Image, ImageOps

from thiqa.counter.uploads.errors import FileRefusedError
from thiqa.web.messages import message

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG"}
MAX_PIXELS = 50_000_000
"""More than any phone's camera takes, and 150 MB in memory; a bomb asks for more."""
KEPT_PIXELS = 2_400
"""The longer side of a picture that is kept: 8 pixels for each millimetre of a page."""
JPEG_QUALITY = 88

UNREADABLE = message(
    "This picture cannot be read. Please save it as JPEG or PNG and send it again."
)
TOO_MANY_PIXELS = message("This picture has too many pixels. Please send a smaller one.")


def open_picture(data: bytes, media_type: str) -> Image.Image:
    """Return the pixels of a picture, upright, in colour.

    1. Only the parser of its own format reads it; 2. its size is looked at before a pixel is
    read; 3. all of it is there; 4. it stands as the camera was held, and without a palette.
    """
    try:
        picture = Image.open(io.BytesIO(data), formats=[FORMATS[media_type]])  # 1
        if picture.width * picture.height > MAX_PIXELS:  # 2
            raise FileRefusedError(TOO_MANY_PIXELS)
        picture.draft("RGB", (KEPT_PIXELS, KEPT_PIXELS))
        picture.load()  # 3
        return _on_white(ImageOps.exif_transpose(picture))  # 4
    except Image.DecompressionBombError as error:
        raise FileRefusedError(TOO_MANY_PIXELS) from error
    except (OSError, ValueError, SyntaxError, MemoryError, EOFError) as error:
        raise FileRefusedError(UNREADABLE) from error


def write_jpeg(picture: Image.Image, *, dots_per_inch: int = 0) -> bytes:
    """Return a picture as JPEG: without a place, a time, a camera or a comment in it."""
    pixels = Image.new("RGB", picture.size)
    pixels.paste(picture)
    written = io.BytesIO()
    density = {"dpi": (dots_per_inch, dots_per_inch)} if dots_per_inch else {}
    pixels.save(written, "JPEG", quality=JPEG_QUALITY, optimize=True, **density)
    return written.getvalue()


def clean_picture(data: bytes, media_type: str) -> bytes:
    """Return a picture of a document as JPEG, small enough to be looked at."""
    picture = open_picture(data, media_type)
    picture.thumbnail((KEPT_PIXELS, KEPT_PIXELS))
    return write_jpeg(picture)


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        above = picture.convert("RGBA")
        below = Image.new("RGBA", above.size, "white")
        return Image.alpha_composite(below, above).convert("RGB")
    return picture.convert("RGB")
