"""Writes a picture of each page: `cd tests && python -m browser.screenshots FOLDER [PAGE …]`."""

import sys
from itertools import product
from pathlib import Path

from browser.chromium import chromium
from browser.console_samples import CONSOLE_VIEWS
from browser.counter_samples import COUNTER_VIEWS
from browser.desk_samples import DESK_VIEWS
from browser.gallery import served_gallery
from browser.partner_samples import PARTNER_VIEWS, TRIAL_VIEWS
from browser.samples import VIEWS
from browser.sandbox_samples import SANDBOX_VIEWS

WIDTHS = {360: 740, 1280: 900}
LANGUAGES = ("ar", "fr", "zgh", "en")
SCHEMES = ("light", "dark")


def main(folder: Path, names: list[str], widths: list[int]) -> None:
    """Write `<page>-<language>-<width>-<scheme>.png` files."""
    folder.mkdir(parents=True, exist_ok=True)
    with served_gallery() as origin, chromium() as browser:
        for width, scheme in product(widths, SCHEMES):
            context = browser.new_context(
                viewport={"width": width, "height": WIDTHS.get(width, 740)},
                color_scheme=scheme,
            )
            page = context.new_page()
            for name, language in product(names, LANGUAGES):
                page.goto(f"{origin}/page/{name}?lang={language}")
                path = folder / f"{name}-{language}-{width}-{scheme}.png"
                page.screenshot(path=path, full_page=True)
            context.close()


if __name__ == "__main__":
    main(
        Path(sys.argv[1]),
        sys.argv[2:]
        or [
            *VIEWS,
            *SANDBOX_VIEWS,
            *CONSOLE_VIEWS,
            *COUNTER_VIEWS,
            *DESK_VIEWS,
            *PARTNER_VIEWS,
            *TRIAL_VIEWS,
        ],
        list(WIDTHS),
    )
