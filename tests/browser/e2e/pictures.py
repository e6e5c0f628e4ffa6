"""Takes the pictures of the documentation from the real pages.

`PYTHONPATH=tests python -m browser.e2e.pictures docs/pictures`
"""

import base64
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser

from browser.chromium import chromium
from browser.e2e.journey import agree, hand_over, to_the_consent, to_the_login
from browser.e2e.palette import with_palette
from browser.e2e.town import Town, running_town
from browser.e2e.visitor import Visitor
from thiqa.demo.places import Places

PHONE, DESK = 360, 860
TALL = 1000
MAX_BYTES = 80_000
DEFAULT_PORTS = (8400, 8401, 8402, 8403, 8405, 8406, 8410)

Shot = Callable[[Visitor], None]

SHEET = """<!doctype html><style>
body {{ margin: 0; background: #e7e1d4; }}
div {{ display: flex; gap: 28px; padding: 28px; align-items: start; width: max-content; }}
img {{ display: block; border-radius: 14px; box-shadow: 0 1px 5px #0003; }}
</style><div dir="{direction}">{images}</div>"""


def main(folder: Path) -> None:
    """Write every picture."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as data,
        running_town(Places(Path(data), *DEFAULT_PORTS)) as town,
        chromium() as browser,
    ):
        studio = Studio(town, browser)
        consent_ar = studio.take("ar", PHONE, to_the_consent)
        receipt = studio.take("fr", DESK, _to_the_receipt)
        pictures = {
            "overview": studio.sheet("ltr", consent_ar, receipt),
            "sign-in-ar": studio.sheet(
                "rtl",
                studio.take("ar", PHONE, to_the_login),
                studio.take("ar", PHONE, _to_the_pin),
                studio.take("ar", PHONE, _to_the_history),
            ),
            "consent-fr": studio.take("fr", DESK, to_the_consent, height=None),
        }
        for name, picture in pictures.items():
            small = studio.shrink(picture)
            (folder / f"{name}.png").write_bytes(small)
            print(f"{name}.png  {len(small)} bytes")
            if len(small) > MAX_BYTES:
                raise SystemExit(f"{name}.png is larger than {MAX_BYTES} bytes")


class Studio:
    """Takes pictures of the town, always of the same specimen citizen."""

    def __init__(self, town: Town, browser: Browser) -> None:
        self._town = town
        self._browser = browser

    def take(self, language: str, width: int, go: Shot, height: int | None = TALL) -> bytes:
        """Return a picture of the page that `go` leads to; without a height, of all of it."""
        context = self._browser.new_context(
            viewport={"width": width, "height": height or 800},
            locale=f"{language}-MA",
            color_scheme="light",
        )
        visitor = Visitor(self._town, context, language)
        self._town.insert("adult")
        go(visitor)
        picture = visitor.page.screenshot(full_page=height is None)
        context.close()
        return picture

    def sheet(self, direction: str, *pictures: bytes) -> bytes:
        """Return pictures side by side, the first one where reading begins."""
        images = "".join(
            f'<img src="data:image/png;base64,{base64.b64encode(each).decode()}">'
            for each in pictures
        )
        page = self._browser.new_page()
        page.set_content(SHEET.format(direction=direction, images=images))
        made = page.locator("div").screenshot()
        page.close()
        return made

    def shrink(self, picture: bytes) -> bytes:
        """Return the same picture as a small file."""
        page = self._browser.new_page()
        small = with_palette(page, picture)
        page.close()
        return small


def _to_the_pin(visitor: Visitor) -> None:
    to_the_login(visitor)
    hand_over(visitor)


def _to_the_history(visitor: Visitor) -> None:
    to_the_consent(visitor)
    agree(visitor)
    visitor.go(f"{visitor.town.places.provider}/history")


def _to_the_receipt(visitor: Visitor) -> None:
    _to_the_history(visitor)
    visitor.press('.entries li:first-child a[href^="/receipts"]')


if __name__ == "__main__":
    main(Path(sys.argv[1]))
