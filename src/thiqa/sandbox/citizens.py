"""What is special about each specimen citizen, in plain words."""

from collections.abc import Mapping
from typing import Final

from thiqa.sandbox.models import Described
from thiqa.web.messages import message

CARD_REFUSED: Final = message(
    "Nothing, or error=access_denied when the citizen turns back: the card is refused before that."
)

CITIZENS: Final[Mapping[str, Described]] = {
    "adult": Described(
        message("An adult"),
        message("The card is valid, and every claim is on record."),
        message("The claims that the citizen lets through."),
    ),
    "minor": Described(
        message("A minor"),
        message("Born in 2013; the card is valid."),
        message("The claims; age_over_18 is false."),
    ),
    "expired-card": Described(
        message("A card that has expired"),
        message("It expired a year ago."),
        CARD_REFUSED,
    ),
    "revoked-card": Described(
        message("A card that was revoked"),
        message("It was reported lost, and the authority says so when it is asked."),
        CARD_REFUSED,
    ),
    "blocked-pin": Described(
        message("A card whose PIN is blocked"),
        message("The PIN was wrong too often, and here nobody unblocks it."),
        CARD_REFUSED,
    ),
    "not-registered": Described(
        message("A holder who is not registered"),
        message("The card is valid, but the register does not have its holder yet."),
        CARD_REFUSED,
    ),
    "no-first-name": Described(
        message("No first name"),
        message("There is no first name, in neither script."),
        message("The claims without given_name and given_name#ar."),
    ),
    "birth-year-only": Described(
        message("A birth date of which only the year is known"),
        message("Born in 1951; nobody knows the day. No address is on record."),
        message("birthdate is “1951” and no full date; address is missing."),
    ),
    "birth-month-only": Described(
        message("A birth date without its day"),
        message("Born in July 1985; nobody knows the day."),
        message("birthdate is “1985”; birthdate_precision says that the month is known too."),
    ),
    "very-long-name": Described(
        message("A very long name"),
        message("First name and family name are long in both scripts."),
        message("Names of more than fifty characters, with spaces in them."),
    ),
    "arabic-name-only": Described(
        message("A name in Arabic script only"),
        message("The name was never written in Latin script."),
        message("given_name#ar and family_name#ar, but neither given_name nor family_name."),
    ),
    "latin-name-only": Described(
        message("A name in Latin script only"),
        message("Born abroad; the name has an apostrophe and a letter that is rare here."),
        message("given_name and family_name, but neither given_name#ar nor family_name#ar."),
    ),
}
"""By the keys of `thiqa.card.software.personas`, in the order of the page."""
