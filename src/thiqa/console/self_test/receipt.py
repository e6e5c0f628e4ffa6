"""Receipts of a record that nobody keeps: each is whole, and proves nothing but that it is.

The entry has a place of its own, among others of which there are hashes only.
"""

from collections.abc import Callable

from thiqa.base import b64url_encode
from thiqa.console.console import Console
from thiqa.console.self_test.person import SUBJECT
from thiqa.crypto.sealed_keys import derive_secret, record_key_of
from thiqa.ledger.checkpoint import TreeHead, sign_checkpoint
from thiqa.ledger.entry import seal_entry
from thiqa.ledger.events import Release
from thiqa.ledger.keys import NoteSigner, VerifierKey
from thiqa.ledger.merkle import HASH_BYTES, hash_children, hash_leaf, inclusion_spans
from thiqa.ledger.receipt import Receipt, format_receipt
from thiqa.oidc.models import AuthorizationRequest, Client

INDEX_BYTES = 5
"""Two receipts have the same place about never."""


def record_signer(console: Console) -> NoteSigner:
    """Return what signs the record of self-tests; its name says that it is no other."""
    name = VerifierKey.parse(console.provider.record_key).name
    return NoteSigner(
        f"{name}/self-test", record_key_of(derive_secret(console.test_secret, "record"))
    )


def receipt_for(
    console: Console,
    client: Client,
    asked: AuthorizationRequest,
    now: int,
    random_bytes: Callable[[int], bytes],
) -> str:
    """Return a receipt for what a service was given in a self-test."""
    purpose = client.purposes[asked.purpose]
    event = Release(
        at=now,
        client_id=client.id,
        sector=client.sector,
        subject=SUBJECT,
        purpose=purpose.id,
        article=purpose.law["ar"],
        claims=asked.claims.all(),
        consent_text_hash=b64url_encode(bytes(32)),
        acr="high",
        valid_for=0,
    )
    entry = seal_entry(event, random_bytes)
    index = int.from_bytes(random_bytes(INDEX_BYTES), "big")
    proof = tuple(random_bytes(HASH_BYTES) for _ in inclusion_spans(index, index + 1))
    root = hash_leaf(entry.leaf)
    for sibling in proof:  # the last leaf of a tree has every sibling on its left
        root = hash_children(sibling, root)
    checkpoint = sign_checkpoint(TreeHead(index + 1, root), record_signer(console))
    return format_receipt(Receipt(entry.leaf, entry.opening, index, proof, checkpoint))
