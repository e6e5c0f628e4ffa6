"""Translations: .po files, read when the program starts, keyed by the English text."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from babel.messages.pofile import PoFileError, read_po

from thiqa.web.errors import CatalogueError
from thiqa.web.languages import Language

Catalogue = Mapping[str, str]
"""English message to its translation."""

Catalogues = Mapping[Language, Catalogue]

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


def load_catalogues(folders: Iterable[Path]) -> Catalogues:
    """Read `<folder>/<language>/messages.po` of each folder; later folders add messages.

    English needs no file: its messages are their own translations. Raises CatalogueError
    when the languages do not have the same messages with the same placeholders.
    """
    found: dict[Language, dict[str, str]] = {language: {} for language in Language}
    for folder in folders:
        for language in Language:
            if language is not Language.EN:
                found[language] |= read_catalogue(folder / language / "messages.po")
    keys = set(found[Language.AR])
    for language in Language:
        if language is not Language.EN and set(found[language]) != keys:
            odd = sorted(keys ^ set(found[language]))
            raise CatalogueError(f"{language} and ar differ in: {odd}")
    found[Language.EN] = {key: key for key in keys}
    return found


def read_catalogue(path: Path) -> dict[str, str]:
    """Read one .po file; every message has a translation with the placeholders of its English."""
    try:
        with path.open("rb") as file:
            catalogue = read_po(file, abort_invalid=True)
    except (OSError, PoFileError) as error:
        raise CatalogueError(f"cannot read {path.name} of {path.parent.name}") from error
    messages: dict[str, str] = {}
    for message in catalogue:
        key, translation = message.id, message.string
        if not key:
            continue
        if not isinstance(key, str) or not isinstance(translation, str) or not translation:
            raise CatalogueError(f"{path.parent.name} has no translation of {key!r}")
        if message.fuzzy:
            raise CatalogueError(f"{path.parent.name} is not sure of {key!r}")
        if sorted(PLACEHOLDER.findall(key)) != sorted(PLACEHOLDER.findall(translation)):
            raise CatalogueError(f"{path.parent.name} has other placeholders in {key!r}")
        messages[key] = translation
    return messages


def translate(catalogue: Catalogue, message: str) -> str:
    """Return the translation of a message; a message that nobody translated is an error."""
    try:
        return catalogue[message]
    except KeyError:
        raise CatalogueError(f"no translation of {message!r}") from None
