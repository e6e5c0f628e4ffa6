"""Openings and leaves."""

import json
from dataclasses import replace
from typing import Any

import pytest

from specimen_log import NOON, log_of, one_of_each_kind, release
from thiqa.base import canonical_json
from thiqa.ledger.entry import SealedEntry, open_entry, parse_leaf, parse_opening, seal_entry
from thiqa.ledger.errors import EntryFormatError, OpeningMismatchError
from thiqa.ledger.events import EVENTS, Event, Kind, Login, Refusal, event_members


def _bytes(number: int) -> bytes:
    return bytes(number)


SEALED = seal_entry(release(), _bytes)


def _leaf(**changes: Any) -> bytes:
    return canonical_json(json.loads(SEALED.leaf) | changes)


def _opening(**changes: Any) -> bytes:
    members = json.loads(SEALED.opening) | changes
    return canonical_json({name: value for name, value in members.items() if value != "absent"})


@pytest.mark.parametrize("event", one_of_each_kind(), ids=lambda event: event.kind)
def test_an_event_of_each_kind_is_sealed_and_opened(event: Event) -> None:
    sealed = seal_entry(event, _bytes)
    opened = open_entry(sealed.leaf, sealed.opening)
    assert opened.event == event
    assert opened.leaf.kind == event.kind


def test_every_kind_has_its_event_and_its_specimen() -> None:
    assert set(EVENTS) == set(Kind) == {event.kind for event in one_of_each_kind()}


def test_a_leaf_says_kind_and_hour_and_nothing_else_that_is_readable() -> None:
    assert json.loads(SEALED.leaf).keys() == {"version", "kind", "hour", "commitment"}
    assert json.loads(SEALED.leaf) | {"commitment": ""} == {
        "version": 1,
        "kind": "release",
        "hour": NOON // 3600,
        "commitment": "",
    }


def test_the_same_event_twice_has_two_commitments() -> None:
    log = log_of(0)
    log.add(release(), release())
    first, second = (parse_leaf(entry.leaf) for entry in log.entries)
    assert first.commitment != second.commitment
    assert replace(first, commitment=second.commitment) == second


def test_the_opening_has_every_field_of_the_event() -> None:
    opened = json.loads(SEALED.opening)
    assert {name: opened[name] for name in event_members(release())} == json.loads(
        canonical_json(event_members(release()))
    )


def test_what_is_absent_is_left_out_of_the_opening() -> None:
    sealed = seal_entry(Login(at=NOON, method="card", acr="high"), _bytes)
    assert "client_id" not in json.loads(sealed.opening)
    assert open_entry(sealed.leaf, sealed.opening).event == Login(
        at=NOON, method="card", acr="high", client_id=None
    )


@pytest.mark.parametrize(
    ("leaf", "opening"),
    [
        (SEALED.leaf, _opening(client_id="another-office")),
        (SEALED.leaf, _opening(salt="A" * 42 + "E")),
        (_leaf(kind="login"), SEALED.opening),
        (_leaf(hour=NOON // 3600 + 1), SEALED.opening),
        (_leaf(commitment="A" * 43), SEALED.opening),
    ],
)
def test_an_opening_that_the_leaf_does_not_commit_to_is_refused(
    leaf: bytes, opening: bytes
) -> None:
    with pytest.raises(OpeningMismatchError):
        open_entry(leaf, opening)


@pytest.mark.parametrize(
    "leaf",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        SEALED.leaf + b" ",
        SEALED.leaf.replace(b'"version":1', b'"version":1.0'),
        SEALED.leaf.replace(b'"version":1', b'"version":true'),
        SEALED.leaf.replace(b'"version":1', b'"version":1,"version":1'),
        _leaf(version=2),
        _leaf(kind=1),
        _leaf(hour="1"),
        _leaf(hour=-1),
        _leaf(hour=True),
        _leaf(commitment=""),
        _leaf(commitment=None),
        _leaf(commitment="A" * 42 + "B"),
        _leaf(extra=1),
        _leaf(kind="x" * 300),
    ],
)
def test_a_text_that_is_no_leaf_is_refused(leaf: bytes) -> None:
    with pytest.raises(EntryFormatError):
        parse_leaf(leaf)


@pytest.mark.parametrize(
    "opening",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        b" " + SEALED.opening,
        b"[" * 10_000,
        _opening(version=2),
        _opening(version=True),
        _opening(kind="birthday"),
        _opening(kind=None),
        _opening(kind=[]),
        _opening(salt="AAAA"),
        _opening(salt=1),
        _opening(salt="absent"),
        _opening(subject="absent"),
        _opening(subject=None),
        _opening(subject=""),
        _opening(subject="two\nlines"),
        _opening(subject="\x9b31m"),
        _opening(subject="x" * 513),
        _opening(subject=["s"]),
        _opening(national_number="AB123456"),
        _opening(claims="family_name"),
        _opening(claims=["family_name=Alaoui"]),
        _opening(claims=[1]),
        _opening(claims=["c"] * 65),
        _opening(consent_text_hash="AAAA"),
        _opening(consent_text_hash="?" * 43),
        _opening(consent_text_hash=7),
        _opening(at=-1),
        _opening(at=2**40 + 1),
        _opening(at=True),
        _opening(at="now"),
    ],
)
def test_a_text_that_is_no_opening_is_refused(opening: bytes) -> None:
    with pytest.raises(EntryFormatError):
        parse_opening(opening)


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": ""},
        {"purpose": None},
        {"article": "x" * 513},
        {"claims": ["family_name"]},
        {"claims": ("Fatima Zahra",)},
        {"valid_for": 1.5},
    ],
)
def test_an_event_that_could_not_be_opened_again_is_not_made(changes: dict[str, Any]) -> None:
    with pytest.raises(EntryFormatError):
        replace(release(), **changes)


def test_a_refusal_needs_no_purpose() -> None:
    event = Refusal(at=NOON, client_id="tax-office", reason="invalid_scope")
    sealed: SealedEntry = seal_entry(event, _bytes)
    assert open_entry(sealed.leaf, sealed.opening).event == event
