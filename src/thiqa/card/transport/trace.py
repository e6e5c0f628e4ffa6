"""A conversation with a card, recorded, and the same conversation held again without the card.

The trace of a specimen keeps every byte and the random bytes of the terminal, so that it can be
held again; whoever has it can decrypt it. The trace of any other card keeps the shape only:
headers, lengths and status words. What a person's card said is in no trace.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Self

from thiqa.base import EncodingError, canonical_json, parse_json_object
from thiqa.card.errors import ApduError, TraceError
from thiqa.card.transport.apdu import CommandApdu, ResponseApdu
from thiqa.card.transport.connection import Card

RandomBytes = Callable[[int], bytes]

FORMAT: Final = "thiqa card trace 1"
MAX_TRACE_BYTES: Final = 4_000_000


@dataclass(frozen=True, slots=True)
class Trace:
    """What a terminal sent, what the card answered, and what the terminal drew at random."""

    exchanges: tuple[tuple[bytes, bytes], ...]
    random: tuple[bytes, ...]

    def to_bytes(self) -> bytes:
        """Write the trace as JSON."""
        said = [[command.hex(), answer.hex()] for command, answer in self.exchanges]
        drawn = [each.hex() for each in self.random]
        return canonical_json(
            {"format": FORMAT, "specimen": True, "random": drawn, "exchanges": said}
        )

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Read a trace; only that of a specimen can be held again."""
        try:
            document = parse_json_object(raw, max_characters=MAX_TRACE_BYTES)
            if document["format"] != FORMAT:
                raise TraceError("this is not a trace that we know")
            if document["specimen"] is not True:
                raise TraceError("the trace is not of a specimen: it has no content")
            said = tuple(
                (bytes.fromhex(command), bytes.fromhex(answer))
                for command, answer in document["exchanges"]
            )
            return cls(said, tuple(bytes.fromhex(each) for each in document["random"]))
        except (EncodingError, KeyError, TypeError, ValueError) as error:
            raise TraceError(f"this is not a trace: {error}") from error


class RecordingCard:
    """A card that is listened to; it is the terminal's source of random bytes, too."""

    def __init__(self, card: Card, random_bytes: RandomBytes, *, specimen: bool) -> None:
        self._card = card
        self._random_bytes = random_bytes
        self._specimen = specimen
        self._exchanges: list[tuple[bytes, bytes]] = []
        self._random: list[bytes] = []

    def transmit(self, command: bytes) -> bytes:
        """Pass a command on and keep what was said."""
        answer = self._card.transmit(command)
        self._exchanges.append((command, answer))
        return answer

    def random_bytes(self, count: int) -> bytes:
        """Draw random bytes and, if the card is a specimen, keep them."""
        drawn = self._random_bytes(count)
        self._random.append(drawn)
        return drawn

    def to_bytes(self) -> bytes:
        """Write what may be kept of this card."""
        if self._specimen:
            return Trace(tuple(self._exchanges), tuple(self._random)).to_bytes()
        shapes: list[dict[str, Any]] = [_shape(*each) for each in self._exchanges]
        return canonical_json({"format": FORMAT, "specimen": False, "exchanges": shapes})


class ReplayedCard:
    """A card that says again what it said, to a terminal that says again what it said."""

    def __init__(self, trace: Trace) -> None:
        self._exchanges = iter(trace.exchanges)
        self._random = iter(trace.random)

    def transmit(self, command: bytes) -> bytes:
        """Answer the next command of the trace and no other."""
        recorded, answer = next(self._exchanges, (b"", b""))
        if command != recorded:
            raise TraceError("the terminal says something else than in the trace")
        return answer

    def random_bytes(self, count: int) -> bytes:
        """Give the random bytes that the terminal drew then."""
        drawn = next(self._random, b"")
        if len(drawn) != count:
            raise TraceError("the terminal draws other random bytes than in the trace")
        return drawn


def _shape(command: bytes, answer: bytes) -> dict[str, Any]:
    try:
        sent, got = CommandApdu.from_bytes(command), ResponseApdu.from_bytes(answer)
    except ApduError:
        return {"sent": len(command), "got": len(answer)}
    return {
        "header": command[:4].hex(),
        "sent": len(sent.data),
        "wanted": sent.expected,
        "got": len(got.data),
        "status": f"{got.status:04x}",
    }
