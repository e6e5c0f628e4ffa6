"""One login: the PIN to the card, the card's signature for the site that asked."""

from thiqa.card import find_application, make_authentication_token
from thiqa.card.errors import (
    CardError,
    PinBlockedError,
    PinFormatError,
    ReaderError,
    WrongPinError,
)
from thiqa.card_client.cards import CardSource
from thiqa.card_client.errors import UnknownCardError
from thiqa.card_client.handover import Handover
from thiqa.card_client.views import (
    CARD_GONE,
    NO_READER,
    PIN_BLOCKED,
    PIN_FORMAT,
    WRONG_PIN,
    Trouble,
)


def sign_in(source: CardSource, handover: Handover, card_id: str, pin: str) -> dict[str, str]:
    """Return the Web eID token for the site; raises a CardError or UnknownCardError."""
    with source.connect(card_id) as card:
        return make_authentication_token(
            find_application(card),
            pin=pin,
            origin=handover.origin,
            challenge_nonce=handover.challenge,
        )


def trouble_of(error: CardError | UnknownCardError) -> Trouble:
    """Return what the person reads when a card did not sign."""
    match error:
        case WrongPinError(tries_left=0) | PinBlockedError():
            return Trouble(PIN_BLOCKED)
        case WrongPinError(tries_left=tries_left):
            return Trouble(WRONG_PIN, tries_left)
        case PinFormatError():
            return Trouble(PIN_FORMAT)
        case ReaderError():
            return Trouble(NO_READER)
        case _:
            return Trouble(CARD_GONE)
