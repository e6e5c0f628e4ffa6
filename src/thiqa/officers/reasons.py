"""Why an officer acts, in words that the citizen will read in the record."""

import re

from thiqa.officers.errors import ReasonError
from thiqa.web.bidi import visible

MIN_LETTERS = 12
"""A reason is a sentence: the law and the case."""
MAX_CHARACTERS = 500
"""Within what an entry of the record may hold."""

LIKE_A_NATIONAL_NUMBER = re.compile(r"\b[A-Z]{1,2}[0-9]{4,6}\b", re.IGNORECASE)


def read_reason(text: str) -> str:
    """Return a reason on one line; refuse one that hides something or says who somebody is."""
    reason = " ".join(text.split())
    if sum(map(str.isalpha, reason)) < MIN_LETTERS:
        raise ReasonError("a reason names the law and the case, in a sentence")
    if len(reason) > MAX_CHARACTERS:
        raise ReasonError("a reason is a sentence, and no more")
    if visible(reason) != reason:
        raise ReasonError("a reason has characters that cannot be seen")
    if LIKE_A_NATIONAL_NUMBER.search(reason):
        raise ReasonError("a reason does not hold a national number")
    return reason
