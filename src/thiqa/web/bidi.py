"""Text of both directions in one line: each piece isolated, no hidden characters."""

import re
import unicodedata

from markupsafe import Markup, escape

FIRST_STRONG_ISOLATE = "\u2068"
POP_DIRECTIONAL_ISOLATE = "\u2069"

REPLACEMENT = "\ufffd"

_JOINERS = "\u200c\u200d"
"""Zero width, but some names need them to be written rightly."""

_SPACES = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]+")


def visible(text: str) -> str:
    """Return a text in NFC in which nothing is hidden: no line breaks, controls or overrides."""
    if text.isprintable():
        return unicodedata.normalize("NFC", text)
    text = _SPACES.sub(" ", unicodedata.normalize("NFC", text))
    return "".join(character if _is_shown(character) else REPLACEMENT for character in text)


def _is_shown(character: str) -> bool:
    return unicodedata.category(character)[0] != "C" or character in _JOINERS


def isolate(text: str) -> str:
    """Return a text for plain text, isolated from the direction around it (UAX #9, 6.3)."""
    return f"{FIRST_STRONG_ISOLATE}{visible(text)}{POP_DIRECTIONAL_ISOLATE}"


def bdi(text: str, language: str | None = None) -> Markup:
    """Return a text for HTML, isolated, and marked with its language when that is known."""
    mark = "<bdi>" if language is None else f'<bdi lang="{escape(language)}">'
    return Markup(f"{mark}{escape(visible(text))}</bdi>")  # noqa: S704  # both parts are escaped
