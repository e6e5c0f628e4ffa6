"""The driver for a database that answers at once: unit after unit, statement after statement."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from thiqa.base import StorageUnavailableError
from thiqa.database.call import Call
from thiqa.database.errors import UnitOfWorkError
from thiqa.database.refusal import RefusedError
from thiqa.database.statement import AnyStatement, Row, Values

Execute = Callable[[AnyStatement, Values], Sequence[Row]]


def run_one_by_one(calls: Iterable[Call], execute: Execute) -> None:
    """Run units to their ends; raise RefusedError for the first that cannot be kept."""
    for call in calls:
        call.start()
        while not call.ended:
            _answer(call, execute)
        if call.error is not None and call.wrote:
            raise RefusedError([call])


def _answer(call: Call, execute: Execute) -> None:
    statement, values = call.statement, call.values
    try:
        if type(values) is list:
            answer: Any = [_ask(call, statement, one, execute) for one in values]
        else:
            answer = _ask(call, statement, values, execute)  # type: ignore[arg-type]  # one
    except StorageUnavailableError:
        raise
    except Exception as error:
        raise RefusedError([call], error) from error
    call.advance(answer)


def _ask(call: Call, statement: AnyStatement, values: Values, execute: Execute) -> Any:
    rows = execute(statement, values)
    if rows and statement.writes:
        call.wrote = True
    if statement.many:
        return rows
    if len(rows) > 1:
        raise UnitOfWorkError(f"{statement} gave two rows for one key")
    return rows[0] if rows else None
