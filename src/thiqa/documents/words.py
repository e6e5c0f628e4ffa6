"""What documents say of themselves, in the four languages."""

from functools import cache
from importlib.resources import files
from pathlib import Path

from thiqa.web import Catalogues, Language, load_catalogues, translate


def say(text: str, language: Language) -> str:
    """Return a message in a language."""
    return translate(_catalogues()[language], text)


@cache
def _catalogues() -> Catalogues:
    return load_catalogues([Path(str(files("thiqa.documents"))) / "locale"])
