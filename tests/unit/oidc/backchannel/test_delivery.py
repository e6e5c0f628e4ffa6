"""What a client answers to a ping, and what follows from it."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from provider_parts import CLIENT, NOW, Parts
from thiqa.oidc.backchannel.delivery import FIRST_PAUSE_SECONDS, MAX_ATTEMPTS, PingDelivery
from thiqa.oidc.backchannel.models import Ping
from thiqa.web.fetch import FetchError

URI = "https://service.example/ping"
PING = Ping(b"p", CLIENT.id, "the-request", "the-token", 0, NOW, NOW + 900)


@dataclass
class Service:
    """Answers in turn; None is no answer at all."""

    answers: list[int | None] = field(default_factory=list)
    heard: list[tuple[str, Any, str, Mapping[str, str]]] = field(default_factory=list)

    async def post(self, url: str, body: bytes, media_type: str, headers: Mapping[str, str]) -> int:
        self.heard.append((url, json.loads(body), media_type, headers))
        answer = self.answers.pop(0) if self.answers else 204
        if answer is None:
            raise FetchError("no answer")
        return answer


def waiting(**client: Any) -> Parts:
    parts = Parts()
    registered = {"backchannel_client_notification_endpoint": URI, **client}
    parts.records.oidc.clients[CLIENT.id] = replace(CLIENT, **registered)
    parts.records.oidc.pings = {PING.id: PING}
    return parts


def deliver(parts: Parts, service: Service) -> int:
    return asyncio.run(PingDelivery(parts.provider, service.post).deliver_due())


def test_a_ping_says_which_request_and_proves_that_it_is_ours() -> None:
    parts, service = waiting(), Service()
    assert deliver(parts, service) == 1
    headers = {"authorization": "Bearer the-token"}
    assert service.heard == [(URI, {"auth_req_id": "the-request"}, "application/json", headers)]
    assert parts.records.oidc.pings == {}


@pytest.mark.parametrize("status", [200, 204, 301, 302, 400, 401, 403, 404, 429])
def test_an_answer_is_final(status: int) -> None:
    parts, service = waiting(), Service([status])
    deliver(parts, service)
    assert parts.records.oidc.pings == {}


@pytest.mark.parametrize("answer", [500, 503, None])
def test_a_failure_is_tried_again_a_few_times(answer: int | None) -> None:
    parts, service = waiting(), Service([answer] * 20)
    deliver(parts, service)
    assert parts.records.oidc.pings[PING.id].due_at == NOW + FIRST_PAUSE_SECONDS
    while parts.records.oidc.pings:
        parts.now = parts.records.oidc.pings[PING.id].due_at
        assert deliver(parts, service) == 1
    assert len(service.heard) == MAX_ATTEMPTS


def test_a_client_that_fails_until_the_end_is_given_up() -> None:
    parts, service = waiting(), Service([500])
    parts.records.oidc.pings = {PING.id: replace(PING, ends_at=NOW + 1)}
    deliver(parts, service)
    assert parts.records.oidc.pings == {}


@pytest.mark.parametrize(
    "gone", [{"retired_at": NOW - 1}, {"backchannel_client_notification_endpoint": None}]
)
def test_a_client_that_is_gone_is_not_pinged(gone: dict[str, Any]) -> None:
    parts, service = waiting(**gone), Service()
    deliver(parts, service)
    assert service.heard == []
    assert parts.records.oidc.pings == {}
