"""How far a decoupled login has come, as its service is told; who comes second gets nothing."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from memory_store import MemoryRecords, MemoryStore
from provider_parts import CLIENT, NOW, Parts, authorization
from thiqa.base import digest
from thiqa.oidc.backchannel.grant import redeem_backchannel_login
from thiqa.oidc.backchannel.models import BackchannelLogin
from thiqa.oidc.errors import (
    AccessDeniedError,
    AuthorizationPendingError,
    ExpiredTokenError,
    InvalidGrantError,
    ProtocolError,
    SlowDownError,
)
from thiqa.oidc.models import Client, State
from thiqa.oidc.tokens.token_call import Redeemed, TokenCall

LOGIN = BackchannelLogin(digest("the-request"), CLIENT.id, "p-1", NOW - 100, NOW + 200, NOW + 800)


@dataclass(frozen=True)
class Caller:
    """A client that has proved who it is."""

    client: Client = CLIENT

    async def use(self, records: Any) -> None:
        """Do nothing."""


class LostRace(MemoryStore):
    """Somebody else redeems between our look and our claim."""

    async def redeem(self, authorization_id: bytes, until: int) -> bool:
        await super().redeem(authorization_id, until)
        return False


def at(
    state: State | None, *, until: int = NOW + 200, store: type[MemoryStore] = MemoryStore
) -> Parts:
    """Return a provider where the login has come so far; None: the citizen declined."""
    parts = Parts(records=MemoryRecords(oidc=store()))
    parts.records.oidc.backchannel[LOGIN.id] = LOGIN
    if state is not None:
        kept = authorization(state, expires_at=until, redirect_uri="")
        parts.keep(replace(kept, id=LOGIN.id))
    return parts


def fetch(parts: Parts, client: Client = CLIENT) -> Redeemed:
    call = TokenCall(parts.provider, Caller(client), {"auth_req_id": "the-request"}, parts.now)
    return asyncio.run(redeem_backchannel_login(call, parts.records))


def test_what_was_granted_is_given() -> None:
    parts = at(State.GRANTED)
    assert fetch(parts).authorization.id == LOGIN.id
    assert parts.records.oidc.authorizations[LOGIN.id].state is State.REDEEMED


def test_who_lost_the_race_gets_nothing() -> None:
    with pytest.raises(InvalidGrantError):
        fetch(at(State.GRANTED, store=LostRace))


@pytest.mark.parametrize(
    ("parts", "refused"),
    [
        (lambda: at(State.PUSHED), AuthorizationPendingError),
        (lambda: at(State.OPENED), AuthorizationPendingError),
        (lambda: at(State.REDEEMED), InvalidGrantError),
        (lambda: at(State.REVOKED), InvalidGrantError),
        (lambda: at(State.GRANTED, until=NOW), ExpiredTokenError),
        (lambda: at(None), AccessDeniedError),
    ],
)
def test_each_state_has_its_word(parts: Callable[[], Parts], refused: type[ProtocolError]) -> None:
    with pytest.raises(refused):
        fetch(parts())


@pytest.mark.parametrize("state", [State.PUSHED, State.OPENED, None])
def test_what_was_not_answered_in_time_is_over(state: State | None) -> None:
    parts = at(state)
    parts.now = LOGIN.ends_at
    with pytest.raises(ExpiredTokenError):
        fetch(parts)


def test_a_second_look_at_once_is_too_early() -> None:
    parts = at(State.PUSHED)
    for refused in (AuthorizationPendingError, SlowDownError):
        with pytest.raises(refused):
            fetch(parts)
    parts.now += 5
    with pytest.raises(AuthorizationPendingError):
        fetch(parts)


def test_another_client_is_told_nothing() -> None:
    with pytest.raises(InvalidGrantError):
        fetch(at(State.GRANTED), replace(CLIENT, id="another"))
