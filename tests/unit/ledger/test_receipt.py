"""Receipts, and what a person reads when one holds."""

import pytest

from specimen_log import (
    NOON,
    ORIGIN,
    POLICY,
    MemoryLog,
    log_of,
    one_of_each_kind,
    release,
    witnessed_policy,
)
from thiqa.ledger.errors import ReceiptFormatError
from thiqa.ledger.receipt import format_receipt, parse_receipt, verify_receipt
from thiqa.ledger.verify import check_receipt_file

RECEIPT = log_of(7).receipt(3)


def _replace_line(number: int, line: str) -> str:
    lines = RECEIPT.split("\n")
    lines[number] = line
    return "\n".join(lines)


@pytest.mark.parametrize("size", [1, 2, 3, 255, 256, 257, 600])
def test_the_receipt_of_each_place_holds_in_trees_of_many_sizes(size: int) -> None:
    log = log_of(size)
    for index in {0, size // 3, size // 2, size - 1}:
        verified = verify_receipt(log.receipt(index), POLICY)
        assert (verified.index, verified.checkpoint.head.size) == (index, size)
        assert verified.entry.event == release(NOON + index, subject=f"s-{index}")


def test_a_receipt_has_the_form_of_the_specification() -> None:
    lines = RECEIPT.split("\n")
    assert lines[0] == "c2sp.org/tlog-proof@v1"
    assert lines[1].startswith("extra ")
    assert lines[2] == "index 3"
    assert lines[6:9] == ["", ORIGIN, "7"]
    assert RECEIPT.endswith("=\n")


def test_a_receipt_that_was_read_is_written_as_it_was() -> None:
    assert format_receipt(parse_receipt(RECEIPT)) == RECEIPT


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        RECEIPT.replace("@v1", "@v2"),
        RECEIPT.replace("\n", "\r\n"),
        RECEIPT.replace("extra ", "extra  "),
        RECEIPT.replace("index 3", "index 03"),
        RECEIPT.replace("index 3", "index -3"),
        RECEIPT.replace("index 3", "index"),
        RECEIPT.replace("index 3", f"index {2**63}"),
        RECEIPT.replace("\n\n", "\n"),
        _replace_line(1, "extra AAAA"),
        _replace_line(1, "extra"),
        _replace_line(3, "AAAA"),
        _replace_line(3, "?"),
        _replace_line(3, ("A" * 43 + "=\n") * 64 + "A" * 43 + "="),
        RECEIPT[:40],
        "x" * 1_000_000,
    ],
)
def test_a_text_that_is_no_receipt_is_refused(text: str) -> None:
    with pytest.raises(ReceiptFormatError):
        verify_receipt(text, POLICY)


def test_a_person_reads_what_was_done_and_that_it_is_on_the_record() -> None:
    report = check_receipt_file(RECEIPT.encode(), POLICY)
    assert report.lines[0] == "This receipt holds: the entry is on the record."
    text = "\n".join(report.lines)
    for words in (
        "kind                release",
        "at                  2026-11-18 11:06:43 UTC",
        "client id           tax-office",
        "claims              family_name, given_name#ar",
        "valid for           this once",
        "entry number        3",
        f"log                 {ORIGIN}",
    ):
        assert words in text


def test_every_kind_of_event_has_a_report() -> None:
    log = MemoryLog()
    log.add(*one_of_each_kind())
    for index, event in enumerate(one_of_each_kind()):
        report = check_receipt_file(log.receipt(index).encode(), POLICY)
        assert f"kind                {event.kind}" in report.lines


@pytest.mark.parametrize("content", [b"\xff", b"\xff" * 3_000_000])
def test_a_file_that_is_no_text_is_no_receipt(content: bytes) -> None:
    with pytest.raises(ReceiptFormatError):
        check_receipt_file(content, POLICY)


def test_a_person_reads_which_witnesses_have_seen_the_entry() -> None:
    receipt = log_of(7).receipt(3, witnesses=(0, 2))
    lines = check_receipt_file(receipt.encode(), witnessed_policy()).lines
    assert lines[-2:] == (
        "witnessed by        w0.example, 2026-11-18 11:06:40 UTC",
        "witnessed by        w2.example, 2026-11-18 11:06:40 UTC",
    )


def test_a_person_reads_that_no_witness_was_asked() -> None:
    receipt = log_of(7).receipt(3, witnesses=(0, 2))
    assert check_receipt_file(receipt.encode(), POLICY).lines[-1].startswith("No witness was asked")
