"""What a person can have a card do: sign in, get another PIN, be unblocked."""

from thiqa.card import make_authentication_token
from thiqa.card_client.cards import CardSource, application_of
from thiqa.card_client.errors import NewPinsDifferError
from thiqa.card_client.handover import Handover

Token = dict[str, str]


def sign_in(source: CardSource, handover: Handover, card_id: str, pin: str) -> Token:
    """Return the Web eID token for the site that asked, and for no other one."""
    with application_of(source, card_id) as application:
        return make_authentication_token(
            application,
            pin=pin,
            origin=str(handover.origin),
            challenge_nonce=handover.challenge,
        )


def change_pin(source: CardSource, card_id: str, old: str, new: str, again: str) -> None:
    """Replace the PIN, once the new one was typed the same way twice."""
    _check_same(new, again)
    with application_of(source, card_id) as application:
        application.change_pin(old, new)


def unblock_pin(source: CardSource, card_id: str, puk: str, new: str, again: str) -> None:
    """Set a new PIN with all its tries, once it was typed the same way twice."""
    _check_same(new, again)
    with application_of(source, card_id) as application:
        application.unblock_pin(puk, new)


def puk_tries_left(source: CardSource, card_id: str) -> int:
    """Return how often the PUK may still be wrong; 0 is blocked for good."""
    with application_of(source, card_id) as application:
        return application.puk_tries_left()


def _check_same(new: str, again: str) -> None:
    if new != again:
        raise NewPinsDifferError("the new PIN was typed in two ways")
