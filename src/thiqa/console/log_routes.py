"""What happened to a service: who did what, what it was refused, which keys it uses."""

from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from thiqa.base import EncodingError, b64url_decode, b64url_encode
from thiqa.console.acts import ACTS
from thiqa.console.console import Console
from thiqa.console.members import Visitor, VisitorPage, for_members
from thiqa.console.models import KeyUse, LogEntry, Owner, Refusal, Standing
from thiqa.console.paths import SERVICE_PATH, service_url
from thiqa.console.services import owned_service
from thiqa.console.store import Records
from thiqa.console.views import Action, KeyRow, KeysView, LogRow, LogView, RefusalsView
from thiqa.crypto import CryptoError, parse_jwks
from thiqa.web.browser import query_of
from thiqa.web.fetch import FetchError

PAGE_ENTRIES = 30
PAGE_REFUSALS = 500
FIRST = b"\xff" * 20
"""Before every entry of a log."""
BEFORE_FIELD = "before"
CODE_FIELD = "code"


def log_routes(console: Console) -> list[Route]:
    """Return the routes of a service's log, refusals and keys."""
    pages: list[tuple[str, str, VisitorPage]] = [
        ("GET", f"{SERVICE_PATH}/log", _log),
        ("GET", f"{SERVICE_PATH}/refusals", _refusals),
        ("GET", f"{SERVICE_PATH}/keys", _keys),
        ("POST", f"{SERVICE_PATH}/keys", _fetch_keys),
    ]
    return [
        Route(path, for_members(console, page), methods=[method]) for method, path, page in pages
    ]


async def _log(visitor: Visitor) -> Response:
    named = query_of(visitor.request).get(BEFORE_FIELD)
    try:
        before = FIRST if named is None else b64url_decode(named)
    except EncodingError as error:
        raise HTTPException(400) from error

    async def unit(records: Records) -> tuple[Standing, list[LogEntry], list[Owner]]:
        standing = await owned_service(records, visitor.client_id, visitor.person_id)
        entries = await records.console.list_log(visitor.client_id, before, PAGE_ENTRIES + 1)
        return standing, entries, await records.console.list_owners(visitor.client_id)

    standing, entries, owners = await visitor.console.database.read(unit)
    url, shown = service_url(visitor.client_id, "log"), entries[:PAGE_ENTRIES]
    older = None
    if len(entries) > PAGE_ENTRIES:
        older = f"{url}?{urlencode({BEFORE_FIELD: b64url_encode(shown[-1].id)})}"
    return visitor.show(
        LogView(
            name=standing.service.document["name"],
            rows=tuple(
                LogRow(each, ACTS[each.act], visitor.person(each.person_id, owners))
                for each in shown
            ),
            older_url=older,
            newer_url=None if named is None else url,
            back_url=service_url(visitor.client_id),
        )
    )


async def _refusals(visitor: Visitor) -> Response:
    wanted = query_of(visitor.request).get(CODE_FIELD) or None

    async def unit(records: Records) -> tuple[Standing, list[Refusal]]:
        standing = await owned_service(records, visitor.client_id, visitor.person_id)
        return standing, await records.console.list_refusals(visitor.client_id, None, PAGE_REFUSALS)

    standing, rows = await visitor.console.database.read(unit)
    url = service_url(visitor.client_id, "refusals")
    codes = sorted({row.code for row in rows})
    return visitor.show(
        RefusalsView(
            name=standing.service.document["name"],
            rows=tuple(row for row in rows if wanted in (None, row.code)),
            codes=tuple(
                (code, f"{url}?{urlencode({CODE_FIELD: code})}", code == wanted) for code in codes
            ),
            all_url=url,
            is_all=wanted is None,
            back_url=service_url(visitor.client_id),
        )
    )


async def _fetch_keys(visitor: Visitor) -> Response:
    await visitor.form()
    return await _keys(visitor)


async def _keys(visitor: Visitor) -> Response:
    async def unit(records: Records) -> tuple[Standing, list[KeyUse]]:
        standing = await owned_service(records, visitor.client_id, visitor.person_id)
        return standing, await records.console.list_key_uses(visitor.client_id)

    standing, used = await visitor.console.database.read(unit)
    document = standing.service.document
    jwks_uri = document.get("jwks_uri")
    offered, failure = await _offered(visitor, jwks_uri, document.get("jwks"))
    url = service_url(visitor.client_id, "keys")
    return visitor.show(
        KeysView(
            name=document["name"],
            jwks_uri=jwks_uri,
            offered=offered,
            failure=failure,
            used=tuple(used),
            fetch=Action(url, visitor.token(url), {}) if jwks_uri else None,
            back_url=service_url(visitor.client_id),
        )
    )


async def _offered(
    visitor: Visitor, jwks_uri: str | None, jwks: object
) -> tuple[tuple[KeyRow, ...], str]:
    """Return the keys that a service offers at this moment, or why they cannot be had."""
    try:
        document = await visitor.console.fetcher.json_object(jwks_uri) if jwks_uri else jwks
        keys = parse_jwks(document) if isinstance(document, dict) else ()
    except (FetchError, CryptoError) as error:
        return (), str(error)
    return tuple(KeyRow(key.kid or "", key.algorithm.value) for key in keys), ""
