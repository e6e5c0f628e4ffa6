"""What people write about a dispute: one line in which nothing is hidden."""

import re

from thiqa.disputes.errors import WordsMissingError
from thiqa.web.bidi import visible

MAX_CHARACTERS = 500
"""Within what an entry of the record may hold."""
MIN_LETTERS = 12
"""Whoever answers a citizen does it in a sentence."""

_LIKE_A_NATIONAL_NUMBER = re.compile(r"\b[A-Z]{1,2}[0-9]{4,6}\b", re.IGNORECASE)


def own_words(text: str) -> str:
    """Return what a citizen says: it may be nothing; what may say who it is, is left out."""
    return _LIKE_A_NATIONAL_NUMBER.sub("…", _one_line(text))


def official_words(text: str) -> str:
    """Return what an officer or a service says: a sentence, that does not say who somebody is."""
    words = _one_line(text)
    if sum(map(str.isalpha, words)) < MIN_LETTERS:
        raise WordsMissingError("a reason is a sentence")
    if _LIKE_A_NATIONAL_NUMBER.search(words):
        raise WordsMissingError("a reason does not hold a national number")
    return words


def _one_line(text: str) -> str:
    return " ".join(visible(text).split())[:MAX_CHARACTERS]
