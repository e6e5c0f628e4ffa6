"""A conversation with a card, recorded and held again."""

import json

import pytest

from thiqa.card.errors import TraceError
from thiqa.card.transport.trace import MAX_TRACE_BYTES, RecordingCard, ReplayedCard, Trace
from unit.card.transport.scripted import ScriptedCard

SELECT, READ = bytes.fromhex("00A4040C0101"), bytes.fromhex("00B0000004")


def recorded(*, specimen: bool) -> bytes:
    recorder = RecordingCard(
        ScriptedCard("9000", "CAFE00019000"), lambda count: b"\x07" * count, specimen=specimen
    )
    recorder.transmit(SELECT)
    assert recorder.random_bytes(3) == b"\x07" * 3
    recorder.transmit(READ)
    return recorder.to_bytes()


def test_a_specimen_says_again_what_it_said() -> None:
    card = ReplayedCard(Trace.from_bytes(recorded(specimen=True)))
    assert card.transmit(SELECT) == bytes.fromhex("9000")
    assert card.random_bytes(3) == b"\x07" * 3
    assert card.transmit(READ) == bytes.fromhex("CAFE00019000")


def test_the_trace_of_a_persons_card_has_headers_and_lengths_only() -> None:
    trace = recorded(specimen=False)
    assert b"cafe" not in trace
    assert b"070707" not in trace
    assert json.loads(trace)["exchanges"] == [
        {"header": "00a4040c", "sent": 1, "wanted": None, "got": 0, "status": "9000"},
        {"header": "00b00000", "sent": 0, "wanted": 4, "got": 4, "status": "9000"},
    ]
    with pytest.raises(TraceError, match="not of a specimen"):
        Trace.from_bytes(trace)


def test_what_is_no_command_is_counted_too() -> None:
    recorder = RecordingCard(ScriptedCard("00"), bytes, specimen=False)
    recorder.transmit(b"\0")
    assert json.loads(recorder.to_bytes())["exchanges"] == [{"sent": 1, "got": 1}]


def test_a_terminal_that_says_something_else_is_told() -> None:
    card = ReplayedCard(Trace.from_bytes(recorded(specimen=True)))
    with pytest.raises(TraceError, match="something else"):
        card.transmit(READ)


def test_a_terminal_that_goes_on_after_the_end_is_told() -> None:
    card = ReplayedCard(Trace((), ()))
    with pytest.raises(TraceError, match="something else"):
        card.transmit(READ)
    with pytest.raises(TraceError, match="random"):
        card.random_bytes(1)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"{}",
        b'{"format": "another"}',
        b'{"format": "thiqa card trace 1"}',
        b'{"format": "thiqa card trace 1", "specimen": true, "exchanges": [["00"]], "random": []}',
        b'{"format": "thiqa card trace 1", "specimen": true, "exchanges": 1, "random": []}',
        b'{"format": "thiqa card trace 1", "specimen": true, "exchanges": [], "random": ["x"]}',
        b'{"format": "thiqa card trace 1", "specimen": true, "exchanges": [], "random": [1]}',
        b" " * MAX_TRACE_BYTES + b"{}",
    ],
    ids=range(10),
)
def test_what_is_no_trace_is_refused(raw: bytes) -> None:
    with pytest.raises(TraceError):
        Trace.from_bytes(raw)
