"""The four languages: which one a request is answered in, and which way it runs."""

from collections.abc import Iterator
from enum import StrEnum

MAX_HEADER_CHARACTERS = 500
"""Of an Accept-Language header or of a `ui_locales` parameter; the rest is not read."""
MAX_RANGES = 20


class Language(StrEnum):
    """A language of the pages by its BCP 47 tag; the order is that of every switch."""

    AR = "ar"
    FR = "fr"
    ZGH = "zgh"
    EN = "en"

    @property
    def direction(self) -> str:
        """The value of the HTML `dir` attribute."""
        return "rtl" if self is Language.AR else "ltr"


_TAGS = frozenset(language.value for language in Language)

_BY_PRIMARY_TAG = {
    **{language.value: language for language in Language},
    "ary": Language.AR,
    "ber": Language.ZGH,
    "rif": Language.ZGH,
    "shi": Language.ZGH,
    "tzm": Language.ZGH,
}
"""Darija is written as Arabic; the Amazigh varieties share the standard Tifinagh."""


def negotiate(
    *,
    query: str | None = None,
    cookie: str | None = None,
    ui_locales: str | None = None,
    accept_language: str | None = None,
    default: Language = Language.AR,
) -> Language:
    """Choose a language: what the person chose, what the service asks for, what the browser says.

    `query` and `cookie` are one tag each, `ui_locales` a list of tags by preference
    (OpenID Connect Core 1.0, section 3.1.2.1), `accept_language` a header (RFC 9110,
    section 12.5.4). What is unknown or malformed counts as absent.
    """
    for chosen in (query, cookie):
        if chosen in _TAGS:
            return Language(chosen)
    for tag in (ui_locales or "")[:MAX_HEADER_CHARACTERS].split(" ")[:MAX_RANGES]:
        if language := _match(tag):
            return language
    for tag in _by_preference(accept_language or ""):
        if language := _match(tag):
            return language
    return default


def _match(tag: str) -> Language | None:
    return _BY_PRIMARY_TAG.get(tag.strip().partition("-")[0].lower())


def _by_preference(header: str) -> Iterator[str]:
    ranges = header[:MAX_HEADER_CHARACTERS].split(",")[:MAX_RANGES]
    weighed = [(weight, tag) for tag, weight in map(_weigh, ranges) if weight > 0]
    weighed.sort(key=lambda pair: -pair[0])
    return (tag for _, tag in weighed)


def _weigh(language_range: str) -> tuple[str, int]:
    """Return a tag and its weight in thousandths (RFC 9110, section 12.4.2)."""
    tag, *parameters = (part.strip() for part in language_range.split(";"))
    if not parameters:
        return tag, 1000
    name, _, value = parameters[0].partition("=")
    whole, _, fraction = value.strip().partition(".")
    digits = whole + fraction
    if name.strip().lower() != "q" or len(whole) != 1 or len(fraction) > 3:
        return tag, 0
    if not (digits.isascii() and digits.isdigit()):
        return tag, 0
    return tag, min(int(whole) * 1000 + int(fraction.ljust(3, "0")), 1000)
