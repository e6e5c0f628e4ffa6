"""The mark on English texts that people read in their own language."""


def message(text: str) -> str:
    """Return the text; the mark says that every catalogue translates it."""
    return text
