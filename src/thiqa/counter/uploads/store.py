"""Uploads and their pieces; a field of a request has one file at the most."""

from collections.abc import Iterable, Mapping

from thiqa.counter.uploads.models import Announced, Upload, UploadState
from thiqa.database import BYTES, INTEGER, TEXT, ManyStatement, Row, Statement

PIECE_BYTES = 262_144

_COLUMNS = {
    "id": TEXT,
    "request": TEXT,
    "field": TEXT,
    "name": TEXT,
    "size": INTEGER,
    "digest": BYTES,
    "received": INTEGER,
    "state": TEXT,
    "media_type": TEXT,
    "fault": TEXT,
    "begun_at": INTEGER,
}
_ALL = ", ".join(f"upload.{name}" for name in _COLUMNS)
_BEGIN = Statement(
    f"INSERT INTO upload ({', '.join(_COLUMNS)})"
    f" SELECT {', '.join(f'rows.{name}' for name in _COLUMNS)} FROM {{rows}} WHERE true"
    " ON CONFLICT DO NOTHING RETURNING id",
    key="id",
    columns=_COLUMNS,
)
_DROP = Statement(
    "DELETE FROM upload WHERE (request, field) IN (SELECT request, field FROM {rows})"
    " RETURNING request, field",
    key=("request", "field"),
    columns={"request": TEXT, "field": TEXT},
)
_DROP_ALL = ManyStatement(
    "DELETE FROM upload WHERE request IN (SELECT request FROM {rows}) RETURNING request, field",
    key="request",
    columns={"request": TEXT},
)
_OF_FIELD = Statement(
    f"SELECT {_ALL} FROM {{rows}}"
    " JOIN upload ON upload.request = rows.request AND upload.field = rows.field",
    key=("request", "field"),
    columns={"request": TEXT, "field": TEXT},
)
_OF_REQUEST = ManyStatement(
    f"SELECT {_ALL} FROM {{rows}} JOIN upload ON upload.request = rows.request",
    key="request",
    columns={"request": TEXT},
)
_ADVANCE = Statement(
    "UPDATE upload SET received = rows.next FROM {rows}"
    " WHERE upload.id = rows.id AND upload.received = rows.start AND upload.state = 'receiving'"
    " AND rows.next <= upload.size RETURNING upload.id, upload.received",
    key="id",
    columns={"id": TEXT, "start": INTEGER, "next": INTEGER},
)
_PUT_PIECE = Statement(
    "INSERT INTO upload_piece (upload, start, data)"
    " SELECT rows.upload, rows.start, rows.data FROM {rows} WHERE true"
    " ON CONFLICT DO NOTHING RETURNING upload, start",
    key=("upload", "start"),
    columns={"upload": TEXT, "start": INTEGER, "data": BYTES},
)
_PIECES = ManyStatement(
    "SELECT upload_piece.upload, upload_piece.data FROM {rows}"
    " JOIN upload_piece ON upload_piece.upload = rows.upload ORDER BY upload_piece.start",
    key="upload",
    columns={"upload": TEXT},
)
_DROP_PIECES = ManyStatement(
    "DELETE FROM upload_piece WHERE upload IN (SELECT upload FROM {rows}) RETURNING upload",
    key="upload",
    columns={"upload": TEXT},
)
_FINISH = Statement(
    "UPDATE upload SET state = rows.state, media_type = rows.media_type, fault = rows.fault,"
    " size = rows.size, received = rows.size FROM {rows}"
    " WHERE upload.id = rows.id AND upload.state = 'receiving' RETURNING upload.id",
    key="id",
    columns={"id": TEXT, "state": TEXT, "media_type": TEXT, "fault": TEXT, "size": INTEGER},
)


class UploadStore:
    """A piece is taken by moving the place where the next one begins (compare-and-swap)."""

    async def begin(
        self, upload_id: str, request: str, field: str, file: Announced, now: int
    ) -> None:
        """Expect a file in a field; the one that was there before is gone."""
        await _DROP(request, field)
        await _BEGIN(
            upload_id,
            request,
            field,
            file.name,
            file.size,
            file.digest,
            0,
            UploadState.RECEIVING,
            "",
            "",
            now,
        )

    async def drop(self, request: str, field: str) -> None:
        """Forget the file of a field."""
        await _DROP(request, field)

    async def drop_all(self, request: str) -> None:
        """Forget the files of a request."""
        await _DROP_ALL(request)

    async def of_field(self, request: str, field: str) -> Upload | None:
        """Return the file of a field."""
        row = await _OF_FIELD(request, field)
        return None if row is None else _upload(row)

    async def of_request(self, request: str) -> Mapping[str, Upload]:
        """Return the files of a request by their fields."""
        return {row["field"]: _upload(row) for row in await _OF_REQUEST(request)}

    async def append(self, upload_id: str, start: int, data: bytes) -> bool:
        """Keep a piece; False: it does not follow the last one, or goes beyond the end."""
        if await _ADVANCE(upload_id, start, start + len(data)) is None:
            return False
        await _PUT_PIECE(upload_id, start, data)
        return True

    async def data(self, upload_id: str) -> bytes:
        """Return what is here of a file."""
        return b"".join(row["data"] for row in await _PIECES(upload_id))

    async def finish(
        self, upload_id: str, state: UploadState, media_type: str, fault: str, data: bytes
    ) -> bool:
        """Keep the file as it was looked at, or only why it was refused; False: done before."""
        if await _FINISH(upload_id, state, media_type, fault, len(data)) is None:
            return False
        await _DROP_PIECES(upload_id)
        for start, piece in pieces_of(data):
            await _PUT_PIECE(upload_id, start, piece)
        return True


def pieces_of(data: bytes) -> Iterable[tuple[int, bytes]]:
    """Return a file in pieces, each with the place where it begins."""
    return (
        (start, data[start : start + PIECE_BYTES]) for start in range(0, len(data), PIECE_BYTES)
    )


def _upload(row: Row) -> Upload:
    return Upload(
        id=row["id"],
        request=row["request"],
        field=row["field"],
        name=row["name"],
        size=row["size"],
        digest=row["digest"],
        received=row["received"],
        state=UploadState(row["state"]),
        media_type=row["media_type"],
        fault=row["fault"],
        begun_at=row["begun_at"],
    )
