"""The record: an append-only Merkle tree of sealed entries, and receipts that prove them."""

from thiqa.ledger.checkpoint import TreeHead, VerifiedCheckpoint, verify_checkpoint
from thiqa.ledger.cosignature import Cosignature, CosignatureKey, Cosigner
from thiqa.ledger.entry import OpenedEntry
from thiqa.ledger.errors import (
    EntryNotFoundError,
    LedgerError,
    NotYetIntegratedError,
    QuorumError,
    StoredRecordError,
    VerificationError,
)
from thiqa.ledger.events import Event, Kind, Login, Refresh, Refusal, Release, Withdrawal
from thiqa.ledger.history import HistoryEntry
from thiqa.ledger.keys import NoteSigner, Signer, Verifier, VerifierKey
from thiqa.ledger.models import NO_SERVICE, EntryId, Wanted, parse_entry_id
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.policy_file import parse_policy
from thiqa.ledger.publisher import Publisher
from thiqa.ledger.receipt import VerifiedReceipt, verify_receipt
from thiqa.ledger.receipts import IssuedReceipt, Receipts
from thiqa.ledger.recorder import Recorder
from thiqa.ledger.sequencer import Sequencer
from thiqa.ledger.store import Records, Store
from thiqa.ledger.verify import ReceiptReport, check_receipt_file

__all__ = [
    "NO_SERVICE",
    "Cosignature",
    "CosignatureKey",
    "Cosigner",
    "EntryId",
    "EntryNotFoundError",
    "Event",
    "HistoryEntry",
    "IssuedReceipt",
    "Kind",
    "LedgerError",
    "LogPolicy",
    "Login",
    "NotYetIntegratedError",
    "NoteSigner",
    "OpenedEntry",
    "Publisher",
    "QuorumError",
    "ReceiptReport",
    "Receipts",
    "Recorder",
    "Records",
    "Refresh",
    "Refusal",
    "Release",
    "Sequencer",
    "Signer",
    "Store",
    "StoredRecordError",
    "TreeHead",
    "VerificationError",
    "VerifiedCheckpoint",
    "VerifiedReceipt",
    "Verifier",
    "VerifierKey",
    "Wanted",
    "Withdrawal",
    "check_receipt_file",
    "parse_entry_id",
    "parse_policy",
    "verify_checkpoint",
    "verify_receipt",
]
