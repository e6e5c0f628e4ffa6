"""Telling services that a session is over (OpenID Connect Back-Channel Logout 1.0, section 2.5)."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import NoReturn
from urllib.parse import urlencode

import structlog

from thiqa.base import StorageUnavailableError
from thiqa.oidc.errors import InvalidClientError
from thiqa.oidc.journal import Refused
from thiqa.oidc.logout_models import LogoutNotice
from thiqa.oidc.logout_token import make_logout_token
from thiqa.oidc.models import Client
from thiqa.oidc.provider import Provider
from thiqa.oidc.store import Records
from thiqa.web.fetch import FetchError
from thiqa.web.limits import FORM_MEDIA_TYPE

Post = Callable[[str, bytes, str], Awaitable[int]]
"""Sends a body of a media type to an address that a client has registered; gives the status."""

POLL_SECONDS = 1.0
LEASE_SECONDS = 60
"""Longer than any attempt: who holds a notice and dies, leaves it to another one after this."""
MAX_AT_ONCE = 32
MAX_AT_ONCE_FOR_A_CLIENT = 4
FIRST_PAUSE_SECONDS = 15
LONGEST_PAUSE_SECONDS = 1_800
DONE = frozenset({HTTPStatus.OK, HTTPStatus.NO_CONTENT})
"""Section 2.8; some frameworks answer 204 where they were told 200."""

log = structlog.get_logger()


class LogoutDelivery:
    """Delivers notices; any number of processes may run one on the same database.

    A notice is claimed by compare-and-swap on the time at which it is due, and held for
    LEASE_SECONDS. So it is told by one process at a time, and told again when that one dies
    before it has noted the answer: a service that hears twice finds no session to end.
    """

    def __init__(self, provider: Provider, post: Post) -> None:
        self._provider = provider
        self._post = post
        self._busy: Counter[str] = Counter()

    async def run(self, *, poll_seconds: float = POLL_SECONDS) -> NoReturn:
        """Deliver until cancelled; go on after a lost connection."""
        async with asyncio.TaskGroup() as deliveries:
            while True:
                for notice in await self._claim():
                    deliveries.create_task(self._deliver(notice))
                await asyncio.sleep(poll_seconds)

    async def deliver_due(self) -> int:
        """Deliver what is due now; return how many services were tried."""
        notices = await self._claim()
        await asyncio.gather(*(self._deliver(notice) for notice in notices))
        return len(notices)

    async def _claim(self) -> list[LogoutNotice]:
        room = MAX_AT_ONCE - self._busy.total()
        full = {name for name, number in self._busy.items() if number >= MAX_AT_ONCE_FOR_A_CLIENT}
        now, database = self._provider.clock(), self._provider.database

        async def unit(records: Records) -> list[LogoutNotice]:
            until = now + LEASE_SECONDS
            return await records.oidc.claim_logout_notices(now, until, room, without=full)

        try:
            if not await database.read(lambda records: records.oidc.has_logout_notices(now)):
                return []
            notices = await database.run(unit)
        except StorageUnavailableError:
            log.warning("logouts_not_claimed")
            return []
        self._busy.update(notice.client_id for notice in notices)
        return notices

    async def _deliver(self, notice: LogoutNotice) -> None:
        try:
            await self._note(notice, await self._tell(notice))
        except StorageUnavailableError:
            log.warning("logout_not_noted")  # it is due again when its lease is over
        except Exception:
            log.exception("logout_broken")
        finally:
            self._busy[notice.client_id] -= 1

    async def _tell(self, notice: LogoutNotice) -> int | None:
        """Return the status that the service answers with, None if it does not, 0 if it is gone."""
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

    async def _note(self, notice: LogoutNotice, status: int | None) -> None:
        """Note the answer: done, refused for good (section 2.8: 400), later, or never."""
        now, database = self._provider.clock(), self._provider.database
        later = now + pause_after(notice.attempts)
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


def pause_after(attempts: int) -> int:
    """Return how long to wait after so many attempts: twice as long each time, up to a limit."""
    doubled: int = FIRST_PAUSE_SECONDS * 2 ** min(attempts - 1, 20)
    return min(doubled, LONGEST_PAUSE_SECONDS)
