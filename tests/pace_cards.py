"""A card that knows PACE and nothing else, for tests."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from thiqa.card.channel.errors import RefusedError
from thiqa.card.channel.pace import (
    EstablishedPace,
    PaceCard,
    PaceChoice,
    PacePolicy,
    choose,
)
from thiqa.card.channel.passwords import CanPassword, Password
from thiqa.card.channel.secure_messaging import CardChannel
from thiqa.card.data_groups.security_info import PaceInfo
from thiqa.card.data_groups.security_infos import SecurityInfos
from thiqa.card.transport.apdu import CommandApdu, ResponseApdu, StatusWord, tries_left
from thiqa.card.transport.tlv import DataObject, parse, parse_one

CAN = CanPassword("123456")
REFERENCES_THAT_COUNT = (3, 4)
GM, DH_GM, IM, DH_IM, CAM = (f"0.4.0.127.0.7.2.2.4.{arc}.2" for arc in (2, 1, 4, 3, 6))
"""Each form of PACE, with AES-128."""
CHIP_KEY = 0x1234567890ABCDEF
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
        raise RefusedError("no such password", StatusWord.REFERENCE_NOT_FOUND)

    def selection_status(self, reference: int) -> int:
        left = self.left(reference)
        return StatusWord.OK if left in (None, self.most) else tries_left(left or 0)

    def take_try(self, reference: int) -> None:
        left = self.left(reference)
        if left == 0:
            raise RefusedError("blocked", StatusWord.AUTHENTICATION_METHOD_BLOCKED)
        if left is not None:
            self.tries[reference] = left - 1

    def give_tries_back(self, reference: int) -> None:
        self.tries.pop(reference, None)

    def failure_status(self, reference: int) -> int:
        left = self.left(reference)
        return StatusWord.VERIFICATION_FAILED if left is None else tries_left(left)

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
        self.infos = infos
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
        except RefusedError as refused:
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


def pace_card(
    protocol: str, parameter_id: int, password: Password = CAN
) -> tuple[PaceOnlyCard, PaceChoice]:
    """A card that offers one form of PACE, and the terminal's choice of it."""
    infos = SecurityInfos(pace=(PaceInfo(protocol, parameter_id=parameter_id),))
    keys = {parameter_id: CHIP_KEY}
    card = PaceOnlyCard(infos, Passwords((password,)), os.urandom, keys)
    return card, choose(infos, PacePolicy())


class Between:
    """Somebody between terminal and chip, who changes the data objects of one step."""

    def __init__(
        self,
        card: PaceOnlyCard,
        *,
        command: Mapping[int, Callable[[bytes], bytes]] | None = None,
        answer: Mapping[int, Callable[[bytes], bytes]] | None = None,
    ) -> None:
        self.card = card
        self._command = command or {}
        self._answer = answer or {}
        self.seen: dict[int, bytes] = {}
        """The data objects that came by, as they were."""

    def transmit(self, command: bytes) -> bytes:
        apdu = CommandApdu.from_bytes(command)
        if apdu.ins != 0x86:
            return self.card.transmit(command)
        changed = replace(apdu, data=self._change(apdu.data, self._command))
        response = ResponseApdu.from_bytes(self.card.transmit(changed.to_bytes()))
        if not response.data:
            return response.to_bytes()
        return replace(response, data=self._change(response.data, self._answer)).to_bytes()

    def _change(self, data: bytes, changes: Mapping[int, Callable[[bytes], bytes]]) -> bytes:
        items = parse(parse_one(data, 0x7C).value)
        self.seen |= {item.tag: item.value for item in items}
        changed = (
            DataObject(item.tag, changes.get(item.tag, bytes)(item.value)).to_bytes()
            for item in items
        )
        return DataObject(0x7C, b"".join(changed)).to_bytes()
