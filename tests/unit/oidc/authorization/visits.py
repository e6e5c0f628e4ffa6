"""Visits to the authorize endpoint, for tests of one step after the other."""

import asyncio
from collections.abc import Awaitable
from dataclasses import replace
from typing import Any

import pytest

from provider_parts import BROWSER, CLIENT, NOW, Parts, authorization
from thiqa.base import digest
from thiqa.oidc.authorization.authorize import Visit
from thiqa.oidc.errors import BrowserError
from thiqa.oidc.models import Authorization, Session, State
from thiqa.oidc.requests.hints import veil_hint


def visit(
    parts: Parts,
    *,
    opened: Authorization | None = None,
    signed_in: Session | None = None,
    **changes: Any,
) -> Visit:
    """Return a visit as the earlier steps would leave it."""
    fields: dict[str, Any] = {
        "provider": parts.provider,
        "records": parts.records,
        "now": NOW,
        "browser": BROWSER,
        "session_id": None if signed_in is None else signed_in.id,
        "authorization_id": digest("authorization"),
        "client_id": CLIENT.id,
        "client": CLIENT,
        "authorization": opened,
        "session": signed_in,
        **changes,
    }
    return Visit(**fields)


def about(signed_in: Session | None = None, **request: Any) -> Visit:
    """Return a visit to an opened request."""
    parts = Parts()
    asked = authorization(**request)
    kept = replace(asked, request=veil_hint(asked.request, parts.provider.pairwise_secret))
    return visit(parts, opened=parts.keep(kept), signed_in=signed_in)


def run(step: Awaitable[Any]) -> Any:
    async def main() -> Any:
        return await step

    return asyncio.run(main())


def lost(step: Awaitable[Any]) -> str:
    with pytest.raises(BrowserError) as caught:
        run(step)
    return caught.value.reason


def state_of(found: Visit) -> State | None:
    kept = run(found.records.oidc.get(found.authorization_id))
    return None if kept is None else kept.state
