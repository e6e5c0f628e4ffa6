"""From a request to a cosignature (C2SP tlog-witness, "add-checkpoint")."""

from collections.abc import Sequence

from thiqa.base import Clock
from thiqa.ledger.cosignature import AnyCosigner
from thiqa.ledger.errors import ConsistencyError, SignatureError
from thiqa.ledger.merkle import EMPTY_ROOT, verify_consistency
from thiqa.ledger.note import parse_note, verify_signatures
from thiqa.witness.errors import (
    ForkError,
    InconsistentError,
    MalformedRequestError,
    NotSignedByLogError,
    OtherSizeError,
    UnknownLogError,
)
from thiqa.witness.models import Fork, Seen, hash_origin
from thiqa.witness.request import AddCheckpoint, parse_add_checkpoint
from thiqa.witness.store import Store


class Witness:
    """Cosigns what follows from the last checkpoint that it has seen of a log, and nothing else."""

    def __init__(self, store: Store, cosigners: Sequence[AnyCosigner], clock: Clock) -> None:
        """Take the keys that sign, all of them under each checkpoint."""
        self._store = store
        self._cosigners = cosigners
        self._clock = clock

    def add_checkpoint(self, body: bytes) -> str:
        """Return the cosignatures for the checkpoint of a request; raise RefusedError if none.

        1. the request has the form of one;
        2. the log of this origin is known;
        3. a trusted key has signed the checkpoint, and each signature by one holds;
        4. the old size is not above that of the checkpoint;
        5. it is that of the last checkpoint that we cosigned;
        6. the tree of that checkpoint is a beginning of this one;
        7. this one is durable, in the place of that one;
        8. only then it is cosigned; what is answered is kept for monitors.
        """
        request = parse_add_checkpoint(body)  # 1
        checkpoint = self._check_signed(request)  # 2, 3
        if request.old_size > request.head.size:  # 4
            raise MalformedRequestError("the old size is above that of the checkpoint")
        last = self._store.last_seen(hash_origin(request.origin))
        if request.old_size != _size(last):  # 5
            raise OtherSizeError(_size(last))
        new = Seen(request.head, checkpoint, self._clock())
        try:
            check_growth(last, request)  # 6
        except ForkError:
            self._keep_fork(request.origin, last, new)
            raise
        seen = self._store.replace(request.origin, last, new)  # 7
        if seen is None:
            raise OtherSizeError(_size(self._store.last_seen(hash_origin(request.origin))))
        return self._cosign(request.origin, seen)  # 8

    def last_checkpoint(self, origin_hash: str) -> str:
        """Return the last checkpoint that we cosigned of a log, with the same cosignatures.

        C2SP tlog-witness, "Monitor Retrieval Mechanism".
        """
        cosigned = self._store.last_answer(origin_hash)
        if cosigned is None:
            raise UnknownLogError("nothing was cosigned for a log of this name")
        return cosigned

    def _check_signed(self, request: AddCheckpoint) -> str:
        """Return the checkpoint with the signatures of its log and no others."""
        keys = self._store.keys_of(request.origin)
        if not keys:
            raise UnknownLogError("no log of this origin is known here")
        text, signatures = parse_note(request.checkpoint)
        try:
            signed_by = verify_signatures(text, signatures, keys)
        except SignatureError as error:
            raise NotSignedByLogError(str(error)) from error
        if not signed_by:
            raise NotSignedByLogError("no key that is trusted here has signed the checkpoint")
        lines = "".join(signature.line for signature in signed_by.values())
        return f"{text}\n{lines}"

    def _cosign(self, origin: str, seen: Seen) -> str:
        text, _ = parse_note(seen.checkpoint)
        lines = "".join(each.cosign(text, seen.cosigned_at).line for each in self._cosigners)
        self._store.keep_answer(origin, seen, seen.checkpoint + lines)
        return lines

    def _keep_fork(self, origin: str, last: Seen | None, new: Seen) -> None:
        if last is not None:
            self._store.keep_fork(Fork(origin, last.checkpoint, new.checkpoint, new.cosigned_at))


def check_growth(last: Seen | None, request: AddCheckpoint) -> None:
    """Check that the last tree is a beginning of the new one; raise InconsistentError if not."""
    old, new = request.old_size, request.head
    if new.size == 0 and new.root != EMPTY_ROOT:
        raise InconsistentError("the root of an empty tree is not that of RFC 6962")
    if old == 0 or last is None:
        if request.proof:
            raise InconsistentError("a proof that any tree begins with nothing has no lines")
        return
    if old == new.size and last.head.root != new.root:
        raise ForkError("the log has signed another tree of the size that was cosigned here")
    try:
        verify_consistency(
            old_size=old,
            new_size=new.size,
            old_root=last.head.root,
            new_root=new.root,
            proof=request.proof,
        )
    except ConsistencyError as error:
        raise InconsistentError(str(error)) from error


def _size(seen: Seen | None) -> int:
    return 0 if seen is None else seen.head.size
