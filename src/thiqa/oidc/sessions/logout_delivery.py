"""Telling services that a session is over (OpenID Connect Back-Channel Logout 1.0, section 2.5)."""

from collections.abc import Awaitable, Callable, Collection
from http import HTTPStatus
from urllib.parse import urlencode

import structlog

from thiqa.oidc.errors import InvalidClientError
from thiqa.oidc.journal import Refused
from thiqa.oidc.models import Client
from thiqa.oidc.provider import Provider
from thiqa.oidc.sessions.logout_models import LogoutNotice
from thiqa.oidc.sessions.logout_token import make_logout_token
from thiqa.oidc.sessions.outbox import Delivery, pause_after
from thiqa.oidc.store import Records
from thiqa.web.fetch import FetchError
from thiqa.web.limits import FORM_MEDIA_TYPE

Post = Callable[[str, bytes, str], Awaitable[int]]
"""Sends a body of a media type to an address that a client has registered; gives the status."""

FIRST_PAUSE_SECONDS = 15
LONGEST_PAUSE_SECONDS = 1_800
DONE = frozenset({HTTPStatus.OK, HTTPStatus.NO_CONTENT})
"""Section 2.8; some frameworks answer 204 where they were told 200."""

log = structlog.get_logger()


class LogoutDelivery(Delivery[LogoutNotice]):
    """Delivers logout tokens: a service that hears twice finds no session to end."""

    name = "logout"

    def __init__(self, provider: Provider, post: Post) -> None:
        super().__init__(provider)
        self._post = post

    async def is_due(self, records: Records, now: int) -> bool:
        """See the base."""
        return await records.oidc.has_logout_notices(now)

    async def claim(
        self, records: Records, now: int, until: int, room: int, without: Collection[str]
    ) -> list[LogoutNotice]:
        """See the base."""
        return await records.oidc.claim_logout_notices(now, until, room, without=without)

    async def tell(self, notice: LogoutNotice) -> int | None:
        """See the base."""
        address = await self._address(notice)
        if address is None:
            return 0
        client, uri = address
        now = self._provider.clock()
        signer = self._provider.keys.signer(client.id_token_algorithm, now)
        token = make_logout_token(self._provider.policy, signer, notice, now)
        body = urlencode({"logout_token": token}).encode()
        try:
            return await self._post(uri, body, FORM_MEDIA_TYPE.decode())
        except FetchError as error:
            log.info("logout_failed", client_id=notice.client_id, detail=str(error))
            return None

    async def _address(self, notice: LogoutNotice) -> tuple[Client, str] | None:
        try:
            client = await self._provider.clients.find(notice.client_id)
        except InvalidClientError:
            return None
        uri = client.backchannel_logout_uri
        return None if uri is None else (client, uri)

    async def note(self, notice: LogoutNotice, status: int | None) -> None:
        """Note the answer: done, refused for good (section 2.8: 400), later, or never."""
        now, database = self._provider.clock(), self._provider.database
        later = now + pause_after(notice.attempts, FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS)
        if status in {*DONE, 0}:
            await database.run(lambda records: records.oidc.drop_logout_notice(notice))
        elif status == HTTPStatus.BAD_REQUEST:
            await database.run(lambda records: records.oidc.drop_logout_notice(notice))
            log.warning("logout_refused", client_id=notice.client_id, attempts=notice.attempts)
            self._teach(notice, "the service refused the logout token")
        elif later > notice.ends_at:
            await database.run(lambda records: records.oidc.drop_logout_notice(notice))
            log.warning("logout_given_up", client_id=notice.client_id, attempts=notice.attempts)
            self._teach(notice, "the service could not be told that a session is over")
        else:
            await database.run(lambda records: records.oidc.postpone_logout_notice(notice, later))

    def _teach(self, notice: LogoutNotice, description: str) -> None:
        refused = Refused(
            client_id=notice.client_id,
            endpoint="backchannel_logout_uri",
            code="logout_not_done",
            description=description,
            rule="OpenID Connect Back-Channel Logout 1.0, section 2.8",
            parameter="logout_token",
            mend="Validate the token as in section 2.6, end the session, answer with status 200.",
            proved=True,
        )
        self._provider.journal.refused(refused)
