"""What a citizen writes about an entry: one line in which nothing is hidden."""

from thiqa.officers.reasons import LIKE_A_NATIONAL_NUMBER, MAX_CHARACTERS
from thiqa.web.bidi import visible


def own_words(text: str) -> str:
    """Return what a citizen says: it may be nothing; what may say who it is, is left out."""
    line = " ".join(visible(text).split())[:MAX_CHARACTERS]
    return LIKE_A_NATIONAL_NUMBER.sub("…", line)
