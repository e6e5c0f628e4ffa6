"""Promises: until an entry's proof is there, the log's signature that it will be.

A promise is the entry, as in a receipt, and a note that the log has signed: its leaf hash, when
it was made, and by when a published tree holds it. After that time a promise whose leaf is in
no tree is evidence against the log. The note's first line keeps it apart from checkpoints.
"""

import re
from dataclasses import dataclass

from thiqa.base import Clock, b64encode
from thiqa.ledger.entry import OpenedEntry, open_entry
from thiqa.ledger.errors import (
    OpeningMismatchError,
    PromiseFormatError,
    UnknownKeyError,
    WrongOriginError,
)
from thiqa.ledger.keys import Signer
from thiqa.ledger.merkle import hash_leaf
from thiqa.ledger.models import EntryId, appended_at
from thiqa.ledger.note import parse_note, sign_note, verify_signatures
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.receipt import MAX_RECEIPT_CHARACTERS, format_extra, parse_extra

PROMISE_HEADER = "receipt-promise/v1"

PROMISE_SECONDS = 3_600
"""Within which an entry is in a published tree: what is older stops every identity check."""

_TEXT = re.compile(
    rf"{PROMISE_HEADER}\n(?P<origin>[^\n]+)\n(?P<leaf_hash>[^\n]+)\n"
    r"at (?P<at>0|[1-9][0-9]{0,11})\nby (?P<by>0|[1-9][0-9]{0,11})\n"
)


@dataclass(frozen=True, slots=True)
class VerifiedPromise:
    """An entry whose proof the log has promised; only `verify_promise` makes one."""

    entry: OpenedEntry
    origin: str
    leaf_hash: bytes
    at: int
    by: int


@dataclass(frozen=True, slots=True)
class IssuedPromise:
    """A promise as it is given to those whom the entry concerns."""

    entry_id: EntryId
    text: str
    verified: VerifiedPromise


@dataclass(frozen=True, slots=True)
class Promiser:
    """Signs promises with the log's key."""

    signer: Signer
    clock: Clock
    within: int = PROMISE_SECONDS

    def promise(self, entry_id: EntryId, leaf: bytes, opening: bytes) -> IssuedPromise:
        """Promise the proof of an entry that is durable."""
        at, by = self.clock(), appended_at(entry_id) + self.within
        name, leaf_hash = self.signer.name, hash_leaf(leaf)
        text = f"{PROMISE_HEADER}\n{format_extra(leaf, opening)}\n\n" + sign_note(
            _note_text(name, leaf_hash, at, by), [self.signer]
        )
        verified = VerifiedPromise(open_entry(leaf, opening), name, leaf_hash, at, by)
        return IssuedPromise(entry_id, text, verified)


def verify_promise(text: str, policy: LogPolicy) -> VerifiedPromise:
    """Check a promise with the keys of the policy's logs; no witness has seen it.

    1. the text has the form of a promise;
    2. a log of the policy has signed it, and each signature by one holds;
    3. its opening is the one that its leaf commits to;
    4. the leaf is the one that is promised.
    """
    head, separator, note = text.partition("\n\n")
    header, _, extra = head.partition("\n")
    if len(text) > MAX_RECEIPT_CHARACTERS or not separator or header != PROMISE_HEADER:  # 1
        raise PromiseFormatError("not the promise of a receipt")
    leaf, opening = parse_extra(extra)
    note_text, signatures = parse_note(note)
    found = _TEXT.fullmatch(note_text)
    if found is None:
        raise PromiseFormatError("the note is not that of a promise")
    keys = policy.keys_of_log(found["origin"])
    if not keys:  # 2
        raise WrongOriginError("the promise is by another log")
    if not verify_signatures(note_text, signatures, keys):
        raise UnknownKeyError("no signature of the promise is by a key of the log")
    entry = open_entry(leaf, opening)  # 3
    leaf_hash = hash_leaf(leaf)
    if found["leaf_hash"] != b64encode(leaf_hash):  # 4
        raise OpeningMismatchError("the entry is not the one whose proof is promised")
    return VerifiedPromise(entry, found["origin"], leaf_hash, int(found["at"]), int(found["by"]))


def _note_text(origin: str, leaf_hash: bytes, at: int, by: int) -> str:
    return f"{PROMISE_HEADER}\n{origin}\n{b64encode(leaf_hash)}\nat {at}\nby {by}\n"
