"""The passwords of the chip in PACE, and the tries of the one that is counted.

ICAO 9303-11, section 4.4.1; TR-03110-2, section 2.4.1.3, for the last try.
"""

from dataclasses import dataclass, replace
from typing import Final

from thiqa.card.channel.errors import RefusedError
from thiqa.card.channel.passwords import CanPassword, MrzPassword, Password, PinPassword
from thiqa.card.software.chip import Chip
from thiqa.card.software.session import CardSession
from thiqa.card.transport.apdu import StatusWord, tries_left

LAST_TRY: Final = 1


@dataclass(frozen=True, slots=True)
class ChipPasswords:
    """What opens a chip; the PIN shares its tries with the login application's."""

    session: CardSession
    chip: Chip

    def secret(self, reference: int) -> bytes:
        """Return what keys are derived from; a blocked PIN is as good as none."""
        if reference == PinPassword.reference and self._tries() == 0:
            status = StatusWord.AUTHENTICATION_METHOD_BLOCKED
            raise RefusedError("the PIN is blocked", status)
        return self._password(reference).secret()

    def selection_status(self, reference: int) -> int:
        """Warn of a PIN that was wrong before (TR-03110-3, section B.14.1)."""
        if reference != PinPassword.reference or self._tries() == self.session.profile.pin_tries:
            return StatusWord.OK
        return tries_left(self._tries())

    def take_try(self, reference: int) -> None:
        """Take a try before it is used, durably; the last one only after the access number."""
        if reference != PinPassword.reference:
            return
        memory = self.session.memory
        with memory.exclusive():
            state = memory.read()
            left = state.pin.tries_left
            if left == 0:
                status = StatusWord.AUTHENTICATION_METHOD_BLOCKED
                raise RefusedError("the PIN is blocked", status)
            if left == LAST_TRY and self.session.security.password != CanPassword.reference:
                status = StatusWord.CONDITIONS_NOT_SATISFIED
                raise RefusedError("the PIN is suspended until the access number", status)
            memory.write(replace(state, pin=replace(state.pin, tries_left=left - 1)))

    def give_tries_back(self, reference: int) -> None:
        """The PIN was right."""
        if reference != PinPassword.reference:
            return
        memory = self.session.memory
        with memory.exclusive():
            state = memory.read()
            restored = replace(state.pin, tries_left=state.profile.pin_tries)
            memory.write(replace(state, pin=restored))

    def failure_status(self, reference: int) -> int:
        """Say how many tries are left, where they are counted."""
        if reference != PinPassword.reference:
            return StatusWord.VERIFICATION_FAILED
        return tries_left(self._tries())

    def _tries(self) -> int:
        return self.session.memory.read().pin.tries_left

    def _password(self, reference: int) -> Password:
        if reference == MrzPassword.reference:
            return self.chip.mrz
        if reference == CanPassword.reference:
            return CanPassword(self.chip.can)
        pin = self._pin()
        if reference == PinPassword.reference and pin is not None:
            return PinPassword(pin)
        raise RefusedError("no such password", StatusWord.REFERENCE_NOT_FOUND)

    def _pin(self) -> str | None:
        """Return the PIN as it is now: the login application may have changed it."""
        chip = self.session.memory.read().chip
        return None if chip is None else chip.pin
