"""One forgery for each numbered step of every check that a receipt goes through."""

import hashlib
from dataclasses import replace

import pytest

from specimen_log import ORIGIN, MemoryLog, log_of, release, signer
from thiqa.base import b64encode, b64url_encode, canonical_json
from thiqa.ledger.checkpoint import TreeHead, sign_checkpoint
from thiqa.ledger.entry import COMMITMENT_DOMAIN, seal_entry
from thiqa.ledger.errors import (
    CheckpointFormatError,
    ConsistencyError,
    EntryFormatError,
    InclusionError,
    NoteFormatError,
    OpeningMismatchError,
    ReceiptFormatError,
    SignatureError,
    UnknownKeyError,
    WrongOriginError,
)
from thiqa.ledger.keys import NoteSigner
from thiqa.ledger.merkle import hash_leaf, verify_consistency, verify_inclusion
from thiqa.ledger.note import sign_note
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.receipt import Receipt, format_receipt, parse_receipt, verify_receipt

KEY = signer().verifier_key
LOG = log_of(9)
GOOD = parse_receipt(LOG.receipt(4))


def _verify(receipt: Receipt) -> None:
    verify_receipt(format_receipt(receipt), LogPolicy.of_log(KEY))


def _resigned(body: str, by: NoteSigner | None = None) -> Receipt:
    return replace(GOOD, checkpoint=sign_note(body, [by or signer()]))


def test_the_receipt_that_the_forgeries_start_from_holds() -> None:
    _verify(GOOD)


# verify_receipt, step 1


def test_a_text_of_another_form_is_refused() -> None:
    with pytest.raises(ReceiptFormatError):
        verify_receipt(
            format_receipt(GOOD).replace("tlog-proof@v1", "tlog-proof@v2"), LogPolicy.of_log(KEY)
        )


# verify_receipt, step 2: open_note 1 to 3, verify_checkpoint 1 to 3


def test_a_checkpoint_that_is_no_note_is_refused() -> None:
    with pytest.raises(NoteFormatError):
        _verify(replace(GOOD, checkpoint=GOOD.checkpoint.rstrip("\n")))


def test_a_checkpoint_with_a_false_signature_is_refused() -> None:
    with pytest.raises(SignatureError):
        _verify(replace(GOOD, checkpoint=GOOD.checkpoint.replace("\n9\n", "\n8\n")))


def test_a_checkpoint_by_another_key_of_the_same_name_is_refused() -> None:
    with pytest.raises(UnknownKeyError):
        _verify(replace(GOOD, checkpoint=sign_checkpoint(LOG.head, signer(1))))


def test_a_signed_text_that_is_no_checkpoint_is_refused() -> None:
    with pytest.raises(CheckpointFormatError):
        _verify(_resigned(f"{ORIGIN}\nnine\n{b64encode(LOG.head.root)}\n"))


def test_a_checkpoint_of_another_log_by_the_same_key_is_refused() -> None:
    with pytest.raises(WrongOriginError):
        _verify(_resigned(f"log.example/shadow\n9\n{b64encode(LOG.head.root)}\n"))


# verify_receipt, step 3: open_entry 1 to 4


def test_a_leaf_of_another_form_is_refused() -> None:
    with pytest.raises(EntryFormatError):
        _verify(replace(GOOD, leaf=GOOD.leaf.replace(b'"hour"', b'"time"')))


def test_an_opening_that_says_something_else_is_refused() -> None:
    with pytest.raises(OpeningMismatchError):
        _verify(replace(GOOD, opening=GOOD.opening.replace(b"family_name", b"fiscal_name")))


def test_the_opening_of_another_entry_is_refused() -> None:
    with pytest.raises(OpeningMismatchError):
        _verify(replace(GOOD, opening=LOG.entries[5].opening))


def test_an_opening_of_another_form_is_refused_even_if_the_leaf_commits_to_it() -> None:
    sealed = seal_entry(release(), bytes)
    opening = sealed.opening.replace(b'"acr":"high"', b'"acr":7')
    commitment = hashlib.sha256(COMMITMENT_DOMAIN + opening).digest()
    leaf = canonical_json(
        {"commitment": b64url_encode(commitment), "hour": 498611, "kind": "release", "version": 1}
    )
    with pytest.raises(EntryFormatError):
        _verify(replace(GOOD, leaf=leaf, opening=opening))


def test_a_leaf_with_another_kind_or_hour_than_its_opening_is_refused() -> None:
    for leaf in (
        GOOD.leaf.replace(b'"kind":"release"', b'"kind":"login"'),
        GOOD.leaf.replace(b'"hour":4', b'"hour":5'),
    ):
        with pytest.raises(OpeningMismatchError):
            _verify(replace(GOOD, leaf=leaf))


# verify_receipt, step 4: verify_inclusion 1 to 3


def test_an_index_outside_of_the_tree_is_refused() -> None:
    with pytest.raises(InclusionError, match="outside"):
        _verify(replace(GOOD, index=9))


def test_a_proof_of_another_length_is_refused() -> None:
    for proof in (GOOD.proof[:-1], (*GOOD.proof, bytes(32)), ()):
        with pytest.raises(InclusionError, match="length"):
            _verify(replace(GOOD, proof=proof))


def test_a_proof_of_another_leaf_is_refused() -> None:
    for forged in (
        replace(GOOD, index=5),
        replace(GOOD, proof=(bytes(32), *GOOD.proof[1:])),
        replace(GOOD, proof=LOG.inclusion(5)),
    ):
        with pytest.raises(InclusionError, match="root"):
            _verify(forged)


def test_an_entry_that_was_never_logged_is_refused() -> None:
    invented = seal_entry(release(subject="invented"), bytes)
    with pytest.raises(InclusionError):
        _verify(replace(GOOD, leaf=invented.leaf, opening=invented.opening))


def test_an_inner_node_does_not_pass_for_a_leaf() -> None:
    parent = LOG.inclusion(0)
    with pytest.raises(InclusionError):
        verify_inclusion(
            index=0,
            size=5,
            leaf_hash=hash_leaf(parent[0]),
            proof=parent[1:],
            root=LOG.head.root,
        )


def test_a_receipt_of_a_tree_that_was_forked_afterwards_is_refused_by_the_fork() -> None:
    fork = MemoryLog()
    fork.add(*(release(subject=f"fork-{n}") for n in range(9)))
    with pytest.raises(InclusionError):
        _verify(replace(GOOD, checkpoint=sign_checkpoint(fork.head, signer())))


# verify_consistency, steps 1 to 4


def _consistent(older: TreeHead, newer: TreeHead, proof: tuple[bytes, ...]) -> None:
    verify_consistency(
        old_size=older.size,
        new_size=newer.size,
        old_root=older.root,
        new_root=newer.root,
        proof=proof,
    )


def test_an_empty_tree_or_a_larger_one_is_the_beginning_of_nothing() -> None:
    for older in (TreeHead(0, log_of(0).head.root), log_of(10).head):
        with pytest.raises(ConsistencyError, match="sizes"):
            _consistent(older, LOG.head, ())


def test_a_consistency_proof_of_another_length_is_refused() -> None:
    proof = LOG.consistency(6)
    for changed in (proof[:-1], (*proof, bytes(32)), (b"", *proof[1:])):
        with pytest.raises(ConsistencyError, match="length"):
            _consistent(log_of(6).head, LOG.head, changed)


def test_a_fork_is_not_consistent_with_its_older_tree() -> None:
    fork = MemoryLog()
    fork.add(*(release(subject=f"fork-{n}") for n in range(6)))
    with pytest.raises(ConsistencyError, match="older"):
        _consistent(fork.head, LOG.head, LOG.consistency(6))


def test_a_fork_is_not_consistent_with_its_newer_tree() -> None:
    fork = log_of(6)
    fork.add(*(release(subject=f"fork-{n}") for n in range(3)))
    with pytest.raises(ConsistencyError, match="newer"):
        _consistent(log_of(6).head, fork.head, LOG.consistency(6))
