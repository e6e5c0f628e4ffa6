"""A folder instead of a carrier: each message is a file that somebody, or a test, can read."""

import os
from collections.abc import Mapping
from pathlib import Path

from thiqa.base import Clock
from thiqa.counter.notices.email_message import email_of
from thiqa.counter.notices.errors import NotSentError
from thiqa.counter.notices.models import Channel, Message


class Spool:
    """Writes e-mails as .eml and text messages as .txt; the same message is the same file."""

    def __init__(self, folder: Path, sender: str, names: Mapping[str, str], clock: Clock) -> None:
        self._folder = folder
        self._sender = sender
        self._names = names
        self._clock = clock

    async def send(self, message: Message) -> None:
        """Write the file whole, or not at all."""
        if message.place.channel is Channel.EMAIL:
            mail = email_of(message, self._sender, self._names, self._clock())
            name, content = f"{message.id}.eml", mail.as_bytes()
        else:
            name = f"{message.id}.txt"
            content = f"{message.place.address}\n\n{message.text}\n".encode()
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            unfinished = self._folder / f".{name}.{os.getpid()}"
            unfinished.write_bytes(content)
            unfinished.replace(self._folder / name)
        except OSError as error:
            raise NotSentError(f"the spool takes nothing: {error.strerror}") from error
