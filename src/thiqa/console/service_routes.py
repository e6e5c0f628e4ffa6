"""A service: begun, changed, looked at, downloaded, brought into the sandbox."""

import json
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from thiqa.base import EncodingError, parse_json_object
from thiqa.console import problems
from thiqa.console.console import Console
from thiqa.console.errors import UnknownServiceError
from thiqa.console.form_pages import new_page, purpose_page, service_page
from thiqa.console.forms import Filled, read_purpose_form, read_service_form
from thiqa.console.members import Visitor, VisitorPage, for_members
from thiqa.console.models import Document, Standing
from thiqa.console.overview import overview
from thiqa.console.paths import CONSOLE_PATH, NEW_PATH, SERVICE_PATH, UPLOAD_PATH, service_url
from thiqa.console.registration import document_of, mistakes
from thiqa.console.services import (
    NameTakenError,
    begin_service,
    change_service,
    enter_sandbox,
    owned_service,
)
from thiqa.console.store import Records
from thiqa.console.views import HomeView, ServiceRow, UploadView
from thiqa.web.browser import see_other

SEEN_FIELD = "seen"
"""The fingerprint of the registration that a form began with."""
TEXT_FIELD = "registration"
NEW_PURPOSE = "new"
_OUTSIDE = frozenset({"stage", "client_secret_digest"})
"""Members that the console decides: a file that is uploaded does not."""


def service_routes(console: Console) -> list[Route]:
    """Return the routes of services and their registrations."""
    purpose_path = f"{SERVICE_PATH}/purposes/{{purpose_id}}"
    pages: list[tuple[str, str, VisitorPage]] = [
        ("GET", CONSOLE_PATH, _home),
        ("GET", NEW_PATH, _new),
        ("POST", NEW_PATH, _begin),
        ("GET", UPLOAD_PATH, _upload),
        ("POST", UPLOAD_PATH, _begin_uploaded),
        ("GET", SERVICE_PATH, _service),
        ("GET", f"{SERVICE_PATH}/edit", _edit),
        ("POST", f"{SERVICE_PATH}/edit", _change),
        ("GET", f"{SERVICE_PATH}/upload", _upload),
        ("POST", f"{SERVICE_PATH}/upload", _change_uploaded),
        ("GET", f"{SERVICE_PATH}/registration.json", _download),
        ("POST", f"{SERVICE_PATH}/sandbox", _enter_sandbox),
        ("POST", f"{SERVICE_PATH}/discard", _discard),
        ("GET", purpose_path, _purpose),
        ("POST", purpose_path, _change_purpose),
        ("POST", f"{purpose_path}/remove", _remove_purpose),
    ]
    return [
        Route(path, for_members(console, page), methods=[method]) for method, path, page in pages
    ]


async def load(visitor: Visitor) -> Standing:
    """Return the visitor's service that the page is about."""
    return await visitor.console.database.read(
        lambda records: owned_service(records, visitor.client_id, visitor.person_id)
    )


async def _home(visitor: Visitor) -> Response:
    from_store = await visitor.console.database.read(_standings(visitor))
    rows = tuple(
        ServiceRow(
            name=standing.service.document["name"],
            client_id=standing.service.client_id,
            stage=standing.stage,
            url=service_url(standing.service.client_id),
            waits=standing.service.submitted_at is not None,
            has_draft=standing.has_draft,
        )
        for standing in from_store
    )
    return visitor.show(HomeView(rows, NEW_PATH, UPLOAD_PATH))


def _standings(visitor: Visitor) -> Any:
    async def unit(records: Records) -> list[Standing]:
        return [
            await owned_service(records, service.client_id, visitor.person_id)
            for service in await records.console.list_services(visitor.person_id)
        ]

    return unit


async def _new(visitor: Visitor) -> Response:
    return new_page(visitor, None)


async def _begin(visitor: Visitor) -> Response:
    filled = read_service_form(await visitor.form(), {}, is_new=True)
    if filled.mistakes:
        return new_page(visitor, filled)
    try:
        return await _begun(visitor, filled.document)
    except NameTakenError:
        taken = {"client_id": "this client_id is taken"}
        return new_page(visitor, Filled(filled.values, filled.document, taken))


async def _begun(visitor: Visitor, document: Document) -> Response:
    service = await visitor.console.database.run(
        lambda records: begin_service(records, document, visitor.person_id, visitor.now)
    )
    return see_other(service_url(service.client_id))


async def _service(visitor: Visitor) -> Response:
    standing = await load(visitor)
    return visitor.show(await overview(visitor, standing))


async def _edit(visitor: Visitor) -> Response:
    return service_page(visitor, await load(visitor), None)


async def _change(visitor: Visitor) -> Response:
    fields, standing = await visitor.form(), await load(visitor)
    filled = read_service_form(fields, standing.service.document, is_new=False)
    if filled.mistakes:
        return service_page(visitor, standing, filled)
    return await _changed(visitor, filled.document, fields)


async def _changed(visitor: Visitor, document: Document, fields: Mapping[str, str]) -> Response:
    seen = fields.get(SEEN_FIELD, "")
    await visitor.console.database.run(
        lambda records: change_service(
            records,
            visitor.client_id,
            document,
            visitor.person_id,
            seen=seen,
            now=visitor.now,
        )
    )
    return see_other(service_url(visitor.client_id))


async def _purpose(visitor: Visitor) -> Response:
    standing = await load(visitor)
    return purpose_page(visitor, standing, _named_purpose(visitor, standing), None)


async def _change_purpose(visitor: Visitor) -> Response:
    fields, standing = await visitor.form(), await load(visitor)
    purpose = _named_purpose(visitor, standing)
    named = None if purpose is None else str(purpose["id"])
    filled = read_purpose_form(fields, standing.service.document, named)
    if filled.mistakes:
        return purpose_page(visitor, standing, purpose, filled)
    return await _changed(visitor, filled.document, fields)


async def _remove_purpose(visitor: Visitor) -> Response:
    fields, standing = await visitor.form(), await load(visitor)
    purpose, document = _named_purpose(visitor, standing), standing.service.document
    if purpose is None or purpose["id"] == document["default_purpose"]:
        raise UnknownServiceError("the purpose of requests that name none stays")
    left = [each for each in document["purposes"] if each["id"] != purpose["id"]]
    return await _changed(visitor, {**document, "purposes": left}, fields)


def _named_purpose(visitor: Visitor, standing: Standing) -> Mapping[str, Any] | None:
    named = visitor.request.path_params["purpose_id"]
    if named == NEW_PURPOSE:
        return None
    for purpose in standing.service.document["purposes"]:
        if purpose["id"] == named:
            return dict(purpose)
    raise UnknownServiceError("no such purpose")


async def _upload(visitor: Visitor) -> Response:
    if "client_id" in visitor.request.path_params:
        document = (await load(visitor)).service.document
        return _upload_page(visitor, json.dumps(document, ensure_ascii=False, indent=1), ())
    return _upload_page(visitor, "", ())


async def _begin_uploaded(visitor: Visitor) -> Response:
    text = (await visitor.form()).get(TEXT_FIELD, "")
    document, reasons = _read(text)
    if reasons:
        return _upload_page(visitor, text, reasons)
    try:
        return await _begun(visitor, document)
    except NameTakenError:
        return _upload_page(visitor, text, ("$.client_id: this client_id is taken",))


async def _change_uploaded(visitor: Visitor) -> Response:
    fields, standing = await visitor.form(), await load(visitor)
    text = fields.get(TEXT_FIELD, "")
    document, reasons = _read(text)
    if not reasons and document["client_id"] != standing.service.client_id:
        reasons = ("$.client_id: a service keeps its client_id",)
    if reasons:
        return _upload_page(visitor, text, reasons)
    return await _changed(visitor, document, {SEEN_FIELD: standing.service.fingerprint})


def _read(text: str) -> tuple[Document, tuple[str, ...]]:
    try:
        document = parse_json_object(text)
    except EncodingError as error:
        return {}, (f"$: {error}",)
    document = {name: value for name, value in document.items() if name not in _OUTSIDE}
    return document, tuple(f"{place}: {reason}" for place, reason in mistakes(document))


def _upload_page(visitor: Visitor, text: str, reasons: tuple[str, ...]) -> Response:
    path = visitor.request.url.path
    about = visitor.request.path_params.get("client_id")
    return visitor.show(
        UploadView(
            text=text,
            reasons=reasons,
            problem=problems.NOT_A_FILE if reasons else None,
            post_url=path,
            form_token=visitor.token(path),
            back_url=service_url(about) if about else CONSOLE_PATH,
        )
    )


async def _download(visitor: Visitor) -> Response:
    standing = await load(visitor)
    text = json.dumps(standing.service.document, ensure_ascii=False, indent=2)
    headers = {"content-disposition": f'attachment; filename="{visitor.client_id}.json"'}
    return Response(text, media_type="application/json", headers=headers)


async def _enter_sandbox(visitor: Visitor) -> Response:
    await visitor.form()
    await visitor.console.database.run(
        lambda records: enter_sandbox(records, visitor.client_id, visitor.person_id, visitor.now)
    )
    return see_other(service_url(visitor.client_id))


async def _discard(visitor: Visitor) -> Response:
    """Give up a draft beside the live registration."""
    fields = await visitor.form()
    live = await visitor.console.database.read(
        lambda records: live_document(records, visitor.client_id)
    )
    return await _changed(visitor, live, fields)


async def live_document(records: Records, client_id: str) -> Document:
    """Return the registration that is live."""
    client = await records.oidc.get_client(client_id)
    if client is None:
        raise UnknownServiceError(client_id)
    return document_of(client)
