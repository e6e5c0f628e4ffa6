"""What the card client's pages may show."""

from dataclasses import dataclass

from thiqa.card.profile import PROFILES
from thiqa.card_client.cards import CardAtHand, Condition
from thiqa.card_client.origin import Origin
from thiqa.card_client.paths import CHANGE_PATH, UNBLOCK_PATH
from thiqa.card_client.troubles import Trouble
from thiqa.web.messages import message

CONDITIONS = {
    Condition.READY: message("Tries left: {tries}"),
    Condition.BLOCKED: message("PIN blocked"),
    Condition.FOREIGN: message("This card cannot sign in"),
    Condition.MISSING: message("No card in it"),
    Condition.BUSY: message("Used by another program"),
    Condition.SILENT: message("Does not answer"),
}

PIN_CHANGED = message("The new PIN holds from now on.")
UNBLOCKED = message("The card is unblocked, and the new PIN holds from now on.")
NOTES = {"changed": PIN_CHANGED, "unblocked": UNBLOCKED}
"""What the page of the cards says after something was done, by the text in its address."""


@dataclass(frozen=True, slots=True)
class CardsView:
    """The cards at hand, what is the matter with each, what can be done with it."""

    cards: tuple[CardAtHand, ...]
    trouble: Trouble | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class SignInView:
    """Who asks, what for, with which card, and the PIN."""

    origin: Origin
    service: str | None
    purpose: str | None
    cards: tuple[CardAtHand, ...]
    chosen: str | None
    """The card of the attempt before this one."""
    blocked: str | None
    """The card in question, if its PIN is blocked."""
    request: str
    sign_token: str
    ask_token: str
    cancel_url: str
    trouble: Trouble | None
    note: str | None

    @property
    def only_card(self) -> CardAtHand | None:
        """The card that needs no choice."""
        return self.cards[0] if len(self.cards) == 1 else None

    @property
    def can_sign(self) -> bool:
        """Whether there is a card that a PIN could be typed for."""
        return any(card.condition is Condition.READY for card in self.cards)

    @property
    def pin_lengths(self) -> tuple[int, int]:
        """The fewest and the most digits that a PIN of these cards has."""
        return _pin_lengths(self.cards)


@dataclass(frozen=True, slots=True)
class NewPinView:
    """A card that gets a new PIN, by its old one or by the PUK; None: it is not there."""

    card: CardAtHand | None
    path: str = CHANGE_PATH
    puk_tries: int = 0
    trouble: Trouble | None = None
    request: str = ""
    """The login to go back to; empty when the person came from the page of the cards."""
    form_token: str = ""
    ask_token: str = ""

    @property
    def by_puk(self) -> bool:
        """Whether the PUK is asked, and not the old PIN."""
        return self.path == UNBLOCK_PATH

    @property
    def can_be_set(self) -> bool:
        """Whether there is a try left for what is asked."""
        if self.by_puk:
            return self.puk_tries > 0
        return self.card is not None and self.card.condition is Condition.READY

    @property
    def pin_lengths(self) -> tuple[int, int]:
        """The fewest and the most digits that a PIN of this card has."""
        return _pin_lengths(() if self.card is None else (self.card,))


def _pin_lengths(cards: tuple[CardAtHand, ...]) -> tuple[int, int]:
    profiles = [card.profile for card in cards if card.profile] or list(PROFILES.values())
    return min(each.pin_min for each in profiles), max(each.pin_max for each in profiles)
