"""Units of work: how a domain asks for something to be read and written in one piece."""

from collections.abc import Callable, Coroutine
from typing import Any, Protocol, TypeVar

Records_co = TypeVar("Records_co", covariant=True)
Result = TypeVar("Result")


class Database(Protocol[Records_co]):
    """Runs units of work; `Records_co` is what a unit may read and write.

    A unit is an async function that awaits nothing but the records it is given. It may
    be run again from its start, so it has no effect outside of them. It takes effect
    whole, or, when it raises, not at all. `run` answers when the effect is durable.
    Many units may share one commit; each still sees what the earlier ones wrote.
    """

    async def run(self, unit: Callable[[Records_co], Coroutine[Any, Any, Result]]) -> Result:
        """Run a unit that may write; answer when it is durable.

        Raises StorageUnavailableError when the database cannot take it.
        """
        ...

    async def read(self, unit: Callable[[Records_co], Coroutine[Any, Any, Result]]) -> Result:
        """Run a unit that only reads, from what is committed."""
        ...
