"""A card that knows PACE and nothing else, for tests."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from thiqa.card.channel.pace import EstablishedPace, PaceCard, PaceRefusedError
from thiqa.card.channel.passwords import Password
from thiqa.card.channel.secure_messaging import CardChannel
from thiqa.card.data_groups.security_infos import SecurityInfos
from thiqa.card.transport.apdu import CommandApdu, ResponseApdu, StatusWord, tries_left

AUTHENTICATION_FAILED = 0x6300
REFERENCES_THAT_COUNT = (3, 4)
ECHO = 0xEC
"""An instruction that gives its data back, to try a channel."""


@dataclass
class Passwords:
    """A keeper whose PIN and PUK count their tries."""

    known: Sequence[Password]
    tries: dict[int, int] = field(default_factory=dict)
    most: int = 3

    def secret(self, reference: int) -> bytes:
        for password in self.known:
            if password.reference == reference:
                return password.secret()
        raise PaceRefusedError("no such password", StatusWord.REFERENCE_NOT_FOUND)

    def selection_status(self, reference: int) -> int:
        left = self.left(reference)
        return StatusWord.OK if left in (None, self.most) else tries_left(left or 0)

    def take_try(self, reference: int) -> None:
        left = self.left(reference)
        if left == 0:
            raise PaceRefusedError("blocked", StatusWord.AUTHENTICATION_METHOD_BLOCKED)
        if left is not None:
            self.tries[reference] = left - 1

    def give_tries_back(self, reference: int) -> None:
        self.tries.pop(reference, None)

    def failure_status(self, reference: int) -> int:
        left = self.left(reference)
        return AUTHENTICATION_FAILED if left is None else tries_left(left)

    def left(self, reference: int) -> int | None:
        if reference not in REFERENCES_THAT_COUNT:
            return None
        return self.tries.get(reference, self.most)


class PaceOnlyCard:
    """Answers MSE:Set AT and GENERAL AUTHENTICATE, and echoes inside of the channel."""

    def __init__(
        self,
        infos: SecurityInfos,
        passwords: Passwords,
        random_bytes: Callable[[int], bytes],
        chip_keys: Mapping[int, int] | None = None,
        authorities: Sequence[bytes] = (),
    ) -> None:
        self.pace = PaceCard(infos, passwords, random_bytes, chip_keys or {}, authorities)
        self.passwords = passwords
        self.established: EstablishedPace | None = None
        self.sent: list[bytes] = []
        self._channel: CardChannel | None = None

    def transmit(self, command: bytes) -> bytes:
        self.sent.append(command)
        apdu = CommandApdu.from_bytes(command)
        channel = self._channel
        if channel is not None and apdu.cla & 0x0C:
            return channel.wrap(self._answer(channel.unwrap(apdu))).to_bytes()
        return self._answer(apdu).to_bytes()

    def _answer(self, apdu: CommandApdu) -> ResponseApdu:
        try:
            if (apdu.ins, apdu.p1, apdu.p2) == (0x22, 0xC1, 0xA4):
                return ResponseApdu(b"", self.pace.select(apdu.data))
            if apdu.ins == 0x86:
                return self._step(apdu)
        except PaceRefusedError as refused:
            return ResponseApdu(b"", refused.status)
        if apdu.ins == ECHO and self._channel is not None:
            return ResponseApdu(apdu.data, StatusWord.OK)
        return ResponseApdu(b"", StatusWord.INSTRUCTION_NOT_SUPPORTED)

    def _step(self, apdu: CommandApdu) -> ResponseApdu:
        answer = self.pace.general_authenticate(apdu.data, is_last=apdu.cla & 0x10 == 0)
        if answer.established is not None:
            self.established = answer.established
            self._channel = CardChannel(answer.established.keys)
        return ResponseApdu(answer.data, StatusWord.OK)
