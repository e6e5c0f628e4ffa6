"""What a citizen grants is a code and an entry, or neither."""

import asyncio
from typing import Any

import pytest

from provider_parts import (
    CITIZEN,
    CLIENT,
    NOW,
    POLICY,
    SECRET,
    TEXT_HASH,
    Parts,
    authorization,
    request,
    session,
)
from services import NAMES, PURPOSE
from thiqa.ledger.events import Release
from thiqa.oidc.authorization.grants import grant_claims, grant_life
from thiqa.oidc.errors import BrowserError
from thiqa.oidc.models import Authorization, Grant, State
from thiqa.oidc.sessions.sessions import sid_of
from thiqa.oidc.tokens.tokens import read_code
from thiqa.people import pairwise_subject

SUBJECT = pairwise_subject(SECRET, CLIENT.sector, CITIZEN.id)
CLAIMS = ("given_name", "birthdate")


def granted(parts: Parts, opened: Authorization) -> str:
    parts.keep_session(session())

    async def unit(records: Any) -> str:
        return await grant_claims(
            parts.provider,
            records,
            opened,
            CLIENT,
            session(),
            claims=CLAIMS,
            text_hash=TEXT_HASH,
            now=NOW,
        )

    code: str = asyncio.run(parts.database.run(unit))
    return code


def test_a_grant_says_what_was_granted_and_how_the_citizen_proved_who_they_are() -> None:
    parts = Parts()
    opened = parts.keep(authorization())
    identifier, secret = read_code(granted(parts, opened))
    kept = parts.records.oidc.authorizations[identifier]
    [entry] = parts.records.ledger.entries
    assert (kept.state, kept.code) == (State.GRANTED, secret)
    assert kept.expires_at == NOW + POLICY.lifetimes.code
    assert kept.grant == Grant(
        person_id=CITIZEN.id,
        subject=SUBJECT,
        claims=CLAIMS,
        acr="high",
        amr=("sc", "pin", "mfa"),
        auth_time=session().auth_time,
        session_id=sid_of(SECRET, session(), CLIENT.id),
        entry_id=entry.id.hex(),
    )


@pytest.mark.parametrize(
    ("scope", "valid_for"),
    [
        (("openid",), POLICY.lifetimes.access_token),
        (("openid", "offline_access"), POLICY.lifetimes.refresh_token),
    ],
)
def test_the_record_holds_what_was_released_and_for_how_long(
    scope: tuple[str, ...], valid_for: int
) -> None:
    parts = Parts()
    granted(parts, parts.keep(authorization(scope=scope)))
    assert parts.records.ledger.events == [
        Release(
            at=NOW,
            client_id=CLIENT.id,
            sector=CLIENT.sector,
            subject=SUBJECT,
            purpose=PURPOSE,
            article=NAMES["ar"],
            claims=CLAIMS,
            consent_text_hash=TEXT_HASH,
            acr="high",
            valid_for=valid_for,
        )
    ]
    [entry] = parts.records.ledger.entries
    assert (entry.person_id, entry.client_id) == (CITIZEN.id, CLIENT.id)


@pytest.mark.parametrize("state", [each for each in State if each is not State.OPENED])
def test_what_is_not_open_gives_no_code_and_leaves_no_entry(state: State) -> None:
    parts = Parts()
    kept = parts.keep(authorization(state))
    with pytest.raises(BrowserError, match=BrowserError.REQUEST_USED):
        granted(parts, kept)
    assert parts.records.ledger.entries == []
    assert parts.records.oidc.authorizations == {kept.id: kept}


def test_the_code_is_nowhere_in_the_records() -> None:
    parts = Parts()
    code = granted(parts, parts.keep(authorization()))
    assert code.partition(".")[2] not in repr(parts.records)


def test_a_grant_lasts_as_long_as_its_last_token() -> None:
    assert grant_life(POLICY, request()) == POLICY.lifetimes.access_token
    lasting = request(scope=("openid", "offline_access"))
    assert grant_life(POLICY, lasting) == POLICY.lifetimes.refresh_token
