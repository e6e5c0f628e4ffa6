"""Names that people will read: one spelling, one script, nothing hidden."""

import unicodedata

from thiqa.web.errors import NameRefusedError
from thiqa.web.languages import Language


def check_display_name(text: str, language: str) -> None:
    """Refuse a name that could be read as another one; raises NameRefusedError."""
    if unicodedata.normalize("NFC", text) != text or not text.isprintable():
        raise NameRefusedError(f"not a printable text in normal form ({Language(language)})")
