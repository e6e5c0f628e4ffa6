"""Portraits of nobody: drawn, different for each name, and marked as specimens."""

import io
import random
from typing import Final, NamedTuple

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from thiqa.card.data_groups.images import ImageFormat

MARK: Final = "SPECIMEN"
SIZE: Final = (413, 531)
"""35 mm by 45 mm at 300 dots per inch (ICAO 9303-3, section 3.9)."""
SCALE: Final = 2
"""Drawn larger and made smaller, which smooths the edges."""

_SKINS: Final = ((241, 206, 178), (222, 178, 143), (198, 150, 116), (160, 112, 82), (118, 78, 56))
_HAIRS: Final = ((34, 26, 24), (62, 42, 32), (94, 66, 44), (126, 120, 116), (48, 44, 56))
_CLOTHES: Final = ((52, 72, 110), (78, 92, 84), (110, 62, 66), (70, 70, 78), (36, 96, 104))
_WALL: Final = (222, 228, 232)

Colour = tuple[int, int, int]


class _Features(NamedTuple):
    """What differs from one face to another."""

    skin: Colour
    hair: Colour
    cloth: Colour
    width: int
    brow: int
    mouth: int
    long_hair: bool


def draw_portrait(
    name: str, image: ImageFormat = ImageFormat.JPEG_2000, size: tuple[int, int] = SIZE
) -> bytes:
    """Draw the portrait that belongs to a name, in one of the formats of a portrait."""
    picture = Image.new("RGB", (SIZE[0] * SCALE, SIZE[1] * SCALE), _WALL)
    draw = ImageDraw.Draw(picture)
    _draw_person(draw, _features(name))
    picture = picture.filter(ImageFilter.GaussianBlur(SCALE))
    _draw_mark(ImageDraw.Draw(picture))
    return _encode(picture.resize(size, Image.Resampling.LANCZOS), image)


def _features(name: str) -> _Features:
    choice = random.Random(name)  # noqa: S311  # a face, not a secret
    return _Features(
        skin=choice.choice(_SKINS),
        hair=choice.choice(_HAIRS),
        cloth=choice.choice(_CLOTHES),
        width=choice.randrange(-16, 17),
        brow=choice.randrange(-6, 7),
        mouth=choice.randrange(-8, 9),
        long_hair=choice.random() < 0.5,
    )


def _draw_person(draw: ImageDraw.ImageDraw, face: _Features) -> None:
    left, right = 220 - face.width, 606 + face.width
    shade = _darker(face.skin, 0.86)
    if face.long_hair:
        draw.rounded_rectangle((left - 40, 200, right + 40, 860), 150, face.hair)
    draw.ellipse((60, 830, 766, 1500), face.cloth)
    draw.polygon(((330, 760), (496, 760), (530, 890), (413, 960), (296, 890)), shade)
    for ear in (left - 14, right - 36):
        draw.ellipse((ear, 440, ear + 50, 570), shade)
    draw.ellipse((left, 190, right, 830), face.skin)
    draw.chord((left - 12, 150, right + 12, 620), 180, 360, face.hair)
    draw.ellipse((left + 26, 300, right - 26, 640), face.skin)
    for eye in (322, 504):
        draw.ellipse((eye - 42, 462, eye + 42, 508), (250, 250, 248))
        draw.ellipse((eye - 20, 464, eye + 20, 506), _darker(face.hair, 0.9))
        draw.ellipse((eye - 4, 470, eye + 6, 480), (255, 255, 255))
        draw.rounded_rectangle((eye - 54, 418 + face.brow, eye + 54, 434 + face.brow), 8, face.hair)
    draw.polygon(((413, 500), (380, 628), (446, 628)), shade)
    draw.ellipse((338, 690 + face.mouth, 488, 732 + face.mouth), (158, 84, 82))
    draw.line((340, 711 + face.mouth, 486, 711 + face.mouth), (120, 58, 60), 5)


def _draw_mark(draw: ImageDraw.ImageDraw) -> None:
    width, height = SIZE[0] * SCALE, SIZE[1] * SCALE
    draw.rectangle((0, height - 110, width, height), (250, 250, 250))
    font = ImageFont.load_default(84)
    draw.text((width / 2, height - 56), MARK, (150, 20, 30), font, anchor="mm")


def _encode(picture: Image.Image, image: ImageFormat) -> bytes:
    written = io.BytesIO()
    if image is ImageFormat.JPEG:
        picture.save(written, "JPEG", quality=80, optimize=True)
    elif image is ImageFormat.JPEG_2000:
        picture.save(written, "JPEG2000", quality_mode="rates", quality_layers=[60])
    else:
        raise ValueError(f"a portrait is no {image.value}")
    return written.getvalue()


def _darker(colour: Colour, factor: float) -> Colour:
    red, green, blue = (int(part * factor) for part in colour)
    return red, green, blue
