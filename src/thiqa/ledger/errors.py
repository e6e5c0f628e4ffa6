"""What can be wrong with the record, or with a text that claims to come from it.

LedgerError
├── FormatError                    a text that does not have the form of its specification
│   ├── KeyFormatError             a verifier key or a key name
│   ├── NoteFormatError            a signed note
│   ├── CheckpointFormatError      the body of a checkpoint
│   ├── PolicyFormatError          a policy of a verifier
│   ├── EntryFormatError           an opening or a leaf
│   ├── PublicFileError            the path of a public file, or a bundle of leaves
│   ├── ReceiptFormatError         a receipt
│   ├── CompactFormatError         the compact form of a receipt
│   └── PromiseFormatError         the promise of a receipt
├── VerificationError              well-formed, and not what the log says
│   ├── UnknownKeyError            no signature is by a key that we know
│   ├── SignatureError             a signature by a known key does not hold
│   ├── WrongOriginError           the checkpoint of another log
│   ├── QuorumError                not enough witnesses have cosigned
│   ├── OpeningMismatchError       the opening is not the one that the leaf commits to
│   ├── InclusionError             the proof does not lead from the leaf to the root
│   └── ConsistencyError           one tree is not a beginning of the other
├── StoredRecordError              what the database gives back contradicts itself
│   ├── DamagedTileError           a tile is missing, short or altered
│   ├── DamagedLeafError           a leaf is not the one that the tree holds
│   └── HeadMovedError             another process published while we held the head
├── NotPublishedError              no such public file is there, or not yet
├── NotCosignedError               a witness is away, refuses, or errs
│   └── WitnessAheadError          a witness has seen more of the log than there is
├── RecordBehindError              (also a StorageUnavailableError) entries would not be provable
├── EntryNotFoundError             nobody may see such an entry, or there is none
└── NotYetIntegratedError          the entry is durable and not yet covered by what is published
"""

from thiqa.base import StorageUnavailableError, ThiqaError


class LedgerError(ThiqaError):
    """The record, or a text that claims to come from it, is not as it must be."""


class FormatError(LedgerError):
    """A text does not have the form that its specification sets."""


class KeyFormatError(FormatError):
    """Not a verifier key (C2SP signed-note, "Verifier keys")."""


class NoteFormatError(FormatError):
    """Not a signed note (C2SP signed-note, "Format")."""


class CheckpointFormatError(FormatError):
    """Not the body of a checkpoint (C2SP tlog-checkpoint, "Note text")."""


class PolicyFormatError(FormatError):
    """Not a policy (C2SP tlog-policy, "Policy file syntax and structure")."""


class EntryFormatError(FormatError):
    """Not an opening or a leaf of this log."""


class ReceiptFormatError(FormatError):
    """Not a receipt (C2SP tlog-proof, "Format", with leaf and opening as extra data)."""


class CompactFormatError(FormatError):
    """Not the compact form of a receipt, or a receipt that has none."""


class PromiseFormatError(FormatError):
    """Not the promise of a receipt."""


class PublicFileError(FormatError):
    """Not the path of a public file, or not a bundle (C2SP tlog-tiles, "APIs")."""


class VerificationError(LedgerError):
    """Well-formed, and not what the log says."""


class UnknownKeyError(VerificationError):
    """No signature of the note is by a key that we were given."""


class SignatureError(VerificationError):
    """A signature by a key that we know does not hold."""


class WrongOriginError(VerificationError):
    """The checkpoint belongs to another log."""


class QuorumError(VerificationError):
    """Fewer witnesses have cosigned the checkpoint than the policy asks for."""


class OpeningMismatchError(VerificationError):
    """The opening is not the one that the leaf commits to."""


class InclusionError(VerificationError):
    """The proof does not lead from the leaf to the root."""


class ConsistencyError(VerificationError):
    """The smaller tree is not a beginning of the larger one, or the proof does not show it."""


class StoredRecordError(LedgerError):
    """What the database gives back contradicts what was signed."""


class DamagedTileError(StoredRecordError):
    """A tile is missing, short, or not the one that the root was computed from."""


class DamagedLeafError(StoredRecordError):
    """A stored leaf is not the one that the tree holds at its place."""


class HeadMovedError(StoredRecordError):
    """The head is not where it was when this process locked it: nothing was published."""


class NotPublishedError(LedgerError):
    """The published tree does not have all that the file would hold."""


class NotCosignedError(LedgerError):
    """A witness gave no cosignature: it is away, or refuses, or errs."""


class WitnessAheadError(NotCosignedError):
    """A witness has seen more of the log than there is: it errs, or our database was put back."""


class RecordBehindError(LedgerError, StorageUnavailableError):
    """Entries do not become provable in time, or that is not known: none is made."""


class EntryNotFoundError(LedgerError):
    """There is no such entry, or it belongs to somebody else: both read the same."""


class NotYetIntegratedError(LedgerError):
    """The entry is durable, but no published checkpoint covers it yet: ask again."""
