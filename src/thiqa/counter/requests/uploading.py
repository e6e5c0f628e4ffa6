"""The files of a request: each is a small form of its own, and with a script it comes in pieces."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from urllib.parse import quote

from starlette.requests import Request as Visit
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from thiqa.counter.catalogue import Field, Service
from thiqa.counter.forms import FIELD_PREFIX
from thiqa.counter.identity.front import Front
from thiqa.counter.identity.models import Identity
from thiqa.counter.records import Records
from thiqa.counter.requests import by_citizen
from thiqa.counter.requests.errors import RequestMissingError
from thiqa.counter.requests.life import Life
from thiqa.counter.requests.models import EDITABLE, Request
from thiqa.counter.requests.numbers import parse_number
from thiqa.counter.requests.showing import url_of
from thiqa.counter.requests.views import Section
from thiqa.counter.uploads.errors import (
    FileRefusedError,
    UploadMissingError,
    UploadOffsetError,
)
from thiqa.counter.uploads.looking import media_types
from thiqa.counter.uploads.models import Announced, StoredFile, Upload, UploadState
from thiqa.counter.uploads.receiving import (
    MAX_PIECE_BYTES,
    Looker,
    announce,
    kept_fields,
    receive,
    receive_whole,
    stored_file,
)
from thiqa.web import (
    MalformedRequestError,
    RequestTooLargeError,
    check_form_type,
    parse_form,
    read_body,
    single_header,
    translate,
)
from thiqa.web.messages import message
from thiqa.web.multipart import MULTIPART_ROOM_BYTES, parse_multipart, read_boundary

OFFSET_HEADER = "upload-offset"
MAX_FILE_BYTES = 5_000_000
"""The most that a field of the catalogue can take (service.schema.json)."""
MAX_NAME_CHARACTERS = 120
OCTETS = "application/octet-stream"

IS_THERE = message("The file is here.")
INCOMPLETE = message("A part of the file is here. Choose the same file again to go on.")


@dataclass(frozen=True, slots=True)
class UploadRow:
    """A file of the form, as `uploads.html` draws it."""

    field: Field
    name: str
    """That of the input: what the summary of what is missing leads to."""
    url: str
    accept: str
    max_bytes: int
    upload: Upload | None
    state: str | None
    """An English message."""
    is_fault: bool


@dataclass(frozen=True, slots=True)
class UploadsView:
    """The files of a form, or those that were sent."""

    rows: tuple[UploadRow, ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Uploads:
    """The pages of files; who may send one is the citizen of a request that can be changed."""

    front: Front
    life: Life
    looker: Looker

    def routes(self) -> list[Route]:
        """Return the addresses of files."""
        one = "/requests/{number}/files/{field}"
        return [
            Route(one, self.give),
            Route(one, self.take, methods=["POST"]),
            Route(f"{one}/remove", self.remove, methods=["POST"]),
            Route(f"{one}/announced", self.announced, methods=["POST"]),
            Route(f"{one}/pieces", self.piece, methods=["PATCH"]),
        ]

    async def section(self, records: Records, request: Request, now: int) -> Section | None:
        """Return the part of a request's page that shows its files."""
        fields = upload_fields(self.life.service(request.service))
        uploads = await records.uploads.of_request(request.number)
        is_open = request.state in EDITABLE
        rows = [
            _row(request.number, field, uploads.get(field.id))
            for field in fields
            if is_open or field.id in uploads
        ]
        view = UploadsView(tuple(rows), is_open)
        return Section("uploads.html", view) if rows else None

    async def uploaded(self, records: Records, request: Request) -> frozenset[str]:
        """Return the fields whose file is there and good."""
        return await kept_fields(records, request.number)

    async def give(self, visit: Visit) -> Response:
        """Give a citizen their own file back."""
        citizen, (number, field_id) = await self._citizen(visit), _place(visit)

        async def find(records: Records) -> StoredFile:
            await by_citizen.find_own(records, number, citizen.subject)
            return await stored_file(records, number, field_id)

        return file_response(await self.front.database.read(find))

    async def take(self, visit: Visit) -> Response:
        """Take a whole file from a form, then show the request again."""
        self.front.check_form(visit)
        citizen = await self._citizen(visit)
        boundary = read_boundary(visit.scope["headers"])
        request, field = await self._open_field(visit, citizen)
        file, data = await _read_file(visit, field, boundary)
        now = self.front.clock()
        await receive_whole(
            self.front.database,
            self.looker,
            partial(_hold_open, request.number, citizen.subject, now),
            request.number,
            field,
            file,
            data,
            now,
        )
        return self.front.go_to(f"{url_of(request.number)}#files")

    async def remove(self, visit: Visit) -> Response:
        """Forget a file."""
        self.front.check_form(visit)
        citizen = await self._citizen(visit)
        request, field = await self._open_field(visit, citizen)
        number = request.number

        async def drop(records: Records) -> None:
            await _hold_open(number, citizen.subject, self.front.clock(), records)
            await records.uploads.drop(number, field.id)

        await self.front.database.run(drop)
        return self.front.go_to(f"{url_of(number)}#files")

    async def announced(self, visit: Visit) -> Response:
        """Say where the next piece of a file begins: at 0, unless some of it is here."""
        self.front.check_form(visit)
        citizen = await self._citizen(visit)
        request, field = await self._open_field(visit, citizen)
        file = _announced(await _form(visit))
        now = self.front.clock()

        async def begin(records: Records) -> Upload:
            await _hold_open(request.number, citizen.subject, now, records)
            return await announce(records, request.number, field, file, now)

        try:
            upload = await self.front.database.run(begin)
        except FileRefusedError as error:
            return self._refused(visit, str(error))
        if upload.state is UploadState.RECEIVING and upload.is_whole:
            return await self._finish(visit, upload, field)
        return self._told(visit, upload)

    async def piece(self, visit: Visit) -> Response:
        """Take the piece that follows; 409 says where to go on."""
        self.front.check_form(visit)
        citizen = await self._citizen(visit)
        request, field = await self._open_field(visit, citizen)
        start = _offset(visit)
        data = await read_body(visit.receive, limit=MAX_PIECE_BYTES)
        number = request.number

        async def append(records: Records) -> Upload:
            await _hold_open(number, citizen.subject, self.front.clock(), records)
            upload = await records.uploads.of_field(number, field.id)
            if upload is None:
                raise UploadMissingError("nothing was announced")
            await receive(records, upload, start, data)
            return await records.uploads.of_field(number, field.id) or upload

        try:
            upload = await self.front.database.run(append)
        except UploadOffsetError as error:
            return JSONResponse({"offset": error.offset}, HTTPStatus.CONFLICT)
        if upload.is_whole:
            return await self._finish(visit, upload, field)
        return self._told(visit, upload)

    async def _finish(self, visit: Visit, upload: Upload, field: Field) -> Response:
        await self.looker.finish(upload, field)
        found = await self.front.database.read(
            lambda records: records.uploads.of_field(upload.request, upload.field)
        )
        return self._told(visit, found or upload)

    def _told(self, visit: Visit, upload: Upload) -> Response:
        text = {UploadState.KEPT: IS_THERE, UploadState.REFUSED: upload.fault}.get(upload.state)
        said = {"offset": upload.received, "state": upload.state.value}
        return JSONResponse({**said, "text": self._translated(visit, text) if text else ""})

    def _refused(self, visit: Visit, fault: str) -> Response:
        said = {"offset": 0, "state": UploadState.REFUSED.value}
        return JSONResponse({**said, "text": self._translated(visit, fault)})

    def _translated(self, visit: Visit, text: str) -> str:
        pages = self.front.pages
        return translate(pages.catalogues[pages.language_of(visit)], text)

    async def _citizen(self, visit: Visit) -> Identity:
        citizen = await self.front.citizen(visit)
        if citizen is None:
            raise RequestMissingError("nobody is signed in")
        return citizen

    async def _open_field(self, visit: Visit, citizen: Identity) -> tuple[Request, Field]:
        """Return the request and the field that a file is for."""
        number, field_id = _place(visit)
        request = await self.front.database.read(
            lambda records: by_citizen.find_own(records, number, citizen.subject)
        )
        for field in upload_fields(self.life.service(request.service)):
            if field.id == field_id:
                return request, field
        raise UploadMissingError("no such field")


async def _hold_open(number: str, subject: str, now: int, records: Records) -> None:
    """Behind this a file cannot change under a request that is being submitted."""
    await by_citizen.hold_form(records, number, subject, now)


def upload_fields(service: Service) -> tuple[Field, ...]:
    """Return the fields of a service that are files."""
    return tuple(field for field in service.fields if field.is_upload)


def file_response(file: StoredFile) -> Response:
    """Return a file to be kept, never to be run or shown in our place."""
    name = quote(file.name, safe="")
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{name}",
        "content-security-policy": "default-src 'none'; sandbox",
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
    }
    return Response(file.data, media_type=file.media_type, headers=headers)


def announced_file(name: str, size: int, digest: bytes) -> Announced:
    """Return what is said of a file, its name without a path and without surprises."""
    plain = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(each for each in plain if each.isprintable())[:MAX_NAME_CHARACTERS].strip()
    return Announced(shown or "-", size, digest)


def _row(number: str, field: Field, upload: Upload | None) -> UploadRow:
    is_fault = upload is not None and upload.state is UploadState.REFUSED
    state = None
    if upload is not None:
        state = {
            UploadState.KEPT: IS_THERE,
            UploadState.REFUSED: upload.fault,
            UploadState.RECEIVING: INCOMPLETE,
        }[upload.state]
    return UploadRow(
        field=field,
        name=FIELD_PREFIX + field.id,
        url=f"{url_of(number)}/files/{field.id}",
        accept=",".join(media_types(field)),
        max_bytes=getattr(field.kind, "max_bytes", 0),
        upload=upload,
        state=state,
        is_fault=is_fault,
    )


def _place(visit: Visit) -> tuple[str, str]:
    number = parse_number(visit.path_params["number"])
    if number is None:
        raise RequestMissingError("not the number of a request")
    return number, visit.path_params["field"]


def _announced(form: Mapping[str, str]) -> Announced:
    size, digest = form.get("size", ""), form.get("digest", "")
    try:
        if not size.isascii() or not size.isdecimal() or len(size) > 12:
            raise ValueError
        found = bytes.fromhex(digest)
        if len(found) != hashlib.sha256().digest_size:
            raise ValueError
    except ValueError as error:
        raise MalformedRequestError("a file is announced by its size and its SHA-256") from error
    return announced_file(form.get("name", ""), int(size), found)


def _offset(visit: Visit) -> int:
    text = single_header(visit.scope["headers"], OFFSET_HEADER.encode()) or ""
    if not text.isdecimal() or len(text) > 12:
        raise MalformedRequestError("a piece says where it begins (Upload-Offset)")
    return int(text)


async def _read_file(visit: Visit, field: Field, boundary: bytes) -> tuple[Announced, bytes]:
    """Return the file of a form; one that is larger than any field takes comes without its data."""
    try:
        body = await read_body(visit.receive, limit=MAX_FILE_BYTES + MULTIPART_ROOM_BYTES)
    except RequestTooLargeError:
        return Announced("-", MAX_FILE_BYTES + 1, bytes(hashlib.sha256().digest_size)), b""
    part = parse_multipart(body, boundary).get(FIELD_PREFIX + field.id)
    if part is None or part.file_name is None:
        raise MalformedRequestError("the form has no file")
    digest = hashlib.sha256(part.data).digest()
    return announced_file(part.file_name, len(part.data), digest), part.data


async def _form(visit: Visit) -> Mapping[str, str]:
    check_form_type(visit.scope["headers"])
    return parse_form(await read_body(visit.receive))
