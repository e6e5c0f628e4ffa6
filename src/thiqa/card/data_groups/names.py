"""Names as a machine-readable zone writes them, in the letters A to Z (ICAO 9303-3, section 6)."""

import unicodedata
from typing import Final

from thiqa.card.data_groups.errors import MrzError

LEFT_OUT: Final = "'’ʼʻ`´.،"
"""Marks that a zone does without (ICAO 9303-3, section 4.6)."""
BETWEEN_WORDS: Final = "-‐‑ "

_LATIN: Final = {
    "Ä": "AE",
    "Å": "AA",
    "Æ": "AE",
    "Ö": "OE",
    "Ø": "OE",
    "Œ": "OE",
    "Ü": "UE",
    "Đ": "D",
    "Ð": "D",
    "Þ": "TH",
    "Ħ": "H",
    "ı": "I",
    "Ĳ": "IJ",
    "ĸ": "K",
    "Ł": "L",
    "Ŋ": "N",
    "ẞ": "SS",
    "ß": "SS",
    "Ŧ": "T",
}
"""Section 6, table A: letters that are more than a plain letter with a mark."""

_ARABIC: Final = {
    "ء": "XE",
    "آ": "XAA",
    "أ": "XAE",
    "ؤ": "U",
    "إ": "I",
    "ئ": "XI",
    "ا": "A",
    "ب": "B",
    "ة": "XTA",
    "ت": "T",
    "ث": "XTH",
    "ج": "J",
    "ح": "XH",
    "خ": "XKH",
    "د": "D",
    "ذ": "XDH",
    "ر": "R",
    "ز": "Z",
    "س": "S",
    "ش": "XSH",
    "ص": "XSS",
    "ض": "XDZ",
    "ط": "XTT",
    "ظ": "XZZ",
    "ع": "E",
    "غ": "G",
    "ف": "F",
    "ق": "Q",
    "ك": "K",
    "ل": "L",
    "م": "M",
    "ن": "N",
    "ه": "H",
    "و": "W",
    "ى": "XAY",
    "ي": "Y",
    "ٱ": "XXA",
    "پ": "P",
    "چ": "XC",
    "ژ": "XJ",
    "ک": "XKK",
    "ڭ": "XNG",
    "گ": "XGG",
}
"""Section 6, table C, as far as names of this country need it."""
TEH_MARBUTA: Final = "ة"
TEH_MARBUTA_AT_THE_END: Final = "XAH"
SHADDA: Final = "\u0651"
NOT_WRITTEN: Final = "\u0640\u064b\u064c\u064d\u064e\u064f\u0650\u0652\u0670"
"""Tatweel, and the vowels that Arabic may leave out."""


def transliterate(name: str) -> str:
    """Return the words of a name in the letters A to Z, a space between them."""
    text = unicodedata.normalize("NFC", name)
    for mark in BETWEEN_WORDS:
        text = text.replace(mark, " ")
    words = ["".join(_letters(word)) for word in text.split()]
    written = " ".join(word for word in words if word)
    if not written:
        raise MrzError("a name without a letter")
    return written


def _letters(word: str) -> list[str]:
    letters: list[str] = []
    for at, character in enumerate(word):
        if character == SHADDA and letters:
            letters.append(letters[-1])
        elif character == TEH_MARBUTA and at == len(word) - 1:
            letters.append(TEH_MARBUTA_AT_THE_END)
        elif character not in NOT_WRITTEN and character not in LEFT_OUT:
            letters.append(_ARABIC.get(character) or _latin(character))
    return letters


def _latin(character: str) -> str:
    upper = _LATIN.get(character) or _LATIN.get(character.upper()) or character.upper()
    plain = "".join(
        part for part in unicodedata.normalize("NFD", upper) if not unicodedata.combining(part)
    )
    if not (plain.isascii() and plain.isalpha()):
        raise MrzError(f"no letter of a machine-readable zone stands for {character!a}")
    return plain
