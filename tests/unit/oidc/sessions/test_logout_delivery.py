"""What a service answers to a logout token, and what follows from it."""

import asyncio
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qs

import pytest

from provider_parts import CLIENT, NOW, Parts, own_keys
from thiqa.base import StorageUnavailableError, digest
from thiqa.crypto import verify_jws
from thiqa.oidc.sessions.logout_delivery import (
    FIRST_PAUSE_SECONDS,
    LONGEST_PAUSE_SECONDS,
    LogoutDelivery,
)
from thiqa.oidc.sessions.logout_models import LogoutNotice
from thiqa.oidc.sessions.logout_token import LOGOUT_EVENT, LOGOUT_TOKEN_SECONDS
from thiqa.oidc.sessions.outbox import LEASE_SECONDS, MAX_AT_ONCE_FOR_A_CLIENT, pause_after
from thiqa.web.fetch import FetchError

URI = "https://service.example/logout"
HOURS = 3600


@dataclass
class Service:
    """Answers in turn; None is no answer at all."""

    answers: list[int | None] = field(default_factory=list)
    heard: list[tuple[str, str, str]] = field(default_factory=list)

    async def post(self, url: str, body: bytes, media_type: str) -> int:
        [token] = parse_qs(body.decode())["logout_token"]
        self.heard.append((url, token, media_type))
        answer = self.answers.pop(0) if self.answers else 200
        if answer is None:
            raise FetchError("no answer")
        return answer


def notice(name: str = "notice", **changes: Any) -> LogoutNotice:
    fields: dict[str, Any] = {
        "id": digest(name),
        "client_id": CLIENT.id,
        "sid": "sid",
        "subject": "pairwise",
        "attempts": 0,
        "due_at": NOW,
        "ends_at": NOW + 6 * HOURS,
    }
    return LogoutNotice(**{**fields, **changes})


def waiting(*notices: LogoutNotice, **client: Any) -> Parts:
    parts = Parts()
    registered = {"backchannel_logout_uri": URI, **client}
    parts.records.oidc.clients[CLIENT.id] = replace(CLIENT, **registered)
    parts.records.oidc.logout_notices = {each.id: each for each in notices or [notice()]}
    return parts


def deliver(parts: Parts, service: Service) -> int:
    return asyncio.run(LogoutDelivery(parts.provider, service.post).deliver_due())


def left(parts: Parts) -> list[LogoutNotice]:
    return list(parts.records.oidc.logout_notices.values())


def test_the_token_is_fresh_signed_and_says_no_more_than_it_has_to() -> None:
    parts, service = waiting(), Service()
    parts.now = NOW + 1000
    assert deliver(parts, service) == 1
    [(url, token, media_type)] = service.heard
    signed = verify_jws(token, own_keys())
    assert (url, media_type) == (URI, "application/x-www-form-urlencoded")
    assert signed.header["typ"] == "logout+jwt"
    assert dict(signed.claims) == {
        "iss": parts.policy.issuer,
        "aud": CLIENT.id,
        "iat": NOW + 1000,
        "exp": NOW + 1000 + LOGOUT_TOKEN_SECONDS,
        "jti": signed.claims["jti"],
        "sub": "pairwise",
        "sid": "sid",
        "events": {LOGOUT_EVENT: {}},
    }


@pytest.mark.parametrize("status", [200, 204])
def test_a_service_that_did_it_is_done_with(status: int) -> None:
    parts = waiting()
    deliver(parts, Service([status]))
    assert left(parts) == []


def test_a_service_that_refuses_is_not_asked_again() -> None:
    parts = waiting()
    deliver(parts, Service([400]))
    assert left(parts) == []


@pytest.mark.parametrize("answer", [None, 201, 301, 302, 401, 403, 404, 429, 500, 503])
def test_a_service_that_failed_is_asked_later(answer: int | None) -> None:
    parts = waiting()
    deliver(parts, Service([answer]))
    [kept] = left(parts)
    assert (kept.attempts, kept.due_at) == (1, NOW + FIRST_PAUSE_SECONDS)
    assert deliver(parts, Service()) == 0
    parts.now = kept.due_at
    assert deliver(parts, Service()) == 1
    assert left(parts) == []


def test_each_token_has_a_name_of_its_own() -> None:
    parts, service = waiting(), Service([500, 500])
    for _ in range(3):
        deliver(parts, service)
        parts.now += HOURS
    names = {verify_jws(token, own_keys()).claims["jti"] for _, token, _ in service.heard}
    assert len(names) == 3


def test_a_service_that_fails_for_hours_is_given_up() -> None:
    parts, service = waiting(), Service([None] * 100)
    while left(parts):
        parts.now = max(each.due_at for each in left(parts))
        deliver(parts, service)
    assert parts.now <= NOW + 6 * HOURS
    assert 10 < len(service.heard) < 30


def test_the_pauses_grow_up_to_a_limit() -> None:
    pauses = [
        pause_after(attempts, FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS)
        for attempts in range(1, 30)
    ]
    assert pauses[:4] == [15, 30, 60, 120]
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE_SECONDS


@pytest.mark.parametrize(
    "change", [{"backchannel_logout_uri": None}, {"retired_at": NOW}, {"id": "other"}], ids=str
)
def test_a_service_that_is_gone_or_does_not_want_to_know_is_not_told(
    change: dict[str, Any],
) -> None:
    parts, service = waiting(**change), Service()
    if "id" in change:
        del parts.records.oidc.clients[CLIENT.id]
    deliver(parts, service)
    assert service.heard == []
    assert left(parts) == []


def test_who_died_before_the_answer_was_noted_leaves_it_to_others() -> None:
    parts, service = waiting(), Service()

    async def claim_and_die() -> None:
        await parts.records.oidc.claim_logout_notices(NOW, NOW + LEASE_SECONDS, 1, without=())

    asyncio.run(claim_and_die())
    assert deliver(parts, service) == 0
    parts.now += LEASE_SECONDS
    assert deliver(parts, service) == 1
    assert left(parts) == []


def test_whose_lease_is_over_does_not_undo_what_another_one_did() -> None:
    parts, slow = waiting(), Service()

    async def post(url: str, body: bytes, media_type: str) -> int:
        parts.now += LEASE_SECONDS
        await LogoutDelivery(parts.provider, slow.post).deliver_due()
        return 500

    asyncio.run(LogoutDelivery(parts.provider, post).deliver_due())
    assert left(parts) == []


def test_one_service_takes_only_a_part_of_the_room() -> None:
    parts, together = waiting(*(notice(str(each)) for each in range(10))), []

    async def main() -> None:
        delivery = LogoutDelivery(parts.provider, post)
        running = asyncio.create_task(delivery.run(poll_seconds=0.001))
        await asyncio.sleep(0.05)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    async def post(url: str, body: bytes, media_type: str) -> int:
        together.append(url)
        await asyncio.sleep(60)
        return 200

    asyncio.run(main())
    assert len(together) == MAX_AT_ONCE_FOR_A_CLIENT


def test_a_broken_delivery_stops_no_other() -> None:
    parts = waiting(notice("a"), notice("b"))
    service = Service()

    async def post(url: str, body: bytes, media_type: str) -> int:
        if not service.heard:
            await service.post(url, body, media_type)
            raise RuntimeError("broken")
        return await service.post(url, body, media_type)

    assert asyncio.run(LogoutDelivery(parts.provider, post).deliver_due()) == 2
    assert len(left(parts)) == 1


def test_a_database_that_is_away_is_asked_again_later() -> None:
    parts = waiting()

    async def unavailable(*_: Any) -> Any:
        raise StorageUnavailableError("away")

    provider = replace(parts.provider, database=Away(unavailable))
    assert asyncio.run(LogoutDelivery(provider, Service().post).deliver_due()) == 0


@dataclass
class Away:
    """A database that cannot be reached."""

    run: Any
    read: Any = None

    def __post_init__(self) -> None:
        self.read = self.run
