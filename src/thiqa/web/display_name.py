"""Names that are shown to people: one script in a word, nothing hidden, nothing look-alike.

The letters are an allow-list: the three scripts of the country's languages, without the
letters that exist to be mistaken for others. What is not listed is refused, so Cyrillic or
Greek twins of Latin letters, Persian twins of Arabic ones, full-width forms, ligatures,
zero-width characters and direction overrides need no rule of their own.
"""

import unicodedata
from enum import StrEnum
from itertools import pairwise
from typing import NewType

from thiqa.web.errors import NameRefusedError
from thiqa.web.languages import Language

DisplayName = NewType("DisplayName", str)
"""A name in NFC that passed `check_display_name`."""

MAX_NAME_CHARACTERS = 120
MAX_ARABIC_MARKS = 2
"""A shadda and a vowel: no letter carries more."""


class Script(StrEnum):
    """A script that names may be written in."""

    ARABIC = "Arabic"
    LATIN = "Latin"
    TIFINAGH = "Tifinagh"


SCRIPTS_OF = {
    Language.AR: frozenset({Script.ARABIC, Script.LATIN}),
    Language.FR: frozenset({Script.LATIN}),
    Language.ZGH: frozenset({Script.TIFINAGH, Script.LATIN}),
    Language.EN: frozenset({Script.LATIN}),
}
"""Acronyms and brands stand in Latin letters in every language, as words of their own."""


def _letters(*ranges: tuple[int, int]) -> frozenset[str]:
    found = {chr(code) for first, last in ranges for code in range(first, last + 1)}
    return frozenset(letter for letter in found if unicodedata.category(letter)[0] == "L")


_DOTLESS_I, _KRA, _EN_APOSTROPHE, _LONG_S = "\u0131", "\u0138", "\u0149", "\u017f"

_LETTERS = {
    Script.LATIN: (
        _letters((0x41, 0x5A), (0x61, 0x7A), (0xC0, 0x17F), (0x1E00, 0x1EFF))
        | {"\u0190", "\u025b", "\u0194", "\u0263", "\u01e6", "\u01e7"}  # Amazigh in Latin letters
    )
    - {_DOTLESS_I, _KRA, _EN_APOSTROPHE, _LONG_S},
    Script.ARABIC: _letters((0x621, 0x63A), (0x641, 0x64A))
    | {"\u067e", "\u0686", "\u06a4", "\u06a5", "\u06ad", "\u06af"},  # p, ch, v and g of Morocco
    Script.TIFINAGH: _letters((0x2D30, 0x2D67), (0x2D6F, 0x2D6F)),
}
_ARABIC_MARKS = frozenset(chr(code) for code in (*range(0x64B, 0x653), 0x670))
_DIGITS = frozenset("0123456789")
_PUNCTUATION = frozenset(" '’()-–,.;&:+°§«»،؛·")


def check_display_name(name: str, language: str) -> DisplayName:
    """Return the name in NFC; refuse one that could mislead whoever reads it.

    1. It has a letter, and is not too long.
    2. No space stands at its ends or beside another.
    3. Every character is a listed letter, mark, digit or sign.
    4. Marks sit on Arabic letters, two at the most.
    5. Each word is in one script.
    6. The scripts are those of the language that the name is in.
    """
    name = unicodedata.normalize("NFC", name)
    if len(name) > MAX_NAME_CHARACTERS:  # 1
        raise NameRefusedError("the name is too long")
    if name != " ".join(name.split(" ")).strip() or "  " in name:  # 2
        raise NameRefusedError("the name has spaces at its ends or in a row")
    for character in name:  # 3
        if _script_of(character) is None and not _is_sign(character):
            raise NameRefusedError(
                f"the name has a character that is not allowed: {_label(character)}"
            )
    _check_marks(name)  # 4
    used = [_scripts_of_word(word) for word in name.split(" ")]
    if any(len(scripts) > 1 for scripts in used):  # 5
        raise NameRefusedError("a word of the name mixes scripts")
    all_used = frozenset().union(*used)
    if not all_used:  # 1
        raise NameRefusedError("the name has no letter")
    if not all_used <= SCRIPTS_OF[Language(language)]:  # 6
        raise NameRefusedError(f"the name is not in a script of its language: {language}")
    return DisplayName(name)


def _script_of(character: str) -> Script | None:
    for script, letters in _LETTERS.items():
        if character in letters:
            return script
    return None


def _is_sign(character: str) -> bool:
    return character in _PUNCTUATION or character in _DIGITS or character in _ARABIC_MARKS


def _scripts_of_word(word: str) -> frozenset[Script]:
    return frozenset(script for script in map(_script_of, word) if script)


def _check_marks(name: str) -> None:
    marks = 0
    for before, character in pairwise(f" {name}"):
        marks = marks + 1 if character in _ARABIC_MARKS else 0
        on_letter = marks > 1 or before in _LETTERS[Script.ARABIC]
        if marks and (not on_letter or marks > MAX_ARABIC_MARKS):
            raise NameRefusedError("the name has a mark that no letter carries")


def _label(character: str) -> str:
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".strip()
