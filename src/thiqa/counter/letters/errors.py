"""What goes wrong between two organisations, told apart by what can be done.

LettersError
├── LetterRefusedError      a letter that does not pass our checks: nothing of it is believed
├── NotAnsweredError        the other one is out of reach or failed: ask again later
└── QuestionRefusedError    the other one refuses what we wrote: asking again changes nothing
"""

from thiqa.base import ThiqaError


class LettersError(ThiqaError):
    """A question to another organisation did not lead to an answer."""


class LetterRefusedError(LettersError):
    """A letter that does not pass our checks."""


class NotAnsweredError(LettersError):
    """The other organisation cannot be reached, or failed; nothing is known."""


class QuestionRefusedError(LettersError):
    """The other organisation does not take our letter; `code` is its reason."""

    def __init__(self, code: str) -> None:
        super().__init__(f"refused: {code}")
        self.code = code
