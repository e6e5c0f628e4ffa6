"""One caller and its unit of work, driven by hand from statement to statement."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from thiqa.database.errors import UnitOfWorkError
from thiqa.database.statement import AnyStatement, Values

Unit = Callable[[Any], Coroutine[Any, Any, Any]]


class Call:
    """A unit of work on its way: it waits for a statement, or has ended."""

    __slots__ = (
        "_coroutine",
        "_records",
        "_unit",
        "ended",
        "error",
        "future",
        "result",
        "statement",
        "values",
        "wrote",
    )

    future: asyncio.Future[Any]
    statement: AnyStatement
    values: Values | list[Values]

    def __init__(self, unit: Unit, records: object) -> None:
        self._unit = unit
        self._records = records
        self._coroutine: Coroutine[Any, Any, Any] | None = None

    def start(self) -> None:
        """Run the unit from its beginning to its first statement, forgetting earlier attempts."""
        self.abandon()
        self.ended = False
        self.wrote = False
        self.error: BaseException | None = None
        self.result: Any = None
        try:
            self._coroutine = self._unit(self._records)
        except Exception as error:
            self.end(error)
        else:
            self.advance(None)

    def advance(self, answer: Any) -> None:
        """Give the unit its answer and run it to its next statement or its end."""
        try:
            asked = self._coroutine.send(answer)  # type: ignore[union-attr]  # started
            if type(asked) is tuple:
                self.statement, self.values = asked
            else:
                self._refuse(asked)
        except StopIteration as stop:
            self.result = stop.value
            self.ended = True
        except BaseException as error:  # it belongs to the caller, whatever it is
            self.end(error)

    def end(self, error: BaseException) -> None:
        """End the unit with an error."""
        self.error = error
        self.ended = True

    def abandon(self) -> None:
        """Stop a unit that has not ended; what it wrote must be rolled back."""
        coroutine, self._coroutine = self._coroutine, None
        if coroutine is not None:
            coroutine.close()

    def settle(self) -> None:
        """Tell the caller how its unit ended, unless it went away."""
        if not self.future.done():
            if self.error is None:
                self.future.set_result(self.result)
            else:
                self.future.set_exception(self.error)

    def fail(self, error: BaseException) -> None:
        """Tell the caller that its unit did not take effect."""
        self.end(error)
        self.settle()

    def _refuse(self, asked: object) -> None:
        self.abandon()
        raise UnitOfWorkError(
            f"a unit of work awaits nothing but statements of its records, not {asked!r}"
        )
