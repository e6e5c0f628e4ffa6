"""A log that tests keep in memory: events, a key, a tree in tiles, receipts."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from thiqa.base import b64url_encode
from thiqa.ledger.checkpoint import TreeHead, sign_checkpoint
from thiqa.ledger.cosignature import Cosigner
from thiqa.ledger.edge import EMPTY_EDGE, Edge, extend
from thiqa.ledger.entry import SealedEntry, seal_entry
from thiqa.ledger.events import (
    ConsentGiven,
    CredentialIssued,
    Dispute,
    DocumentIssued,
    Event,
    Login,
    Lookup,
    MandateUsed,
    Opening,
    Refresh,
    Refusal,
    Release,
    Relinking,
    Withdrawal,
)
from thiqa.ledger.keys import NoteSigner
from thiqa.ledger.merkle import Span, consistency_spans, hash_leaf, inclusion_spans
from thiqa.ledger.note import parse_note
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.policy_file import parse_policy
from thiqa.ledger.receipt import Receipt, format_receipt
from thiqa.ledger.tiles import TileId, span_hash

NOON = 1_795_000_000
ORIGIN = "log.example/record"


def private_key(number: int = 0) -> Ed25519PrivateKey:
    """Return the private key of this number; every test run has the same ones."""
    return Ed25519PrivateKey.from_private_bytes(bytes([number] * 32))


def signer(number: int = 0, origin: str = ORIGIN) -> NoteSigner:
    """Return the log's key of this number."""
    return NoteSigner(origin, private_key(number))


POLICY = LogPolicy.of_log(signer().verifier_key)
"""Of who asks no witness."""


def witness(number: int) -> Cosigner:
    """Return the witness of this number; every test run has the same ones."""
    return Cosigner(
        f"w{number}.example", Ed25519PrivateKey.from_private_bytes(bytes([100 + number] * 32))
    )


def witnessed_policy(
    witnesses: int = 3, threshold: int = 2, address: str = "https://w{}.example/"
) -> LogPolicy:
    """Return the policy that trusts the log when so many of its witnesses have cosigned."""
    names = [f"w{number}" for number in range(witnesses)]
    lines = [
        f"witness {name} {witness(number).key.text} {address.format(number)}"
        for number, name in enumerate(names)
    ]
    members = " ".join(names)
    lines += [f"group witnesses {threshold} {members}", "quorum witnesses"]
    return parse_policy("\n".join(lines)).with_log(signer().verifier_key)


def cosigned(checkpoint: str, *witnesses: int, at: int = NOON) -> str:
    """Return a checkpoint with the cosignatures of these witnesses."""
    text, _ = parse_note(checkpoint)
    return checkpoint + "".join(witness(number).cosign(text, at).line for number in witnesses)


def release(at: int = NOON, client_id: str = "tax-office", subject: str = "s-1") -> Release:
    """Return the release of two claims."""
    return Release(
        at=at,
        client_id=client_id,
        sector="finance",
        subject=subject,
        purpose="tax-declaration",
        article="Loi 47-06, article 1",
        claims=("family_name", "given_name#ar"),
        consent_text_hash=b64url_encode(bytes(32)),
        acr="high",
        valid_for=0,
    )


def one_of_each_kind(at: int = NOON) -> list[Event]:
    """Return an event of each kind."""
    who = {"client_id": "tax-office", "sector": "finance", "subject": "s-1"}
    return [
        Login(at=at, method="card", acr="high", client_id="tax-office"),
        release(at),
        Refusal(at=at, client_id="tax-office", purpose="p", claims=("email",), reason="denied"),
        Refresh(at=at, **who, purpose="tax-declaration", claims=("family_name",)),
        Withdrawal(at=at, **who, purpose="tax-declaration"),
        Relinking(
            at=at,
            from_sector="finance",
            to_sector="health",
            reason="Law 31-08, article 12",
            asked_by="o-1",
            approved_by="o-2",
            request_hash=b64url_encode(bytes(32)),
        ),
        ConsentGiven(
            at=at,
            **who,
            purpose="tax-declaration",
            article="Law 09-08, article 4",
            claims=("family_name",),
            consent_text_hash=b64url_encode(bytes(32)),
            valid_for=86_400,
        ),
        Lookup(at=at, officer="o-1", purpose="dispute", reason="case d-1"),
        DocumentIssued(
            at=at, **who, document_type="residence", document_hash=b64url_encode(bytes(32))
        ),
        MandateUsed(at=at, mandate="m-1", action="tax-declaration", client_id="tax-office"),
        CredentialIssued(
            at=at, credential_type="identity", key_hash=b64url_encode(bytes(32)), valid_for=86_400
        ),
        Dispute(
            at=at,
            dispute="d-1",
            claim="not_me",
            state="opened",
            entry_hash=b64url_encode(bytes(32)),
            due_at=at + 864_000,
            client_id="tax-office",
        ),
        Opening(
            at=at,
            reason="audit 7 of 2026",
            asked_by="o-1",
            approved_by="o-2",
            entry_hash=b64url_encode(bytes(32)),
            request_hash=b64url_encode(bytes(32)),
        ),
    ]


@dataclass
class MemoryLog:
    """Entries and their tree."""

    entries: list[SealedEntry] = field(default_factory=list)
    edge: Edge = EMPTY_EDGE
    tiles: dict[TileId, bytes] = field(default_factory=dict)
    salts: random.Random = field(default_factory=lambda: random.Random(6962))  # noqa: S311  # the same log each time

    def add(self, *events: Event) -> None:
        """Append entries as one batch."""
        entries = [seal_entry(event, self.salts.randbytes) for event in events]
        self.add_leaf_hashes(hash_leaf(entry.leaf) for entry in entries)
        self.entries += entries

    def add_leaf_hashes(self, leaf_hashes: Iterable[bytes]) -> None:
        """Append leaves of which only the hash is known."""
        self.edge, grown = extend(self.edge, leaf_hashes)
        self.tiles |= grown

    @property
    def head(self) -> TreeHead:
        """Return the size and the root."""
        return TreeHead(self.edge.size, self.edge.root)

    def inclusion(self, index: int) -> tuple[bytes, ...]:
        """Return the proof of a leaf."""
        return self._hashes(inclusion_spans(index, self.edge.size))

    def consistency(self, old_size: int) -> tuple[bytes, ...]:
        """Return the proof that the tree of an older size is a beginning of this one."""
        return self._hashes(consistency_spans(old_size, self.edge.size))

    def receipt(
        self, index: int, by: NoteSigner | None = None, witnesses: Iterable[int] = ()
    ) -> str:
        """Return the receipt of an entry."""
        entry = self.entries[index]
        checkpoint = cosigned(sign_checkpoint(self.head, by or signer()), *witnesses)
        return format_receipt(
            Receipt(entry.leaf, entry.opening, index, self.inclusion(index), checkpoint)
        )

    def _hashes(self, spans: list[Span]) -> tuple[bytes, ...]:
        return tuple(span_hash(span, self.tiles) for span in spans)


def log_of(entries: int) -> MemoryLog:
    """Return a log with this many releases."""
    log = MemoryLog()
    log.add(*(release(NOON + n, subject=f"s-{n}") for n in range(entries)))
    return log
