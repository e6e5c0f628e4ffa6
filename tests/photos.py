"""Pictures that are made for tests: nobody is on them, but light, edges and a wall."""

import io
import random

from PIL import Image, ImageDraw, ImageFilter

SIZE = (700, 900)
WALL = (226, 229, 232)


def photo(
    *,
    size: tuple[int, int] = SIZE,
    wall: tuple[int, int, int] = WALL,
    light: float = 1.0,
    blur: float = 0,
    busy: bool = False,
    grey: bool = False,
) -> Image.Image:
    """Return something with the light and the edges of a portrait."""
    picture = Image.new("RGB", SIZE, wall)
    draw = ImageDraw.Draw(picture)
    if busy:
        for place in range(0, SIZE[0], 40):
            draw.rectangle((place, 0, place + 20, SIZE[1]), fill=(40, 60, 90))
    draw.rectangle((90, 720, 610, 900), fill=(60, 80, 120))
    draw.ellipse((170, 130, 530, 720), fill=(198, 150, 120))
    draw.pieslice((160, 100, 540, 520), 180, 360, fill=(50, 40, 38))
    for x in (270, 430):
        draw.ellipse((x - 34, 375, x + 34, 415), fill=(250, 250, 250))
        draw.ellipse((x - 16, 378, x + 16, 412), fill=(40, 30, 25))
        draw.rectangle((x - 45, 335, x + 45, 350), fill=(50, 40, 38))
    draw.polygon(((350, 420), (320, 540), (380, 540)), fill=(176, 128, 102))
    draw.rectangle((285, 600, 415, 622), fill=(150, 70, 70))
    dots = random.Random(7)  # noqa: S311  # skin, not secrets
    for _ in range(9_000):
        x, y = dots.randrange(180, 520), dots.randrange(300, 710)
        shade = dots.randrange(-24, 24)
        red, green, blue = picture.getpixel((x, y))
        picture.putpixel((x, y), (red + shade, green + shade, blue + shade))
    if blur:
        picture = picture.filter(ImageFilter.GaussianBlur(blur))
    picture = picture.point(lambda value: min(255, int(value * light)))
    if grey:
        picture = picture.convert("L").convert("RGB")
    return picture.resize(size)


def jpeg(picture: Image.Image, **options: object) -> bytes:
    """Return a picture as JPEG."""
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=92, **options)
    return written.getvalue()


def png(picture: Image.Image, **options: object) -> bytes:
    """Return a picture as PNG."""
    written = io.BytesIO()
    picture.save(written, "PNG", **options)
    return written.getvalue()
