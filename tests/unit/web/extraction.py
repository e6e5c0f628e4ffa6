"""Finds the English messages that templates and modules use."""

from pathlib import Path

from babel.messages.extract import extract_from_file
from jinja2.ext import babel_extract


def messages_of(package: Path) -> set[str]:
    """Return the messages of every template and module under a folder."""
    found: set[str] = set()
    for path in package.rglob("*.py"):
        for _, text, _, _ in extract_from_file("python", path, keywords={"message": None}):
            found.add(str(text))
    for path in package.rglob("*.html"):
        with path.open("rb") as file:
            for _, _, text, _ in babel_extract(file, ["_"], [], {}):
                found.add(str(text))
    return found
