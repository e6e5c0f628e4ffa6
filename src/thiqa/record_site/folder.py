"""The folder that a plain web server carries: whole files, and the checkpoint last."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from thiqa.ledger.public_files import CHECKPOINT_FILE, PublicFile
from thiqa.record_site.errors import ExportError

_LOCK_FILE = ".lock"


class ExportFolder:
    """Files below the address of a log; a reader sees each of them whole or not at all."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep every other export from the folder until the block ends."""
        try:
            self._path.mkdir(parents=True, exist_ok=True)
            with (self._path / _LOCK_FILE).open("wb") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                yield
        except BlockingIOError as error:
            raise ExportError(f"another export writes to {self._path}") from error
        except OSError as error:
            raise ExportError(f"{self._path} cannot be written: {error.strerror}") from error

    def checkpoint(self) -> str | None:
        """Return the checkpoint that is there, if one is."""
        try:
            return (self._path / CHECKPOINT_FILE).read_text("utf-8")
        except FileNotFoundError:
            return None
        except UnicodeDecodeError as error:
            raise ExportError(f"the checkpoint in {self._path} is none") from error

    def put(self, path: str, content: bytes) -> None:
        """Write a file in the place of any that was there."""
        file = self._path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_name(f".{file.name}.partial")
        draft.write_bytes(content)
        draft.rename(file)

    def put_checkpoint(self, checkpoint: str) -> None:
        """Write the checkpoint, once all that it covers is on the disk."""
        os.sync()
        self.put(CHECKPOINT_FILE, checkpoint.encode())

    def clear_partial(self, file: PublicFile) -> None:
        """Remove what was there of a file before it was full (tlog-tiles, "Partial Tiles")."""
        shutil.rmtree(self._path / f"{file.path}.p", ignore_errors=True)
