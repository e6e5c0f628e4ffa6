"""Pings (CIBA Core, section 10.2): the client hears that there is an answer to fetch."""

import json
from collections.abc import Awaitable, Callable, Collection, Mapping
from http import HTTPStatus

import structlog

from thiqa.oidc.backchannel.models import Ping
from thiqa.oidc.errors import InvalidClientError
from thiqa.oidc.provider import Provider
from thiqa.oidc.sessions.outbox import Delivery, pause_after
from thiqa.oidc.store import Records
from thiqa.web.fetch import FetchError

Post = Callable[[str, bytes, str, Mapping[str, str]], Awaitable[int]]
"""Sends a body of a media type with headers to a registered address; gives the status."""

FIRST_PAUSE_SECONDS = 5
LONGEST_PAUSE_SECONDS = 60
MAX_ATTEMPTS = 5
"""A client that is told by a ping may poll as well, so not much is lost."""

log = structlog.get_logger()


class PingDelivery(Delivery[Ping]):
    """Pings clients; one that hears twice finds nothing more to fetch."""

    name = "ping"

    def __init__(self, provider: Provider, post: Post) -> None:
        super().__init__(provider)
        self._post = post

    async def is_due(self, records: Records, now: int) -> bool:
        """See the base."""
        return await records.oidc.has_pings(now)

    async def claim(
        self, records: Records, now: int, until: int, room: int, without: Collection[str]
    ) -> list[Ping]:
        """See the base."""
        return await records.oidc.claim_pings(now, until, room, without=without)

    async def tell(self, notice: Ping) -> int | None:
        """See the base."""
        try:
            client = await self._provider.clients.find(notice.client_id)
        except InvalidClientError:
            return 0
        uri = client.backchannel_client_notification_endpoint
        if uri is None:
            return 0
        body = json.dumps({"auth_req_id": notice.auth_req_id}).encode()
        headers = {"authorization": f"Bearer {notice.notification_token}"}
        try:
            return await self._post(uri, body, "application/json", headers)
        except FetchError as error:
            log.info("ping_failed", client_id=notice.client_id, detail=str(error))
            return None

    async def note(self, notice: Ping, status: int | None) -> None:
        """Whatever a client answers is final, unless the fault is on its side (500 and above)."""
        now, database = self._provider.clock(), self._provider.database
        later = now + pause_after(notice.attempts, FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS)
        has_failed = status is None or status >= HTTPStatus.INTERNAL_SERVER_ERROR
        if has_failed and notice.attempts < MAX_ATTEMPTS and later <= notice.ends_at:
            await database.run(lambda records: records.oidc.postpone_ping(notice, later))
            return
        if has_failed:
            log.warning("ping_given_up", client_id=notice.client_id, attempts=notice.attempts)
        await database.run(lambda records: records.oidc.drop_ping(notice))
