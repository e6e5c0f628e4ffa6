"""A form that is sent twice, by a double click or a reload, reaches the card once."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

MAX_REMEMBERED = 1_000

Outcome = TypeVar("Outcome")


class Once(Generic[Outcome]):
    """Remembers what came of the latest forms, by a fingerprint of each."""

    def __init__(self) -> None:
        self._outcomes: OrderedDict[bytes, asyncio.Task[Outcome]] = OrderedDict()

    async def run(self, fingerprint: bytes, act: Callable[[], Outcome]) -> Outcome:
        """Act in a thread, or give what came of the very same form before.

        What raises is forgotten: an exception would keep the PIN of its form in memory.
        """
        task = self._outcomes.get(fingerprint)
        if task is None:
            task = asyncio.create_task(asyncio.to_thread(act))
            self._outcomes[fingerprint] = task
            if len(self._outcomes) > MAX_REMEMBERED:
                self._outcomes.popitem(last=False)
        try:
            return await asyncio.shield(task)
        except Exception:
            self._outcomes.pop(fingerprint, None)
            raise
