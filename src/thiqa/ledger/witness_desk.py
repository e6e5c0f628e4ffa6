"""Asking a witness to cosign a checkpoint (C2SP tlog-witness, "add-checkpoint")."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from thiqa.base import Clock, b64encode
from thiqa.ledger.checkpoint import parse_decimal
from thiqa.ledger.cosignature import CosignatureKey, cosigned_at
from thiqa.ledger.errors import (
    FormatError,
    NotCosignedError,
    SignatureError,
    WitnessAheadError,
)
from thiqa.ledger.models import StoredHead
from thiqa.ledger.note import NoteSignature, parse_note, parse_signatures, verify_signatures

SIZE_TYPE = "text/x.tlog.size"
"""C2SP tlog-witness, "add-checkpoint"."""

ATTEMPTS = 3
"""A witness may correct us about what it saw last, and another publisher may come between."""

_REFUSALS: Mapping[int, str] = {
    HTTPStatus.FORBIDDEN: "it does not know the key of the log",
    HTTPStatus.NOT_FOUND: "it does not know the log",
    HTTPStatus.UNPROCESSABLE_ENTITY: "it has seen another history",
}
"""C2SP tlog-witness, "add-checkpoint"."""

MAX_SECONDS_AHEAD = 60
"""By how much the clock of a witness may be ahead of ours."""


@dataclass(frozen=True, slots=True)
class WitnessAnswer:
    """What a witness answered over HTTP."""

    status: int
    media_type: str
    body: bytes


Ask = Callable[[str, bytes], Awaitable[WitnessAnswer]]
"""Posts a body to an address, within limits of time and size; raises NotCosignedError."""

Prove = Callable[[int, int], Awaitable[Sequence[bytes]]]
"""Gives the proof that the tree of one size is a beginning of that of another."""


class Desk:
    """Where one witness is asked; remembers what that witness has cosigned last."""

    def __init__(self, key: CosignatureKey, url: str, ask: Ask, clock: Clock) -> None:
        self.key = key
        self._url = f"{url.rstrip('/')}/add-checkpoint"
        self._ask = ask
        self._clock = clock
        self._last_size = 0

    async def cosign(self, head: StoredHead, prove: Prove) -> NoteSignature:
        """Return the cosignature of a signed head; raise NotCosignedError if there is none."""
        for _ in range(ATTEMPTS):
            proof = await prove(self._last_size, head.size)
            body = format_request(self._last_size, proof, head.checkpoint)
            answer = await self._ask(self._url, body)
            if answer.status == HTTPStatus.OK:
                cosignature = self._read_cosignature(answer.body, head.checkpoint)
                self._last_size = head.size
                return cosignature
            self._last_size = _read_last_size(answer, head.size)
        raise NotCosignedError("it has seen another size each time")

    def _read_cosignature(self, body: bytes, checkpoint: str) -> NoteSignature:
        """Return the cosignature in an answer.

        1. the answer is lines of signatures; 2. those by the key of this witness hold for the
        checkpoint, and there is one; 3. its time is not in the future.
        """
        text, _ = parse_note(checkpoint)
        try:
            signatures = parse_signatures(body.decode())  # 1
            found = verify_signatures(text, signatures, [self.key])  # 2
        except (UnicodeDecodeError, FormatError, SignatureError) as error:
            raise NotCosignedError(f"not a cosignature: {error}") from error
        if self.key not in found:
            raise NotCosignedError("no cosignature by its key")
        cosignature = found[self.key]
        if not 0 < cosigned_at(cosignature.signature) <= self._clock() + MAX_SECONDS_AHEAD:  # 3
            raise NotCosignedError("a cosignature of another time")
        return cosignature


def _read_last_size(answer: WitnessAnswer, size: int) -> int:
    """Return which size a witness has seen last, if its answer says just that."""
    if answer.status != HTTPStatus.CONFLICT or answer.media_type != SIZE_TYPE:
        why = _REFUSALS.get(answer.status, "it refuses")
        raise NotCosignedError(f"{why} (status {answer.status})")
    try:
        last_size = parse_decimal(answer.body.decode("ascii").removesuffix("\n"))
    except (UnicodeDecodeError, FormatError) as error:
        raise NotCosignedError("it answered with a conflict, and with no size") from error
    if last_size > size:
        raise WitnessAheadError(f"it has seen {last_size} entries, and here there are {size}")
    return last_size


def format_request(old_size: int, proof: Sequence[bytes], checkpoint: str) -> bytes:
    """Return the body of a request: the old size, the proof, an empty line, the checkpoint."""
    lines = [f"old {old_size}", *(b64encode(sibling) for sibling in proof), "", checkpoint]
    return "\n".join(lines).encode()
