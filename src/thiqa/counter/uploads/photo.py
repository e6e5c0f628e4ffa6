"""A photo of the citizen looked at: its shape, size, sharpness, light and background.

Nobody is recognised, and no face is searched for: only pixels are counted. The clerk looks at
the face. The rules follow ICAO Doc 9303-3, section 3.9, and ISO/IEC 19794-5, section 7 and
annex A; where these say it in words, the numbers are ours.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PIL import Image, ImageFilter, ImageStat

from thiqa.web.messages import message

WIDTH_MM, HEIGHT_MM = 35, 45
RATIO = WIDTH_MM / HEIGHT_MM
RATIO_TOLERANCE = 0.04
"""A picture of 3 to 4, as phones take them, is cut by a little."""
MIN_WIDTH, MIN_HEIGHT = 413, 531
"""35 × 45 mm at 300 dots per inch, as ISO/IEC 19794-5 asks for scanned photos."""
KEPT_WIDTH, KEPT_HEIGHT = 827, 1063
"""35 × 45 mm at 600 dots per inch."""
KEPT_DOTS_PER_INCH = 600

LOOKED_AT = (350, 450)
"""Every photo is looked at in this size, so that the limits below mean the same for all."""
MIN_SHARPNESS = 25.0
"""Variance of the Laplacian of the middle of the photo; a face out of focus has less."""
MIN_BRIGHTNESS, MAX_BRIGHTNESS = 60.0, 215.0
"""Mean of the middle of the photo, of 255."""
MIN_CONTRAST = 22.0
"""Standard deviation of the middle of the photo, of 255."""
MIN_BACKGROUND, MAX_BACKGROUND_SPREAD = 135.0, 26.0
"""Mean and standard deviation of the two upper corners: light, and plain."""
MIN_COLOUR = 6.0
"""Mean of the saturation, of 255: a photo in black and white has none."""

WRONG_SHAPE = message("The photo is not 35 mm wide and 45 mm high. Please cut it to that shape.")
TOO_SMALL = message("The photo has too few pixels: 413 × 531 at least.")
NOT_SHARP = message("The photo is not sharp. Please hold the camera still and take it again.")
TOO_DARK = message("The photo is too dark. Please take it again in more light.")
TOO_BRIGHT = message("The photo is too bright. Please take it again in less light.")
TOO_FLAT = message("The photo has too little contrast. Please take it again in better light.")
NOT_PLAIN = message("The background is not plain. Please stand before a plain, light wall.")
DARK_BACKGROUND = message("The background is too dark. Please stand before a plain, light wall.")
NO_COLOUR = message("The photo has no colours. Please send a colour photo.")

_LAPLACIAN = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128)


@dataclass(frozen=True, slots=True)
class _Look:
    """A photo in the size in which it is looked at."""

    size: tuple[int, int]
    """That of the photo as it came."""
    colours: Image.Image
    grey: Image.Image

    @property
    def middle(self) -> Image.Image:
        """Where a face is."""
        return self.grey.crop((88, 100, 262, 350))

    @property
    def corners(self) -> ImageStat.Stat:
        """The two upper corners, where nothing but background is."""
        both = Image.new("L", (100, 60))
        both.paste(self.grey.crop((4, 4, 54, 64)), (0, 0))
        both.paste(self.grey.crop((296, 4, 346, 64)), (50, 0))
        return ImageStat.Stat(both)


def faults_of_photo(photo: Image.Image) -> tuple[str, ...]:
    """Return what is wrong with a photo: English messages, the first one matters most."""
    shown = photo.resize(LOOKED_AT, Image.Resampling.LANCZOS)
    look = _Look(photo.size, shown, shown.convert("L"))
    return tuple(fault for check in CHECKS for fault in check(look))


def cut_photo(photo: Image.Image) -> Image.Image:
    """Return a photo of the right shape in its exact proportions, as it is kept."""
    width = min(photo.width, round(photo.height * RATIO))
    height = min(photo.height, round(photo.width / RATIO))
    left, top = (photo.width - width) // 2, (photo.height - height) // 2
    cut = photo.crop((left, top, left + width, top + height))
    if cut.width > KEPT_WIDTH:
        return cut.resize((KEPT_WIDTH, KEPT_HEIGHT), Image.Resampling.LANCZOS)
    return cut


def _check_shape(look: _Look) -> Iterator[str]:
    width, height = look.size
    if abs(width / height - RATIO) > RATIO * RATIO_TOLERANCE:
        yield WRONG_SHAPE


def _check_size(look: _Look) -> Iterator[str]:
    width, height = look.size
    if width < MIN_WIDTH or height < MIN_HEIGHT:
        yield TOO_SMALL


def _check_light(look: _Look) -> Iterator[str]:
    found = ImageStat.Stat(look.middle)
    if found.mean[0] < MIN_BRIGHTNESS:
        yield TOO_DARK
    elif found.mean[0] > MAX_BRIGHTNESS:
        yield TOO_BRIGHT
    elif found.stddev[0] < MIN_CONTRAST:
        yield TOO_FLAT


def _check_sharpness(look: _Look) -> Iterator[str]:
    edges = look.middle.filter(_LAPLACIAN).crop((1, 1, 173, 249))
    if ImageStat.Stat(edges).var[0] < MIN_SHARPNESS:
        yield NOT_SHARP


def _check_background(look: _Look) -> Iterator[str]:
    corners = look.corners
    if corners.stddev[0] > MAX_BACKGROUND_SPREAD:
        yield NOT_PLAIN
    elif corners.mean[0] < MIN_BACKGROUND:
        yield DARK_BACKGROUND


def _check_colour(look: _Look) -> Iterator[str]:
    saturation = look.colours.convert("HSV").getchannel("S")
    if ImageStat.Stat(saturation).mean[0] < MIN_COLOUR:
        yield NO_COLOUR


CHECKS: tuple[Callable[[_Look], Iterator[str]], ...] = (
    _check_shape,
    _check_size,
    _check_light,
    _check_sharpness,
    _check_background,
    _check_colour,
)
