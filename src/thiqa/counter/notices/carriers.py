"""Who takes a message to its place: one carrier for each channel."""

from collections.abc import Mapping
from typing import Protocol

from thiqa.counter.notices.errors import UndeliverableError
from thiqa.counter.notices.models import Channel, Message


class Carrier(Protocol):
    """Takes messages of one channel."""

    async def send(self, message: Message) -> None:
        """Take a message over.

        Raises NotSentError when it may be tried again, and UndeliverableError when that is
        of no use. A message whose id was taken over before may come a second time.
        """
        ...


class Notices:
    """All carriers together."""

    def __init__(self, carriers: Mapping[Channel, Carrier]) -> None:
        self._carriers = dict(carriers)

    @property
    def channels(self) -> tuple[Channel, ...]:
        """The channels that citizens can choose from."""
        return tuple(channel for channel in Channel if channel in self._carriers)

    async def send(self, message: Message) -> None:
        """Hand a message to the carrier of its channel."""
        carrier = self._carriers.get(message.place.channel)
        if carrier is None:
            raise UndeliverableError(f"no carrier for {message.place.channel}")
        await carrier.send(message)
