"""Step by step of `read_statement`: lines that the provider has not signed."""

import hashlib
from datetime import date
from typing import Any

import pytest

from thiqa.base import Money, canonical_json
from thiqa.counter.letters import Letter
from thiqa.counter.payments.errors import StatementRefusedError
from thiqa.counter.payments.models import Movement
from thiqa.counter.payments.signed_gateway import read_statement
from thiqa.counter.payments.wire import write_movement

DAY = date(2026, 11, 21)
PAID = Movement("p-1", None, "theirs", Money(5_000, "MAD"), 1_795_269_900)
REFUND = Movement("p-1", "r-1", "theirs", Money(500, "MAD"), 1_795_269_901)


def lines(*movements: Movement) -> bytes:
    return b"".join(canonical_json(write_movement(each)) + b"\n" for each in movements)


def letter(text: bytes, **changes: Any) -> Letter:
    signed = {
        "day": DAY.isoformat(),
        "lines": text.count(b"\n"),
        "sha256": hashlib.sha256(text).hexdigest(),
    }
    return Letter("id", "statement+jwt", "them", "us", 0, 1, "q", {**signed, **changes}, "text")


def test_the_good_one_is_read() -> None:
    text = lines(PAID, REFUND)
    assert read_statement(letter(text), text, DAY).movements == (PAID, REFUND)


@pytest.mark.parametrize("day", ["2026-11-20", None, 20261121])
def test_1_a_statement_of_another_day(day: object) -> None:
    text = lines(PAID)
    with pytest.raises(StatementRefusedError, match="another day"):
        read_statement(letter(text, day=day), text, DAY)


def test_2_as_many_lines_but_not_the_signed_ones() -> None:
    cheaper = Movement("p-1", None, "theirs", Money(500, "MAD"), 1_795_269_900)
    with pytest.raises(StatementRefusedError, match="not those that were signed"):
        read_statement(letter(lines(PAID)), lines(cheaper), DAY)


@pytest.mark.parametrize("number", [0, 2, "1", None])
def test_3_another_number_of_lines_than_was_signed(number: object) -> None:
    text = lines(PAID)
    with pytest.raises(StatementRefusedError, match="as many lines"):
        read_statement(letter(text, lines=number), text, DAY)


@pytest.mark.parametrize("line", [b"{}\n", b"paid\n", b'{"payment":"p","payment":"q"}\n', b"\n"])
def test_4_a_line_that_cannot_be_read(line: bytes) -> None:
    with pytest.raises(StatementRefusedError, match="cannot be read"):
        read_statement(letter(line), line, DAY)
