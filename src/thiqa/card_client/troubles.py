"""What a person reads when a card did not do what was asked: what happened, and what next."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from thiqa.card.errors import (
    CardError,
    CardInUseError,
    CardRemovedError,
    NoCardError,
    NotOurCardError,
    PackageMissingError,
    PinBlockedError,
    PinFormatError,
    PukBlockedError,
    ReaderError,
    WrongPinError,
    WrongPukError,
    WrongSecretError,
)
from thiqa.card_client.cards import CardAtHand, Condition
from thiqa.card_client.errors import NewPinsDifferError, UnknownCardError
from thiqa.web.messages import message


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why nothing was done; both texts are English messages, filled with `tries`."""

    title: str
    advice: str
    tries: int = 0
    command: str | None = None
    """What to type to put it right."""


WRONG_PIN = Trouble(message("The PIN is wrong"), message("Tries left: {tries}"))
WRONG_PIN_ONE_LEFT = Trouble(
    message("The PIN is wrong"),
    message("One try is left. If the next PIN is wrong too, the card blocks it."),
)
LAST_TRY = Trouble(
    message("One try is left"),
    message("If the next PIN is wrong, the card blocks it. If you are not sure, cancel now."),
)
PIN_BLOCKED = Trouble(
    message("The PIN of this card is blocked"),
    message(
        "It was wrong too often. Unblock it with the PUK from your card letter, "
        "or ask where your card was issued."
    ),
)
WRONG_PUK = Trouble(message("The PUK is wrong"), message("Tries left: {tries}"))
WRONG_PUK_ONE_LEFT = Trouble(
    message("The PUK is wrong"),
    message("One try is left. If the next PUK is wrong too, the card is blocked for good."),
)
PUK_BLOCKED = Trouble(
    message("The PUK of this card is blocked too"),
    message("Nothing unblocks this card any more. Ask for a new one where it was issued."),
)
NOT_A_PIN = Trouble(
    message("This card cannot have such a number"),
    message("Nothing was sent to the card and no try is lost. Check the number of digits."),
)
NEW_PINS_DIFFER = Trouble(
    message("The two new PINs differ"),
    message("Nothing was sent to the card and no try is lost. Type the same new PIN twice."),
)
CARD_REMOVED = Trouble(
    message("The card was taken out too early"),
    message("Put it in again, leave it there until the end, and start once more."),
)
FOREIGN_CARD = Trouble(
    message("This card cannot sign in"),
    message("It is not a national identity card of a kind that we know. Put in another one."),
)
NO_CARD = Trouble(
    message("There is no card in the reader"), message("Put your card in, then look again.")
)
CARD_IN_USE = Trouble(
    message("Another program uses the card"),
    message("Close that program, or wait until it is done, then look again."),
)
SILENT_CARD = Trouble(
    message("The card does not answer"),
    message("Take it out, put it in again, then look again."),
)
NO_READER = Trouble(
    message("No card reader can be used"),
    message("Connect a reader with your card in it, then look again."),
)
NO_PACKAGE = Trouble(
    message("Support for card readers is not installed"),
    message("Install it with this command, then start the card program again:"),
    command="pip install 'thiqa[pcsc]'",
)

BY_TRIES: dict[type[WrongSecretError], tuple[Trouble, Trouble, Trouble]] = {
    WrongPinError: (WRONG_PIN, WRONG_PIN_ONE_LEFT, PIN_BLOCKED),
    WrongPukError: (WRONG_PUK, WRONG_PUK_ONE_LEFT, PUK_BLOCKED),
}
"""After a wrong PIN or PUK: several tries left, one, none."""

BY_ERROR: tuple[tuple[type[Exception], Trouble], ...] = (
    (PinBlockedError, PIN_BLOCKED),
    (PukBlockedError, PUK_BLOCKED),
    (PinFormatError, NOT_A_PIN),
    (NewPinsDifferError, NEW_PINS_DIFFER),
    (CardRemovedError, CARD_REMOVED),
    (NotOurCardError, FOREIGN_CARD),
    (NoCardError, NO_CARD),
    (CardInUseError, CARD_IN_USE),
    (PackageMissingError, NO_PACKAGE),
    (ReaderError, NO_READER),
    (UnknownCardError, NO_CARD),
    (CardError, SILENT_CARD),
)
"""Looked up from top to bottom."""

BY_CONDITION = {
    Condition.BLOCKED: PIN_BLOCKED,
    Condition.FOREIGN: FOREIGN_CARD,
    Condition.MISSING: NO_CARD,
    Condition.BUSY: CARD_IN_USE,
    Condition.SILENT: SILENT_CARD,
}

Result = TypeVar("Result")


def attempt(act: Callable[[], Result]) -> Result | Trouble:
    """Return what an act with a card gives, or why it failed."""
    try:
        return act()
    except (CardError, NewPinsDifferError, UnknownCardError) as error:
        return trouble_of(error)


def trouble_of(error: CardError | NewPinsDifferError | UnknownCardError) -> Trouble:
    """Return what the person reads about an error."""
    if isinstance(error, WrongSecretError):
        several, one, none = BY_TRIES[type(error)]
        if error.tries_left > 1:
            return replace(several, tries=error.tries_left)
        return one if error.tries_left else none
    return next(trouble for kind, trouble in BY_ERROR if isinstance(error, kind))


def trouble_with(card: CardAtHand) -> Trouble | None:
    """Return what the person reads about a card before anything is asked of it."""
    return LAST_TRY if card.is_last_try else BY_CONDITION.get(card.condition)
