"""Browsers and systems as citizens read them; brands have one name in every language."""

from collections.abc import Mapping

from thiqa.portal.views import LocalText

BROWSERS: Mapping[str, LocalText] = {
    "chrome": {"en": "Chrome"},
    "edge": {"en": "Edge"},
    "firefox": {"en": "Firefox"},
    "opera": {"en": "Opera"},
    "safari": {"en": "Safari"},
    "samsung": {"en": "Samsung Internet"},
}
SYSTEMS: Mapping[str, LocalText] = {
    "android": {"en": "Android"},
    "chromeos": {"en": "ChromeOS"},
    "ios": {"en": "iOS"},
    "linux": {"en": "Linux"},
    "macos": {"en": "macOS"},
    "windows": {"en": "Windows"},
}
ANOTHER_BROWSER: LocalText = {
    "ar": "متصفح آخر",
    "fr": "Un autre navigateur",
    "zgh": "ⵉⵎⵉⵏⵉⴳ ⵢⴰⴹⵏⵉⵏ",
    "en": "Another browser",
}
ANOTHER_SYSTEM: LocalText = {
    "ar": "نظام آخر",
    "fr": "un autre système",
    "zgh": "ⴰⵏⴰⴳⵔⴰⵡ ⵢⴰⴹⵏⵉⵏ",
    "en": "another system",
}


def device_texts(device: str) -> tuple[LocalText, LocalText]:
    """Return browser and system of a device as it is stored (see `web.user_agent`)."""
    browser, _, system = device.partition("/")
    return BROWSERS.get(browser, ANOTHER_BROWSER), SYSTEMS.get(system, ANOTHER_SYSTEM)
