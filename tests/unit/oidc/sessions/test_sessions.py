"""A session begins with a login, under a secret that no browser has brought along."""

import asyncio
from typing import Any

from memory_store import MemoryRecords
from provider_parts import CITIZEN, CLIENT, NOW, POLICY, Parts, session
from thiqa.base import digest
from thiqa.ledger.events import Login
from thiqa.login.models import Authentication, Level
from thiqa.oidc.models import Session
from thiqa.oidc.sessions.sessions import begin_session

PROOF = Authentication(
    person_id=CITIZEN.id,
    national_number=CITIZEN.national_number,
    acr=Level.HIGH,
    auth_time=NOW,
    certificate_fingerprint="00" * 32,
)
AUTHORIZATION = digest("authorization")


def begun(parts: Parts, **changes: Any) -> tuple[str, Session]:
    fields = {
        "authorization_id": AUTHORIZATION,
        "client_id": CLIENT.id,
        "replaces": None,
        "device": "firefox/linux",
        **changes,
    }
    return asyncio.run(begin_session(parts.provider, parts.records, PROOF, **fields))


def sessions(records: MemoryRecords) -> list[Session]:
    return list(records.oidc.sessions.values())


def test_a_session_says_who_how_and_when() -> None:
    parts = Parts()
    secret, made = begun(parts)
    assert made == Session(
        id=digest(secret),
        authorization=AUTHORIZATION,
        public_id=made.public_id,
        person_id=CITIZEN.id,
        acr="high",
        amr=("sc", "pin", "mfa"),
        auth_time=NOW,
        expires_at=NOW + POLICY.lifetimes.session,
        began_at=NOW,
        used_at=NOW,
        device="firefox/linux",
    )
    assert sessions(parts.records) == [made]


def test_the_secret_is_nowhere_in_the_records() -> None:
    parts = Parts()
    secret, _ = begun(parts)
    assert secret not in repr(parts.records)
    assert len(secret) == 43


def test_what_services_see_of_a_session_is_not_what_opens_it() -> None:
    secret, made = begun(Parts())
    assert made.public_id != secret
    assert digest(made.public_id) != made.id


def test_every_login_has_a_secret_of_its_own() -> None:
    parts = Parts()
    assert len({begun(parts)[0] for _ in range(5)}) == len(sessions(parts.records)) == 5


def test_the_session_that_the_browser_had_is_ended() -> None:
    parts = Parts()
    planted, bystander = (
        parts.keep_session(session(id=digest(name))) for name in ("planted", "bystander")
    )
    _, made = begun(parts, replaces=planted.id)
    assert sessions(parts.records) == [bystander, made]


def test_a_secret_that_opens_nothing_is_replaced_too() -> None:
    parts = Parts()
    _, made = begun(parts, replaces=digest("made up by the attacker"))
    assert sessions(parts.records) == [made]


def test_a_login_is_on_the_record_without_a_name() -> None:
    parts = Parts()
    begun(parts)
    begun(parts, client_id=None, authorization_id=None)
    assert parts.records.ledger.events == [
        Login(at=NOW, method="card", acr="high", client_id=CLIENT.id),
        Login(at=NOW, method="card", acr="high", client_id=None),
    ]
    assert [each.person_id for each in parts.records.ledger.entries] == [CITIZEN.id] * 2
    assert CITIZEN.national_number not in repr(parts.records.ledger.events)
