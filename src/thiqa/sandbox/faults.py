"""What goes wrong after the login: around the endpoints of services, never inside of them.

An authorization without a scenario passes through untouched.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from http import HTTPStatus
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from thiqa.base import Clock, Database, StorageUnavailableError
from thiqa.crypto import PassingKeys
from thiqa.oidc.metadata import RECEIPT_PATH, TOKEN_PATH, USERINFO_PATH
from thiqa.sandbox.models import Scenario
from thiqa.sandbox.overheard import named_by_access_token, named_by_code, overhear
from thiqa.sandbox.rotated_key import sign_with_a_new_key
from thiqa.sandbox.scenarios import SLOW_SECONDS
from thiqa.sandbox.store import Records
from thiqa.web import Endpoint, send_json, send_response

UNAVAILABLE_BODY: Final = (
    b'{"error":"temporarily_unavailable","error_description":"the sandbox was asked for this"}'
)
RETRY_AFTER: Final = ((b"retry-after", b"1"),)
LATE_HEADERS: Final = ((b"content-type", b"text/plain; charset=utf-8"), *RETRY_AFTER)

Pause = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Faults:
    """Puts what was chosen for an authorization around its requests."""

    database: Database[Records]
    keys: PassingKeys
    clock: Clock
    pause: Pause

    def around(self, endpoints: Mapping[str, Endpoint]) -> dict[str, Endpoint]:
        """Return the endpoints with the faults around those that have some."""
        guards = {
            TOKEN_PATH: self._token,
            USERINFO_PATH: self._userinfo,
            RECEIPT_PATH: self._receipt,
        }
        wrapped = {
            path: replace(found, app=partial(guards[path], found.app))
            for path, found in endpoints.items()
            if path in guards
        }
        return {**endpoints, **wrapped}

    async def _token(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        body, again = await overhear(receive)
        authorization = named_by_code(body)
        scenario = await self._chosen(authorization)
        if scenario is Scenario.UNAVAILABLE and await self._first_time(authorization):
            status = HTTPStatus.SERVICE_UNAVAILABLE
            await send_json(send, UNAVAILABLE_BODY, status=status, extra=RETRY_AFTER)
            return
        if scenario is Scenario.SLOW:
            send = self._late(send)
        elif scenario is Scenario.ROTATED_KEY:
            send = sign_with_a_new_key(send, self.keys, authorization, self.clock)
        await app(scope, again, send)

    async def _userinfo(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        scenario = await self._chosen(named_by_access_token(scope))
        await app(scope, receive, self._late(send) if scenario is Scenario.SLOW else send)

    async def _receipt(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        authorization = named_by_access_token(scope)
        scenario = await self._chosen(authorization)
        if scenario is Scenario.LATE_RECEIPT and await self._first_time(authorization):
            await send_response(send, HTTPStatus.ACCEPTED, b"", LATE_HEADERS)
            return
        await app(scope, receive, send)

    async def _chosen(self, authorization: bytes) -> Scenario | None:
        if not authorization:
            return None
        now = self.clock()
        try:
            return await self.database.read(
                lambda records: records.sandbox.find(authorization, now)
            )
        except StorageUnavailableError:
            return None  # the endpoint says so itself

    async def _first_time(self, authorization: bytes) -> bool:
        return await self.database.run(lambda records: records.sandbox.take(authorization))

    def _late(self, send: Send) -> Send:
        """Hold the answer back: what was asked has happened by then."""

        async def late(message: Message) -> None:
            if message["type"] == "http.response.start":
                await self.pause(SLOW_SECONDS)
            await send(message)

        return late
