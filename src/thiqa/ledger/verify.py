"""Checking a receipt by hand: what a person reads when the check holds."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from thiqa.base import b64encode
from thiqa.ledger.errors import ReceiptFormatError
from thiqa.ledger.events import Event, event_members
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.promise import verify_promise
from thiqa.ledger.receipt import MAX_RECEIPT_CHARACTERS, VerifiedReceipt, verify_receipt

_UTF8_BYTES_PER_CHARACTER = 4
_LABEL_COLUMNS = 20


@dataclass(frozen=True, slots=True)
class ReceiptReport:
    """A receipt that holds, and the lines that say so."""

    receipt: VerifiedReceipt
    lines: tuple[str, ...]


def check_receipt_file(content: bytes, policy: LogPolicy) -> ReceiptReport:
    """Verify the content of a receipt file; raise a LedgerError if the policy refuses it."""
    receipt = verify_receipt(_text_of(content), policy)
    return ReceiptReport(receipt, tuple(_report(receipt, policy)))


def check_promise_file(content: bytes, policy: LogPolicy) -> tuple[str, ...]:
    """Verify the content of a promise file; return the lines that say what is promised."""
    promise = verify_promise(_text_of(content), policy)
    return (
        "This promise holds: the log has signed that the entry will be on the record.",
        "",
        *_event_lines(promise.entry.event),
        "",
        _line("log", promise.origin),
        _line("leaf hash", b64encode(promise.leaf_hash)),
        _line("promised", _readable("at", promise.at)),
        _line("published by", _readable("at", promise.by)),
    )


def _text_of(content: bytes) -> str:
    if len(content) > MAX_RECEIPT_CHARACTERS * _UTF8_BYTES_PER_CHARACTER:
        raise ReceiptFormatError("the receipt is too long")
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise ReceiptFormatError("the receipt is not UTF-8") from error


def _report(receipt: VerifiedReceipt, policy: LogPolicy) -> list[str]:
    checkpoint = receipt.checkpoint
    lines = [
        "This receipt holds: the entry is on the record.",
        "",
        *_event_lines(receipt.entry.event),
        "",
        _line("log", checkpoint.origin),
        _line("entry number", str(receipt.index)),
        _line("of", f"{checkpoint.head.size} entries that the checkpoint covers"),
    ]
    if policy.needs_witnesses:
        return lines + [
            _line("witnessed by", f"{each.key.name}, {_readable('at', each.at)}")
            for each in checkpoint.cosigned_by
        ]
    return [
        *lines,
        "",
        "No witness was asked: whoever holds the log's key could show others another log.",
    ]


def _event_lines(event: Event) -> list[str]:
    opened = {"kind": event.kind, **event_members(event)}
    return [_line(name, _readable(name, value)) for name, value in opened.items()]


def _line(label: str, value: str) -> str:
    return f"{label.replace('_', ' '):<{_LABEL_COLUMNS}}{value}"


def _readable(name: str, value: Any) -> str:
    if name == "at":
        return datetime.fromtimestamp(value, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    if name == "valid_for":
        return f"{value} seconds" if value else "this once"
    if isinstance(value, tuple):
        return ", ".join(value) or "none"
    return str(value)
