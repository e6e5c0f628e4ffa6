"""What the card client's pages may show."""

from dataclasses import dataclass

from thiqa.card_client.cards import CardAtHand
from thiqa.web.messages import message


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why nothing was signed; the text is an English message, filled with `tries_left`."""

    text: str
    tries_left: int = 0


WRONG_PIN = message("The PIN is wrong. Tries left: {tries}")
PIN_BLOCKED = message(
    "The PIN of this card is blocked, because it was wrong too often. Unblock it with the PUK "
    "from your card letter, or at a registration office."
)
PIN_FORMAT = message("A PIN has 4 to 12 digits. Nothing was sent to the card, no try is lost.")
CARD_GONE = message("The card does not answer. Put it in again and wait for it.")
NO_READER = message("No card reader can be used now. Connect it, then load this page again.")


@dataclass(frozen=True, slots=True)
class PinView:
    """Who asks, what for, which card, and the PIN."""

    origin: str
    service: str | None
    purpose: str | None
    cards: tuple[CardAtHand, ...]
    chosen: str | None
    request: str
    form_token: str
    cancel_url: str
    specimen: bool
    trouble: Trouble | None = None
