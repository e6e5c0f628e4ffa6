"""A chip behind a channel that does chip authentication, and nothing else."""

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

from thiqa.card.channel.chip_keys import AgreedKeys, ChipAuthenticator, ChipPrivateKey
from thiqa.card.channel.derivation import SessionKeys
from thiqa.card.channel.domain_parameters import standard_domain, write_agreement_key
from thiqa.card.channel.errors import ChannelLostError, RefusedError
from thiqa.card.channel.secure_messaging import CardChannel, SecuredCard, TerminalChannel
from thiqa.card.channel.suite import Suite
from thiqa.card.data_groups.security_info import (
    ID_CA,
    ID_PK_DH,
    ID_PK_ECDH,
    ChipAuthenticationInfo,
    ChipPublicKeyInfo,
)
from thiqa.card.data_groups.security_infos import SecurityInfos
from thiqa.card.dialect import SET_FOR_INTERNAL_AUTHENTICATION, SET_FOR_KEY_AGREEMENT, Instruction
from thiqa.card.transport.apdu import CommandApdu, ResponseApdu, StatusWord
from thiqa.card.transport.connection import Card

SUITES = {Suite.TDES: 1, Suite.AES128: 2, Suite.AES192: 3, Suite.AES256: 4}
MODULAR = (0, 1, 2)
OLD_KEYS = SessionKeys.derive(b"what opened the chip", Suite.AES128)


def protocol_of(parameter_id: int, suite: Suite) -> str:
    return f"{ID_CA}.{1 if parameter_id in MODULAR else 2}.{SUITES[suite]}"


def chip_key(parameter_id: int) -> ChipPrivateKey:
    domain = standard_domain(parameter_id)
    return ChipPrivateKey(domain, domain.random_scalar(os.urandom))


def public_key_info(
    parameter_id: int, key: ChipPrivateKey, key_id: int | None = None
) -> ChipPublicKeyInfo:
    public = key.domain.public_key(key.scalar)
    kind = ID_PK_DH if parameter_id in MODULAR else ID_PK_ECDH
    return ChipPublicKeyInfo(kind, write_agreement_key(parameter_id, public), key_id)


def offering(
    parameter_id: int, key: ChipPrivateKey, suites: Iterable[Suite], key_id: int | None = None
) -> SecurityInfos:
    """What DG14 says of one key."""
    forms = (protocol_of(parameter_id, suite) for suite in suites)
    infos = (ChipAuthenticationInfo(form, key_id=key_id) for form in forms)
    return SecurityInfos.of([public_key_info(parameter_id, key, key_id), *infos])


@dataclass
class ProvingChip:
    """Answers through its channel alone; knows the keys that it is given."""

    authenticator: ChipAuthenticator
    channel: CardChannel = field(default_factory=lambda: CardChannel(OLD_KEYS))
    agreed: AgreedKeys | None = None
    asked: list[tuple[int, int, int, int]] = field(default_factory=list)

    @classmethod
    def holding(
        cls, key: ChipPrivateKey, protocols: Iterable[str], key_id: int | None = None
    ) -> Self:
        return cls(ChipAuthenticator({key_id: key}, {key_id: set(protocols)}))

    def transmit(self, command: bytes) -> bytes:
        protected = CommandApdu.from_bytes(command)
        try:
            plain = self.channel.unwrap(protected)
        except ChannelLostError as lost:
            return ResponseApdu(b"", lost.status or StatusWord.SM_OBJECTS_INCORRECT).to_bytes()
        self.asked.append((plain.ins, plain.p1, plain.p2, len(plain.data)))
        agreed = self.agreed
        try:
            answer = ResponseApdu(self._answer(plain), StatusWord.OK)
        except RefusedError as refused:
            answer = ResponseApdu(b"", refused.status)
        wrapped = self.channel.wrap(answer).to_bytes()
        if self.agreed is not agreed and self.agreed is not None:
            self.channel = CardChannel(self.agreed.keys)
        return wrapped

    def _answer(self, apdu: CommandApdu) -> bytes:
        template = (apdu.p1, apdu.p2)
        if apdu.ins == Instruction.SELECT:
            return b""
        if apdu.ins == Instruction.GENERAL_AUTHENTICATE:
            answer, self.agreed = self.authenticator.agree(apdu.data)
            return answer
        if template == SET_FOR_KEY_AGREEMENT:
            self.agreed = self.authenticator.agree_at_once(apdu.data)
        elif template == SET_FOR_INTERNAL_AUTHENTICATION:
            self.authenticator.choose(apdu.data)
        else:
            raise RefusedError("unknown", StatusWord.INSTRUCTION_NOT_SUPPORTED)
        return b""


def opened(chip: Card) -> SecuredCard:
    """A terminal's end of the chip's first channel."""
    return SecuredCard(chip, TerminalChannel(OLD_KEYS))
