"""Signed letters between this service and the other organisations that it works with.

A payment provider, the tax body, a social register: each is an address, each publishes its keys
at `/jwks.json` below it, and each message in either direction is a letter: a compact JWS that
says from whom, to whom, of what kind, until when, and which letter it answers.

    writing.py         makes a letter
    reading.py         every check before a letter is believed
    correspondent.py   asks another organisation over HTTP
    respondent.py      answers one: for the processes that stand in for them
"""

from thiqa.counter.letters.correspondent import Correspondent
from thiqa.counter.letters.errors import (
    LetterRefusedError,
    LettersError,
    NotAnsweredError,
    QuestionRefusedError,
)
from thiqa.counter.letters.models import Letter
from thiqa.counter.letters.published_keys import PublishedKeys
from thiqa.counter.letters.reading import peek_sender, read_letter
from thiqa.counter.letters.respondent import Respondent
from thiqa.counter.letters.writing import MEDIA_TYPE, Writer

__all__ = [
    "MEDIA_TYPE",
    "Correspondent",
    "Letter",
    "LetterRefusedError",
    "LettersError",
    "NotAnsweredError",
    "PublishedKeys",
    "QuestionRefusedError",
    "Respondent",
    "Writer",
    "peek_sender",
    "read_letter",
]
