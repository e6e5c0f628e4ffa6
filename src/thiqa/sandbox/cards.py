"""The card reader of the sandbox, and the person who types the PIN: real cards in software."""

import json
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from thiqa.card import (
    InProcessConnection,
    Persona,
    SoftwareCard,
    find_application,
    make_authentication_token,
)
from thiqa.card.software.memory import FileMemory
from thiqa.card.software.state import CardState


class PassingMemory:
    """A card's state for one visit: what the visit changes is gone with it."""

    def __init__(self, state: CardState) -> None:
        self._state = state

    def read(self) -> CardState:
        """Return the state as this visit has left it."""
        return self._state

    def write(self, state: CardState) -> None:
        """Replace the state, for this visit."""
        self._state = state

    def exclusive(self) -> AbstractContextManager[None]:
        """Nobody else has this copy."""
        return nullcontext()


@dataclass(frozen=True, slots=True)
class SandboxCards:
    """The specimen cards of a folder; nothing that a visitor does to one lasts."""

    folder: Path

    def has(self, citizen: str) -> bool:
        """Tell whether the citizen's card is there."""
        return self._path(citizen).exists()

    def sign(self, persona: Persona, *, origin: str, challenge: str) -> str:
        """Return the Web eID token of a citizen's card, as JSON; raises CardError."""
        card = SoftwareCard(PassingMemory(FileMemory(self._path(persona.key)).read()))
        with InProcessConnection(card) as connection:
            token = make_authentication_token(
                find_application(connection),
                pin=persona.pin,
                origin=origin,
                challenge_nonce=challenge,
            )
        return json.dumps(token)

    def _path(self, citizen: str) -> Path:
        return self.folder / f"{citizen}.json"
