"""What clerks write for citizens: one paragraph, nothing hidden, and no number of a person."""

import re

from thiqa.counter.catalogue import Outcome, Service, Texts
from thiqa.counter.desk.errors import WordsError
from thiqa.web import visible
from thiqa.web.messages import message

MAX_CHARACTERS = 600

LIKE_A_NATIONAL_NUMBER = re.compile(r"\b[A-Z]{1,2}[0-9]{4,6}\b", re.IGNORECASE)

NO_REASON = message("Choose a reason, or write one: the citizen has a right to it.")
TOO_LONG = message("This is too long for a reason. Shorten it.")
HAS_A_NUMBER = message("Leave national numbers out: a decision is read over people's shoulders.")
HIDDEN_SIGNS = message("There are signs in it that cannot be seen. Write it anew.")
OTHER_REASON = message("This reason belongs to another decision. Choose one that fits.")


def read_words(service: Service, outcome: Outcome, reason_id: str, typed: str) -> Texts:
    """Return what the citizen reads, by language: a reason of the catalogue, words, or both.

    What a clerk writes stands in the language that it was written in, after the reason. Only a
    yes needs no reason (Law No. 03-01, article 1: refusals state theirs). Raises WordsError.
    """
    words = " ".join(typed.split())
    if len(words) > MAX_CHARACTERS:
        raise WordsError(TOO_LONG)
    if visible(words) != words:
        raise WordsError(HIDDEN_SIGNS)
    if LIKE_A_NATIONAL_NUMBER.search(words):
        raise WordsError(HAS_A_NUMBER)
    chosen = next((each for each in service.decision.reasons if each.id == reason_id), None)
    if reason_id and (chosen is None or chosen.outcome is not outcome):
        raise WordsError(OTHER_REASON)
    if chosen is None and not words and outcome is not Outcome.GRANTED:
        raise WordsError(NO_REASON)
    texts = service.name.keys() if chosen is None else chosen.text
    said = {language: "" if chosen is None else chosen.text[language] for language in texts}
    return {language: f"{text} {words}".strip() for language, text in said.items() if text or words}
