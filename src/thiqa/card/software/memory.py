"""Where a software card keeps its state: one file that is replaced whole, durably, under a lock."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final, Protocol

from thiqa.card.errors import CardPresentError, CardStateError
from thiqa.card.software.state import MAX_STATE_BYTES, CardState

OWNER_ONLY: Final = 0o600
OTHERS: Final = 0o077


class CardMemory(Protocol):
    """Keeps the state of one card."""

    def read(self) -> CardState:
        """Return what was last written; raises CardStateError."""
        ...

    def write(self, state: CardState) -> None:
        """Replace the state; when this returns it survives a loss of power.

        Only inside of `exclusive`; raises CardStateError and keeps the old state.
        """
        ...

    def exclusive(self) -> AbstractContextManager[None]:
        """Keep every other user of the card out, other processes too."""
        ...


class FileMemory:
    """A card's state in one JSON file that only its owner may read."""

    def __init__(self, path: Path) -> None:
        self._path = path.resolve()
        """Without links: two names of one card would be two cards after the first write."""

    def create(self, state: CardState) -> None:
        """Write the first state; a card that is there already is never overwritten."""
        with self.exclusive():
            if self._path.exists():
                raise CardPresentError(f"there is a card in {self._path} already")
            self.write(state)

    def read(self) -> CardState:
        """Return what was last written."""
        try:
            with self._path.open("rb") as file:
                if os.fstat(file.fileno()).st_mode & OTHERS:
                    raise CardStateError(f"{self._path} can be read by others: chmod 600")
                raw = file.read(MAX_STATE_BYTES + 1)
        except OSError as error:
            raise CardStateError(f"cannot read the card in {self._path}: {error}") from error
        return CardState.from_bytes(raw)

    def write(self, state: CardState) -> None:
        """Write beside the file, flush, rename over it, and flush the folder."""
        draft = self._path.with_name(f".{self._path.name}.draft")
        try:
            draft.unlink(missing_ok=True)
            with open(draft, "xb", opener=_open_for_owner) as file:
                file.write(state.to_bytes())
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self._path)
            self._flush_folder()
        except OSError as error:
            raise CardStateError(f"cannot write the card in {self._path}: {error}") from error

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Hold the lock file beside the state; the system frees it when the process dies."""
        lock = self._path.with_name(f".{self._path.name}.lock")
        try:
            descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, OWNER_ONLY)
        except OSError as error:
            raise CardStateError(f"cannot lock the card in {self._path}: {error}") from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _flush_folder(self) -> None:
        descriptor = os.open(self._path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _open_for_owner(path: str, flags: int) -> int:
    return os.open(path, flags, OWNER_ONLY)
