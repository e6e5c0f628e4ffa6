"""The lock-step driver: all units of a group go from statement to statement together.

A round: every unit that has not ended waits for a statement; equal statements are sent as
one; the answers are handed out; each unit runs to its next statement. Units whose keys
meet wait for each other (see `locks`), so the group has the effect of its units run one by
one in the order in which they end.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any

from thiqa.base import StorageUnavailableError
from thiqa.storage.call import Call
from thiqa.storage.errors import UnitOfWorkError
from thiqa.storage.locks import Locks
from thiqa.storage.refusal import RefusedError
from thiqa.storage.statement import AnyStatement, Row, Values

Execute = Callable[[AnyStatement, Sequence[Values]], Awaitable[Sequence[Row]]]


class _Batch:
    """The callers of one statement in one round, and the values of each of their keys."""

    __slots__ = ("calls", "keys", "values")

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.keys: list[object] = []
        self.values: dict[Any, Values] = {}


Batches = dict[AnyStatement, _Batch]


async def run_in_rounds(calls: Sequence[Call], execute: Execute) -> None:
    """Run units to their ends; raise RefusedError when the database refuses a statement."""
    locks = Locks()
    for call in calls:
        call.start()
    waiting = [call for call in calls if not call.ended]
    while waiting:
        locks.next_round()
        batches, parked = _gather(waiting, locks)
        if not batches:
            batches, parked = _unblock(calls, locks)
        waiting = await _send(batches, parked, execute, locks)


def _gather(waiting: Iterable[Call], locks: Locks) -> tuple[Batches, list[Call]]:
    """Put together what may be asked now; park who has to wait for the end of another."""
    batches: Batches = {}
    parked: list[Call] = []
    for call in waiting:
        statement, values = call.statement, call.values
        key = statement.key_of_values(values)
        batch = batches.get(statement)
        may = locks.may_write if statement.writes else locks.may_read
        if (batch is not None and batch.values.get(key, values) != values) or not may(
            (statement.scope, key), call
        ):
            parked.append(call)
            continue
        if batch is None:
            batch = batches[statement] = _Batch()
        batch.calls.append(call)
        batch.keys.append(key)
        batch.values[key] = values
    return batches, parked


async def _send(batches: Batches, parked: list[Call], execute: Execute, locks: Locks) -> list[Call]:
    """Execute a round and hand out its answers; return the calls that wait for the next."""
    for statement in sorted(batches, key=attrgetter("number")):
        batch = batches[statement]
        found = await _execute(statement, batch, execute)
        for call, key in zip(batch.calls, batch.keys, strict=True):
            rows = found.get(key)
            if statement.writes:
                if rows is None:
                    locks.wrote_nothing((statement.scope, key), call)
                else:
                    call.wrote = True
            call.advance(list(rows or ()) if statement.many else rows)
        if parked and statement.writes:
            _share_nothing(statement, batch, found, parked, locks)
    going = [call for batch in batches.values() for call in batch.calls if not call.ended]
    return [call for call in parked if not call.ended] + going


async def _execute(statement: AnyStatement, batch: _Batch, execute: Execute) -> dict[Any, Any]:
    try:
        # Everybody writes in the order of the keys, so that two transactions do not deadlock.
        keys = sorted(batch.values) if statement.writes else batch.values
        records = await execute(statement, [batch.values[key] for key in keys])
        return _by_key(statement, records)
    except StorageUnavailableError:
        raise
    except Exception as error:
        raise RefusedError(batch.calls, error) from error


def _by_key(statement: AnyStatement, records: Sequence[Row]) -> dict[Any, Any]:
    if statement.many:
        found: dict[Any, Any] = {}
        for record in records:
            found.setdefault(statement.key_of_record(record), []).append(record)
        return found
    found = {statement.key_of_record(record): record for record in records}
    if len(found) != len(records):
        raise UnitOfWorkError(f"{statement} gave two rows for one key")
    return found


def _share_nothing(
    statement: AnyStatement,
    batch: _Batch,
    found: dict[Any, Any],
    parked: list[Call],
    locks: Locks,
) -> None:
    """Answer those who wait to ask again what has just found nothing."""
    again = [call for call in parked if not call.ended and call.statement is statement]
    for call in again:
        key = statement.key_of_values(call.values)
        if key not in found and batch.values.get(key) == call.values:
            locks.may_read((statement.scope, key), call)
            call.advance([] if statement.many else None)


def _unblock(calls: Sequence[Call], locks: Locks) -> tuple[Batches, list[Call]]:
    """Start again who has not written yet, so that the others can go on.

    The calls come in the order of the group, so that the first is never put back for ever.
    """
    alive = [call for call in calls if not call.ended]
    kept = [call for call in alive if call.wrote] or alive[:1]
    again = [call for call in alive if call not in kept]
    for call in again:
        locks.forget(call)
        call.start()
    batches, parked = _gather(kept, locks)
    if not batches:
        raise RefusedError(kept)
    return batches, parked + [call for call in again if not call.ended]
