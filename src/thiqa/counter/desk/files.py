"""What a clerk does with a request of their body; each is a unit of work, or a part of one.

Nobody touches their own request. What a request holds is shown to whoever has taken it, and each
opening is on the list that the citizen reads before the clerk reads anything: in the same unit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from thiqa.counter.desk.errors import OwnRequestError
from thiqa.counter.desk.models import Clerk
from thiqa.counter.records import Records
from thiqa.counter.requests import by_clerk
from thiqa.counter.requests import models as requests
from thiqa.counter.requests.by_clerk import check_has, find_at_body
from thiqa.counter.requests.errors import StepRefusedError
from thiqa.counter.requests.life import Actor, take_step
from thiqa.counter.requests.models import Event, Request, Role, Step
from thiqa.counter.uploads.models import StoredFile, Upload, UploadState
from thiqa.counter.uploads.receiving import stored_file

SAME_OPENING_SECONDS = 300
"""A page that is loaded again within this time is the same opening of the file."""
OPENINGS = frozenset({Event.TAKEN, Event.READ})


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A request in the hands of the clerk who reads it; only `open_file` makes one."""

    request: Request
    fields: dict[str, str]
    """The form as it was sent, by the ids of its fields."""
    steps: list[Step]
    uploads: Mapping[str, Upload] = field(default_factory=dict)
    """The files that were sent and kept, by their fields."""


async def find_file(records: Records, number: str, clerk: Clerk) -> Request:
    """Return a request of the clerk's body that is not their own."""
    request = await find_at_body(records, number, known(clerk))
    if request.subject == clerk.subject:
        raise OwnRequestError("nobody decides about their own request")
    return request


async def take(records: Records, number: str, clerk: Clerk, now: int) -> Request:
    """Take a file that nobody has; who has it already has it."""
    request = await find_file(records, number, clerk)
    if request.holder(now) == clerk.id:
        return request
    return await by_clerk.take(records, number, known(clerk), now)


async def set_free(records: Records, number: str, supervisor: Clerk, now: int) -> Request:
    """Put a file back into the queue that a colleague has: they are ill, or were dismissed."""
    await find_file(records, number, supervisor)

    def freed(before: Request) -> Request:
        if before.holder(now) is None:
            raise StepRefusedError("nobody has the file")
        return replace(before, taken_by=None, taken_until=None)

    actor = Actor(Role.SUPERVISOR, supervisor.body)
    return await take_step(records, number, Event.GIVEN_BACK, actor, now, freed)


async def free_files_of(records: Records, clerk_id: str, supervisor: Clerk, now: int) -> None:
    """Put everything back into the queue that a clerk has; one's own request waits an hour."""
    for request in await records.requests.held(clerk_id, now):
        if request.subject != supervisor.subject:
            await set_free(records, request.number, supervisor, now)


async def open_file(records: Records, number: str, clerk: Clerk, now: int) -> OpenFile:
    """Open a file that the clerk has taken: the citizen's list says so first."""
    request = await find_file(records, number, clerk)
    check_has(request, known(clerk), now)
    steps = await records.requests.steps(number)
    if not is_open(steps, now):
        request = await by_clerk.read_file(records, number, known(clerk), now)
        steps = await records.requests.steps(number)
    uploads = await records.uploads.of_request(number)
    kept = {name: each for name, each in uploads.items() if each.state is UploadState.KEPT}
    return OpenFile(request, await records.requests.fields(number), steps, kept)


async def open_upload(
    records: Records, number: str, clerk: Clerk, field_id: str, now: int
) -> StoredFile:
    """Return a file that the citizen sent; it is read under the same opening as the form."""
    await open_file(records, number, clerk, now)
    return await stored_file(records, number, field_id)


def is_open(steps: Sequence[Step], now: int) -> bool:
    """Tell whether the last thing that happened is that the clerk who has the file opened it."""
    last = steps[-1] if steps else None
    return last is not None and last.event in OPENINGS and now - last.at < SAME_OPENING_SECONDS


def known(clerk: Clerk) -> requests.Clerk:
    """Return a clerk as requests know them."""
    return requests.Clerk(clerk.id, clerk.body, Role(clerk.role))
