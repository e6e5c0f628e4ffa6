"""The family of a browser and of its system, and nothing else that a User-Agent header tells."""

from collections.abc import Mapping

MAX_USER_AGENT_CHARACTERS = 512
UNKNOWN = "other"

BROWSERS: Mapping[str, tuple[str, ...]] = {
    "edge": ("Edg/", "EdgA/", "EdgiOS/"),
    "opera": ("OPR/",),
    "samsung": ("SamsungBrowser/",),
    "firefox": ("Firefox/", "FxiOS/"),
    "chrome": ("Chrome/", "CriOS/"),
    "safari": ("Safari/",),
}
"""What each browser calls itself; those that also say the name of a later one come first."""

SYSTEMS: Mapping[str, tuple[str, ...]] = {
    "windows": ("Windows NT",),
    "android": ("Android",),
    "ios": ("iPhone", "iPad", "iPod"),
    "chromeos": ("CrOS",),
    "macos": ("Macintosh",),
    "linux": ("Linux", "X11"),
}
"""What each system is called; Android also says Linux."""


def device_of(user_agent: str | None) -> str:
    """Return `<browser>/<system>`, each by a name of the tables here, or `other`."""
    text = (user_agent or "")[:MAX_USER_AGENT_CHARACTERS]
    return f"{_family(BROWSERS, text)}/{_family(SYSTEMS, text)}"


def _family(families: Mapping[str, tuple[str, ...]], text: str) -> str:
    found = (name for name, marks in families.items() if any(mark in text for mark in marks))
    return next(found, UNKNOWN)
