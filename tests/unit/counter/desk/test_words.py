from dataclasses import replace

import pytest

from counter_requests import PLAIN, texts
from thiqa.counter.catalogue import Decision, Outcome, Reason
from thiqa.counter.desk.errors import WordsError
from thiqa.counter.desk.words import (
    HAS_A_NUMBER,
    HIDDEN_SIGNS,
    MAX_CHARACTERS,
    NO_REASON,
    OTHER_REASON,
    TOO_LONG,
    read_words,
)

UNCLEAR = Reason("unclear", Outcome.REFUSED, {**texts("Unclear."), "ar": "غير واضح."})
SERVICE = replace(PLAIN, decision=Decision((), (UNCLEAR,)))


def test_a_reason_of_the_catalogue_is_said_in_every_language() -> None:
    assert read_words(SERVICE, Outcome.REFUSED, "unclear", "") == UNCLEAR.text


def test_what_a_clerk_adds_stands_after_the_reason() -> None:
    said = read_words(SERVICE, Outcome.REFUSED, "unclear", "  La page 2\nmanque. ")
    assert said["ar"] == "غير واضح. La page 2 manque."
    assert said["en"] == "Unclear. La page 2 manque."


def test_only_a_yes_needs_no_reason() -> None:
    assert read_words(SERVICE, Outcome.GRANTED, "", "") == {}
    for outcome in (Outcome.REFUSED, Outcome.RETURNED):
        with pytest.raises(WordsError, match=NO_REASON):
            read_words(SERVICE, outcome, "", " ")


@pytest.mark.parametrize(
    ("reason", "words", "fault"),
    [
        ("unclear", "", OTHER_REASON),
        ("invented", "", OTHER_REASON),
        ("", "x" * (MAX_CHARACTERS + 1), TOO_LONG),
        ("", "Ask for AB123456 please", HAS_A_NUMBER),
        ("", "sign\u202e here", HIDDEN_SIGNS),
    ],
)
def test_words_that_citizens_cannot_be_given_are_refused(
    reason: str, words: str, fault: str
) -> None:
    with pytest.raises(WordsError) as refused:
        read_words(SERVICE, Outcome.RETURNED, reason, words)
    assert str(refused.value) == fault
