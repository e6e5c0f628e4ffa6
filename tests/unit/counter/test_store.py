import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from thiqa.counter.errors import LoginGoneError
from thiqa.counter.models import CheckedReceipt, Identity, PendingLogin
from thiqa.counter.store import LOGIN_SECONDS, SESSION_SECONDS, Store

NOW = 1_800_000_000
LOGIN = PendingLogin("the-state", "the-browser", "https://id.example", "nonce", "verifier", NOW)
RECEIPT = CheckedReceipt("the receipt", 4, "log.example", "the key", 9, NOW)
IDENTITY = Identity("salma", {"given_name#ar": "سلمى"}, "high", NOW - 5, "a.b.c", "sid", RECEIPT)


def count(folder: Path, table: str) -> int:
    with closing(sqlite3.connect(folder / "counter.sqlite")) as file:
        rows: int = file.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        return rows


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "counter.sqlite")


def test_a_login_is_taken_once(store: Store) -> None:
    store.put_login(LOGIN)
    assert store.take_login("the-state", "the-browser", NOW) == LOGIN
    with pytest.raises(LoginGoneError):
        store.take_login("the-state", "the-browser", NOW)


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
    store: Store, state: str, browser: str, now: int
) -> None:
    store.put_login(LOGIN)
    with pytest.raises(LoginGoneError):
        store.take_login(state, browser, now)


def test_a_login_survives_a_restart(store: Store, tmp_path: Path) -> None:
    store.put_login(LOGIN)
    store.close()
    again = Store(tmp_path / "counter.sqlite")
    assert again.take_login("the-state", "the-browser", NOW) == LOGIN


def test_a_session_gives_back_the_identity(store: Store) -> None:
    secret = store.begin_session(IDENTITY, NOW, replaces=None)
    assert store.session(secret, NOW) == IDENTITY
    assert store.session(secret, NOW + SESSION_SECONDS) is None
    assert store.session("other", NOW) is None
    assert store.session(None, NOW) is None


def test_ending_a_session_keeps_the_receipt(store: Store, tmp_path: Path) -> None:
    secret = store.begin_session(IDENTITY, NOW, replaces=None)
    store.end_session(secret)
    assert store.session(secret, NOW) is None
    assert (count(tmp_path, "session"), count(tmp_path, "receipt")) == (0, 1)


def test_a_session_that_cannot_be_begun_leaves_everything_as_it_was(
    store: Store, tmp_path: Path
) -> None:
    secret = store.begin_session(IDENTITY, NOW, replaces=None)
    broken = replace(IDENTITY, claims={"x": object()}, receipt=replace(RECEIPT, index=5))
    with pytest.raises(TypeError):
        store.begin_session(broken, NOW, replaces=secret)
    assert store.session(secret, NOW) == IDENTITY
    assert count(tmp_path, "receipt") == 1


def test_what_has_expired_is_forgotten_whatever_its_number(store: Store, tmp_path: Path) -> None:
    for number in range(5):
        store.put_login(replace(LOGIN, state=f"state-{number}"))
    store.put_login(replace(LOGIN, state="young", began_at=NOW + 10))
    store.begin_session(IDENTITY, NOW, replaces=None)
    store.purge(NOW + LOGIN_SECONDS, batch=2)
    assert count(tmp_path, "login") == 1
    store.purge(NOW + SESSION_SECONDS)
    assert [count(tmp_path, each) for each in ("login", "session", "receipt")] == [0, 0, 1]


def test_no_secret_of_a_browser_is_in_the_file(store: Store, tmp_path: Path) -> None:
    store.put_login(LOGIN)
    secret = store.begin_session(IDENTITY, NOW, replaces=None)
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for text in ("the-state", "the-browser", secret):
        assert text.encode() not in content


def test_claims_leave_no_trace_in_the_file_when_the_session_has_ended(
    store: Store, tmp_path: Path
) -> None:
    secret = store.begin_session(IDENTITY, NOW, replaces=None)
    store.end_session(secret)
    store.purge(NOW)
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert "سلمى".encode() not in content
    assert b"a.b.c" not in content
