"""What a monitor remembers between two looks: the newest checkpoint, and what contradicts it."""

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from thiqa.base import EncodingError, parse_json_object
from thiqa.ledger.note import MAX_NOTE_CHARACTERS
from thiqa.monitor.errors import StateError

MAX_STATE_CHARACTERS = 2 * MAX_NOTE_CHARACTERS
NAME_CHARACTERS = 16


@dataclass(frozen=True, slots=True)
class Seen:
    """A checkpoint whose whole tree was examined, and when it was first seen."""

    checkpoint: str
    at: int


class StateFolder:
    """A folder of one monitor, for one log."""

    def __init__(self, path: Path) -> None:
        self._file = path / "seen.json"
        self._evidence = path / "evidence"
        self._ahead = path / "ahead"
        try:
            for folder in (self._evidence, self._ahead):
                folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StateError(f"{path} cannot be made: {error.strerror}") from error

    def read(self) -> Seen | None:
        """Return what was seen; None if nothing was."""
        try:
            text = self._file.read_text("utf-8")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise StateError(f"{self._file} cannot be read") from error
        try:
            members = parse_json_object(text, max_characters=MAX_STATE_CHARACTERS)
            checkpoint, at = members["checkpoint"], members["at"]
        except (EncodingError, KeyError) as error:
            raise StateError(f"{self._file} is damaged") from error
        if not isinstance(checkpoint, str) or type(at) is not int:
            raise StateError(f"{self._file} is damaged")
        return Seen(checkpoint, at)

    def write(self, seen: Seen) -> None:
        """Remember what was seen, durably."""
        self._write(self._file, json.dumps(asdict(seen), ensure_ascii=False))

    def keep_evidence(self, checkpoint: str) -> None:
        """Keep a checkpoint for those who have to be shown it."""
        self._write(self._evidence / _file_name(checkpoint), checkpoint)

    def ahead(self, place: str) -> str | None:
        """Return the checkpoint that was kept for a place, if one was."""
        file = self._ahead / _file_name(place)
        try:
            return file.read_text("utf-8")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise StateError(f"{file} cannot be read") from error

    def keep_ahead(self, place: str, checkpoint: str) -> None:
        """Keep the checkpoint of a place until the log has grown as far."""
        self._write(self._ahead / _file_name(place), checkpoint)

    def forget_ahead(self, place: str) -> None:
        """Keep nothing for a place any more."""
        (self._ahead / _file_name(place)).unlink(missing_ok=True)

    def _write(self, file: Path, text: str) -> None:
        draft = file.with_suffix(".partial")
        try:
            with draft.open("w", encoding="utf-8") as open_file:
                open_file.write(text)
                open_file.flush()
                os.fsync(open_file.fileno())
            draft.rename(file)
        except OSError as error:
            raise StateError(f"{file} cannot be written: {error.strerror}") from error


def _file_name(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:NAME_CHARACTERS] + ".checkpoint"
