"""Pictures of pages as small files: PNG with a short palette (PNG, 11.2.2 and 11.2.3)."""

import base64
import struct
import zlib

from playwright.sync_api import Page

SIGNATURE = b"\x89PNG\r\n\x1a\n"
INDEXED = 3
"""Colour type: each pixel is an index into the palette."""

COUNT = """async (source) => {
  const image = new Image();
  image.src = source;
  await image.decode();
  const {width, height} = image;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const pixels = new Uint32Array(context.getImageData(0, 0, width, height).data.buffer);
  const counts = new Map();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) || 0) + 1);
  const parts = (pixel) => [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255];
  const colours = [];
  const nearest = (pixel) => {
    const [red, green, blue] = parts(pixel);
    let best = 0, least = Infinity;
    colours.forEach(([r, g, b], index) => {
      const far = (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2;
      if (far < least) [best, least] = [index, far];
    });
    return [best, least];
  };
  for (const [pixel] of [...counts].sort((a, b) => b[1] - a[1])) {
    if (colours.length < 96 && nearest(pixel)[1] > 64) colours.push(parts(pixel));
  }
  const indexOf = new Map([...counts.keys()].map((pixel) => [pixel, nearest(pixel)[0]]));
  const rows = new Uint8Array(pixels.length);
  pixels.forEach((pixel, at) => { rows[at] = indexOf.get(pixel); });
  const url = await new Promise((done) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.readAsDataURL(new Blob([rows]));
  });
  return {width, height, palette: colours.flat(), rows: url.split(",")[1]};
}"""
"""The 96 most frequent colours that the eye tells apart, and for every pixel the nearest."""


def with_palette(page: Page, picture: bytes) -> bytes:
    """Return a picture with the most frequent colours only; `page` is any page without a policy."""
    source = f"data:image/png;base64,{base64.b64encode(picture).decode()}"
    found = page.evaluate(COUNT, source)
    width, height = found["width"], found["height"]
    pixels = base64.b64decode(found["rows"])
    lines = b"".join(b"\0" + pixels[at : at + width] for at in range(0, len(pixels), width))
    header = struct.pack(">IIBBBBB", width, height, 8, INDEXED, 0, 0, 0)
    return b"".join(
        (
            SIGNATURE,
            _chunk(b"IHDR", header),
            _chunk(b"PLTE", bytes(found["palette"])),
            _chunk(b"IDAT", zlib.compress(lines, 9)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
