"""Reading what a service says that it holds."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from thiqa.base import EncodingError, b64url_decode, parse_json
from thiqa.ledger.errors import LedgerError
from thiqa.ledger.events import Event
from thiqa.ledger.merkle import HASH_BYTES, hash_leaf
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.promise import PROMISE_HEADER, verify_promise
from thiqa.ledger.receipt import parse_receipt, verify_receipt
from thiqa.oidc.errors import InvalidRequestError
from thiqa.reconciliation.differences import moment
from thiqa.reconciliation.models import Batch, NotOurs, Period, Shown

RULE = "docs/guides/reconciliation.md"

MAX_LEAF_HASHES = 500
MAX_RECEIPTS = 32
MAX_PERIOD_SECONDS = 31 * 86_400
SETTLED_SECONDS = 60
"""How long after its second an entry may become durable: nobody waits so long for an answer."""

_SECONDS = re.compile(r"[1-9][0-9]{0,10}", re.ASCII)


def read_batch(parameters: Mapping[str, str], client_id: str, policy: LogPolicy, now: int) -> Batch:
    """Read a batch.

    1. The period has a start and an end, is not too long, and is over;
    2. leaf hashes are SHA-256 in base64url, not too many;
    3. receipts and promises are texts, not too many; each is verified, and kept apart if it
    does not hold;
    4. one that holds is this service's, and of the period.
    """
    period = _read_period(parameters, now)  # 1
    leaf_hashes = _read_leaf_hashes(parameters.get("leaf_hashes", ""))  # 2
    shown: dict[bytes, Shown] = {}
    not_ours: list[NotOurs] = []
    for place, text in enumerate(_read_receipts(parameters.get("receipts", "[]"))):  # 3
        try:
            leaf_hash, event, said = _verify(text, policy)
        except LedgerError as error:
            not_ours.append(NotOurs(place, hashlib.sha256(text.encode()).digest(), str(error)))
            continue
        _check_whose(event, client_id, period, place)  # 4
        shown[leaf_hash] = said
    return Batch(client_id, period, frozenset({*leaf_hashes, *shown}), shown, tuple(not_ours))


def _verify(text: str, policy: LogPolicy) -> tuple[bytes, Event, Shown]:
    """Return leaf hash, event and what is said of them; raise LedgerError if it does not hold."""
    if text.startswith(PROMISE_HEADER):
        promise = verify_promise(text, policy)
        said = Shown(f"promised a place by {moment(promise.by)}", promise.by)
        return promise.leaf_hash, promise.entry.event, said
    receipt = verify_receipt(text, policy)
    said = Shown(f"by its receipt entry {receipt.index} of {receipt.checkpoint.head.size}")
    return hash_leaf(parse_receipt(text).leaf), receipt.entry.event, said


def _read_period(parameters: Mapping[str, str], now: int) -> Period:
    period = Period(_read_seconds(parameters, "from"), _read_seconds(parameters, "to"))
    if not 0 < period.end - period.start <= MAX_PERIOD_SECONDS:
        raise InvalidRequestError(
            f"a period is between a second and {MAX_PERIOD_SECONDS} seconds long",
            rule=f"{RULE}, the period",
            parameter="to",
            mend="Cut a longer time into periods that follow each other.",
        )
    if period.end > now - SETTLED_SECONDS:
        raise InvalidRequestError(
            f"the period must have ended at least {SETTLED_SECONDS} seconds ago",
            rule=f"{RULE}, the period",
            parameter="to",
            mend="Send a period when all receipts of it have had time to come.",
        )
    return period


def _read_seconds(parameters: Mapping[str, str], name: str) -> int:
    text = parameters.get(name, "")
    if not _SECONDS.fullmatch(text):
        raise InvalidRequestError(
            f"{name} is missing, or not in seconds since the epoch",
            rule=f"{RULE}, the period",
            parameter=name,
            mend="Send `from` and `to` in whole seconds, as `at` stands in the receipts.",
        )
    return int(text)


def _read_leaf_hashes(text: str) -> set[bytes]:
    words = text.split()
    if len(words) > MAX_LEAF_HASHES:
        raise InvalidRequestError(
            f"a batch has {MAX_LEAF_HASHES} leaf hashes at the most",
            rule=f"{RULE}, limits",
            parameter="leaf_hashes",
            mend="Cut the period, so that each part has fewer.",
        )
    try:
        hashes = {b64url_decode(word) for word in words}
    except EncodingError:
        hashes = {b""}
    if any(len(each) != HASH_BYTES for each in hashes):
        raise InvalidRequestError(
            "a leaf hash is not a SHA-256 in base64url",
            rule="RFC 6962, section 2.1",
            parameter="leaf_hashes",
            mend="Hash a zero byte and the leaf of each receipt, and put blanks between hashes.",
        )
    return hashes


def _read_receipts(text: str) -> list[str]:
    try:
        found: Any = parse_json(text, max_characters=len(text))
    except EncodingError:
        found = None
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise InvalidRequestError(
            "receipts are not a JSON array of texts",
            rule=f"{RULE}, the batch",
            parameter="receipts",
            mend="Send the receipts as they were given, each as a text of one JSON array.",
        )
    if len(found) > MAX_RECEIPTS:
        raise InvalidRequestError(
            f"a batch has {MAX_RECEIPTS} receipts at the most",
            rule=f"{RULE}, limits",
            parameter="receipts",
            mend="Send leaf hashes, and receipts only of those that we lack.",
        )
    return found


def _check_whose(event: Event, client_id: str, period: Period, place: int) -> None:
    if event.client_id != client_id:
        raise InvalidRequestError(
            f"receipt {place} is another service's",
            rule=f"{RULE}, the batch",
            parameter="receipts",
            mend="Send receipts whose client_id is yours; ask how this one came to you.",
        )
    if not period.start <= event.at < period.end:
        raise InvalidRequestError(
            f"receipt {place} is not of the period",
            rule=f"{RULE}, the period",
            parameter="receipts",
            mend="A receipt belongs to the period that its `at` lies in.",
        )
