"""The lock-step driver: all units of a group go from statement to statement together.

A round: every unit that has not ended waits for a statement; equal statements are sent as
one; the answers are handed out; each unit runs to its next statement. Units whose keys
meet wait for each other (see `locks`), so the group has the effect of its units run one by
one in the order in which they end.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from operator import attrgetter

from thiqa.base import StorageUnavailableError
from thiqa.database.batch import Batch, Found
from thiqa.database.call import Call
from thiqa.database.locks import Locks
from thiqa.database.refusal import RefusedError
from thiqa.database.statement import AnyStatement, Row, Values

Execute = Callable[[AnyStatement, Sequence[Values]], Awaitable[Sequence[Row]]]


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
        for batch in batches:
            found = await _execute(batch, execute)
            batch.hand_out(found, locks)
            if parked and batch.statement.writes:
                _share_nothing(batch, found, parked, locks)
        waiting = [call for call in parked if not call.ended]
        waiting += [call for batch in batches for call in batch.calls if not call.ended]


def _gather(waiting: Iterable[Call], locks: Locks) -> tuple[list[Batch], list[Call]]:
    """Put together what may be asked now; park who has to wait for the end of another."""
    batches: dict[AnyStatement, Batch] = {}
    parked: list[Call] = []
    for call in waiting:
        batch = batches.get(call.statement) or Batch(call.statement)
        if batch.admit(call, locks):
            batches[call.statement] = batch
        else:
            parked.append(call)
    return sorted(batches.values(), key=attrgetter("statement.number")), parked


async def _execute(batch: Batch, execute: Execute) -> Found:
    try:
        return batch.sort(await execute(batch.statement, batch.arguments()))
    except StorageUnavailableError:
        raise
    except Exception as error:
        raise RefusedError(batch.calls, error) from error


def _share_nothing(batch: Batch, found: Found, parked: list[Call], locks: Locks) -> None:
    """Answer those who wait to ask again what has just found nothing."""
    for call in parked:
        if not call.ended and batch.asks_for(call):
            statement = call.statement
            key = statement.key_of_values(call.values)
            if key not in found and locks.may_read((statement.scope, key), call):
                call.advance([] if statement.many else None)


def _unblock(calls: Sequence[Call], locks: Locks) -> tuple[list[Batch], list[Call]]:
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
