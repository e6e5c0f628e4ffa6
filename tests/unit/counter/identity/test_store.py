import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from counter_databases import CounterUnits
from thiqa.counter.database import CounterDatabase
from thiqa.counter.errors import AnswerRefusedError, LoginGoneError
from thiqa.counter.identity.logout_token import VerifiedLogoutToken
from thiqa.counter.identity.models import CheckedReceipt, Identity, PendingLogin
from thiqa.counter.identity.store import LOGIN_SECONDS, SESSION_SECONDS
from thiqa.database import INTEGER, Statement

NOW = 1_800_000_000
LOGIN = PendingLogin(
    state="the-state",
    browser="the-browser",
    issuer="https://id.example",
    nonce="nonce",
    code_verifier="verifier",
    began_at=NOW,
    purpose="the-purpose",
    claims=("given_name", "given_name#ar"),
    goal="/services/x/begin",
)
RECEIPT = CheckedReceipt("the receipt", 4, "log.example", "the key", 9, NOW)
IDENTITY = Identity(
    "salma", "the-purpose", {"given_name#ar": "سلمى"}, "high", NOW - 5, "a.b.c", "sid", RECEIPT
)


SECRET = "secret"


class Identities:
    """The store of identity, on each kind of database, a unit of work for each call."""

    def __init__(self, units: CounterUnits) -> None:
        self._units = units

    def call(self, method: str, *arguments: Any, **named: Any) -> Any:
        return self._units.run(
            lambda records: getattr(records.identity, method)(*arguments, **named)
        )

    def begin(
        self, secret: str = SECRET, identity: Identity = IDENTITY, replaces: str | None = None
    ) -> None:
        self.call("begin_session", secret, identity, NOW, replaces=replaces)

    def count(self, table: str) -> int:
        rows = Statement(
            f"SELECT count(*) AS number FROM {{rows}} JOIN {table} ON rows.any_row = 1",
            key=(),
            columns={"any_row": INTEGER},
        )

        async def count(_: object) -> int:
            row = await rows(1)
            assert row is not None
            return int(row["number"])

        return self._units.read(count)

    def purge(self, now: int) -> None:
        self._units.purge(now)


@pytest.fixture
def store(counter_units: CounterUnits) -> Identities:
    return Identities(counter_units)


def test_a_login_is_taken_once(store: Identities) -> None:
    store.call("put_login", LOGIN)
    assert store.call("take_login", "the-state", "the-browser", NOW) == LOGIN
    assert store.call("take_login", "the-state", "the-browser", NOW) is None


@pytest.mark.parametrize(
    ("state", "browser", "now"),
    [
        ("other", "the-browser", NOW),
        ("the-state", "other", NOW),
        ("the-state", "", NOW),
        ("the-state", "the-browser", NOW + LOGIN_SECONDS),
    ],
)
def test_a_login_of_somebody_else_or_too_old_is_gone(
    store: Identities, state: str, browser: str, now: int
) -> None:
    store.call("put_login", LOGIN)
    assert store.call("take_login", state, browser, now) is None


def test_a_session_gives_back_the_identity(store: Identities) -> None:
    store.begin()
    assert store.call("session", "secret", NOW) == IDENTITY
    assert store.call("session", "secret", NOW + SESSION_SECONDS) is None
    assert store.call("session", "other", NOW) is None


def test_a_session_ends_the_one_before(store: Identities) -> None:
    store.begin("first")
    store.begin("second", replace(IDENTITY, receipt=replace(RECEIPT, index=5)), replaces="first")
    assert store.call("session", "first", NOW) is None
    assert store.call("session", "second", NOW) is not None


def test_ending_a_session_keeps_the_receipt(store: Identities) -> None:
    store.begin()
    store.call("end_session", "secret")
    assert store.call("session", "secret", NOW) is None
    assert [store.count(f"identity_{each}") for each in ("session", "receipt")] == [0, 1]


def test_a_session_that_cannot_be_begun_leaves_everything_as_it_was(store: Identities) -> None:
    store.begin()
    broken = replace(IDENTITY, claims={"x": object()}, receipt=replace(RECEIPT, index=5))
    with pytest.raises(TypeError):
        store.begin("other", broken, replaces="secret")
    with pytest.raises(AnswerRefusedError):
        store.begin("other", replaces="secret")
    assert store.call("session", "secret", NOW) == IDENTITY
    assert store.count("identity_receipt") == 1


@pytest.mark.parametrize(
    ("subject", "sid", "ends"),
    [
        ("salma", "sid", True),
        (None, "sid", True),
        ("salma", None, True),
        ("salma", "another", False),
        ("another", "sid", False),
        ("another", None, False),
    ],
)
def test_a_logout_token_ends_the_sessions_that_it_is_about(
    store: Identities, subject: str | None, sid: str | None, ends: bool
) -> None:
    store.begin()
    assert store.call("end_sessions", VerifiedLogoutToken(subject, sid, "jti", NOW + 60))
    assert (store.call("session", "secret", NOW) is None) is ends


def test_a_logout_token_is_used_once(store: Identities) -> None:
    token = VerifiedLogoutToken("salma", "sid", "jti", NOW + 60)
    assert store.call("end_sessions", token)
    assert not store.call("end_sessions", token)


def test_a_login_that_ends_after_the_logout_opens_no_session(store: Identities) -> None:
    store.call("end_sessions", VerifiedLogoutToken(None, "sid", "jti", NOW + 60))
    with pytest.raises(LoginGoneError):
        store.begin()
    assert store.count("identity_receipt") == 0


def test_a_logout_beside_a_login_leaves_no_session(counter_url: str) -> None:
    """Two processes, on one database: whichever of them is first, the citizen is signed out."""
    token = VerifiedLogoutToken(None, "sid", "jti", NOW + 60)

    async def main() -> None:
        async with CounterDatabase(counter_url) as one, CounterDatabase(counter_url) as other:
            await asyncio.gather(
                one.run(
                    lambda records: records.identity.begin_session(
                        "secret", IDENTITY, NOW, replaces=None
                    )
                ),
                other.run(lambda records: records.identity.end_sessions(token)),
                return_exceptions=True,
            )
            assert await one.read(lambda records: records.identity.session("secret", NOW)) is None

    asyncio.run(main())


def test_what_has_expired_is_forgotten_whatever_its_number(store: Identities) -> None:
    for number in range(5):
        store.call("put_login", replace(LOGIN, state=f"state-{number}"))
    store.call("put_login", replace(LOGIN, state="young", began_at=NOW + 10))
    store.begin()
    store.call("end_sessions", VerifiedLogoutToken("another", None, "jti", NOW + 60))
    store.purge(NOW + LOGIN_SECONDS)
    assert store.count("identity_login") == 1
    store.purge(NOW + 10 * SESSION_SECONDS)
    tables = ("login", "session", "receipt", "logout", "provider_session")
    assert [store.count(f"identity_{each}") for each in tables] == [0, 0, 1, 0, 0]


def test_no_secret_of_a_browser_is_in_the_file(tmp_path: Path) -> None:
    store = Identities(CounterUnits(f"sqlite:///{tmp_path}/counter.sqlite"))
    store.call("put_login", LOGIN)
    store.begin("the-secret")
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert "سلمى".encode() in content
    for text in ("the-state", "the-browser", "the-secret"):
        assert text.encode() not in content


def test_claims_leave_no_trace_in_the_file_when_the_session_has_ended(tmp_path: Path) -> None:
    units = CounterUnits(f"sqlite:///{tmp_path}/counter.sqlite")

    def content() -> bytes:
        return b"".join(path.read_bytes() for path in tmp_path.iterdir())

    async def test(database: CounterDatabase) -> None:
        await database.run(
            lambda records: records.identity.begin_session("secret", IDENTITY, NOW, replaces=None)
        )
        assert b"a.b.c" in content()
        await database.run(lambda records: records.identity.end_session("secret"))
        await database.purge(NOW)
        for text in ("سلمى", "a.b.c"):
            assert text.encode() not in content()

    units.with_database(test)


def test_receipts_of_a_counter_without_steps_are_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "counter.sqlite"
    with closing(sqlite3.connect(path)) as file, file:
        file.execute(
            "CREATE TABLE receipt (log TEXT, log_index INTEGER, log_key TEXT, log_size INTEGER,"
            " at INTEGER, text TEXT) STRICT"
        )
        file.execute("INSERT INTO receipt VALUES ('log', 4, 'key', 9, 17, 'the receipt')")
        file.execute("CREATE TABLE session (id BLOB) STRICT")
    units = CounterUnits(f"sqlite:///{path}")
    held = units.read(lambda records: records.identity.receipts_between("key", 0, 99, 9))
    assert held == [(17, "the receipt")]
    with closing(sqlite3.connect(path)) as file:
        names = {row[0] for row in file.execute("SELECT name FROM sqlite_master")}
    assert not names & {"receipt", "session"}
