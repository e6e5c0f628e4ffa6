"""A file on its way: announced, received in pieces, looked at, kept."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

from thiqa.base import Database, new_secret
from thiqa.counter.catalogue import Field
from thiqa.counter.records import Records
from thiqa.counter.uploads.errors import (
    FileRefusedError,
    UploadMissingError,
    UploadOffsetError,
)
from thiqa.counter.uploads.looking import LookedAt, check_size, look_at
from thiqa.counter.uploads.models import Announced, StoredFile, Upload, UploadState
from thiqa.counter.uploads.store import pieces_of

Check = Callable[[Records], Awaitable[None]]

MAX_PIECE_BYTES = 262_144
"""Of one message; the script sends less, so that a broken line costs little."""
AT_ONCE = 2
"""How many pictures a process looks at at the same time."""


async def announce(
    records: Records, request: str, field: Field, file: Announced, now: int
) -> Upload:
    """Return the upload of a file: the one that waits for its next piece, or a new one.

    So whoever comes back with the same file, on the same line or on another, goes on.
    """
    check_size(field, file.size)
    found = await records.uploads.of_field(request, field.id)
    if found and found.digest == file.digest and found.state is not UploadState.REFUSED:
        return found
    await records.uploads.begin(new_secret(), request, field.id, file, now)
    begun = await records.uploads.of_field(request, field.id)
    if begun is None:
        raise UploadMissingError("the upload is gone")
    return begun


async def receive(records: Records, upload: Upload, start: int, data: bytes) -> int:
    """Keep a piece; return where the next one begins. UploadOffsetError: go on from there."""
    if upload.state is not UploadState.RECEIVING or not data:
        raise UploadOffsetError(upload.received)
    if not await records.uploads.append(upload.id, start, data):
        raise UploadOffsetError(upload.received)
    return start + len(data)


class Looker:
    """Looks at files that are whole, a few at a time, beside the pages."""

    def __init__(self, database: Database[Records]) -> None:
        self._database = database
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def finish(self, upload: Upload, field: Field) -> None:
        """Look at a file that is whole; keep it, or why it was refused; once more does no harm."""
        data = await self._database.read(lambda records: records.uploads.data(upload.id))
        async with self._turns:
            try:
                found = await asyncio.to_thread(look_at, field, data, upload.digest)
                unit = partial(_keep, upload, found)
            except FileRefusedError as error:
                unit = partial(_refuse, upload, str(error))
        await self._database.run(unit)


async def receive_whole(
    database: Database[Records],
    looker: Looker,
    check: Check,
    request: str,
    field: Field,
    file: Announced,
    data: bytes,
    now: int,
) -> None:
    """Keep a file that came in one message; the same file once more is no second one.

    `check` raises, in the unit of work that takes the file, when it may not be taken.
    """

    async def begin(records: Records) -> Upload:
        await check(records)
        upload = await announce(records, request, field, file, now)
        if upload.state is UploadState.RECEIVING:
            for start, piece in pieces_of(data[upload.received :]):
                await records.uploads.append(upload.id, upload.received + start, piece)
        return upload

    try:
        upload = await database.run(begin)
    except FileRefusedError as error:
        await database.run(partial(_refuse_at_once, request, field, file, str(error), now))
        return
    if upload.state is UploadState.RECEIVING:
        await looker.finish(upload, field)


async def _refuse_at_once(
    request: str, field: Field, file: Announced, fault: str, now: int, records: Records
) -> None:
    upload_id = new_secret()
    await records.uploads.begin(upload_id, request, field.id, file, now)
    await records.uploads.finish(upload_id, UploadState.REFUSED, "", fault, b"")


async def stored_file(records: Records, request: str, field: str) -> StoredFile:
    """Return a file that was kept."""
    upload = await records.uploads.of_field(request, field)
    if upload is None or upload.state is not UploadState.KEPT:
        raise UploadMissingError("no such file")
    data = await records.uploads.data(upload.id)
    return StoredFile(upload.name, upload.media_type, data)


async def kept_fields(records: Records, request: str) -> frozenset[str]:
    """Return the fields of a request whose file is there and good."""
    uploads = await records.uploads.of_request(request)
    return frozenset(field for field, upload in uploads.items() if upload.state is UploadState.KEPT)


async def _keep(upload: Upload, found: LookedAt, records: Records) -> None:
    await records.uploads.finish(upload.id, UploadState.KEPT, found.media_type, "", found.data)


async def _refuse(upload: Upload, fault: str, records: Records) -> None:
    await records.uploads.finish(upload.id, UploadState.REFUSED, "", fault, b"")
