"""Authorities for terminals in tests, and a card that checks what a terminal shows it."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from thiqa.card.channel.cv_certificates import (
    Authorization,
    CvCertificate,
    CvSigningKey,
    KeyReference,
    Role,
    TrustedKey,
    TrustState,
    trust_anchor,
)
from thiqa.card.channel.errors import RefusedError
from thiqa.card.channel.specimen_terminals import ALL_RIGHTS, Issuer, Validity
from thiqa.card.channel.terminal_authentication import Binding
from thiqa.card.channel.terminal_verifier import TerminalVerifier
from thiqa.card.dialect import (
    SET_FOR_EXTERNAL_AUTHENTICATION,
    SET_FOR_VERIFICATION,
    Instruction,
)
from thiqa.card.transport.apdu import CommandApdu, ResponseApdu, StatusWord
from thiqa.card.transport.tlv import DataObject, parse, parse_one
from thiqa.crypto.curves import P_256

TODAY = date(2026, 6, 1)
BEGIN, END = date(2026, 1, 1), date(2027, 1, 1)
BINDING = Binding(b"chip", b"channel")


def new_key() -> CvSigningKey:
    return CvSigningKey.generate(P_256, os.urandom)


def authority(
    name: str = "MACVCA00001",
    *,
    rights: int = ALL_RIGHTS,
    effective: date = BEGIN,
    expires: date = END,
) -> Issuer:
    return Issuer.self_signed(
        KeyReference.from_text(name),
        new_key(),
        Validity(effective, expires),
        os.urandom,
        rights,
    )


def below(
    issuer: Issuer,
    role: Role,
    name: str,
    *,
    rights: int = ALL_RIGHTS,
    effective: date = BEGIN,
    expires: date = END,
) -> Issuer:
    return issuer.issue(
        role,
        KeyReference.from_text(name),
        new_key(),
        Validity(effective, expires),
        os.urandom,
        rights,
    )


@dataclass
class Hierarchy:
    """An authority, one of its document verifiers, and a terminal."""

    authority: Issuer = field(default_factory=authority)
    verifier: Issuer = field(init=False)
    terminal: Issuer = field(init=False)

    def __post_init__(self) -> None:
        self.verifier = below(self.authority, Role.DOMESTIC_VERIFIER, "MADV00001")
        self.terminal = below(self.verifier, Role.TERMINAL, "MAIS00001")

    @property
    def anchor(self) -> TrustedKey:
        return trust_anchor(self.authority.certificate)

    @property
    def chain(self) -> list[CvCertificate]:
        return [self.verifier.certificate, self.terminal.certificate]


def trusting(*anchors: TrustedKey, today: date = TODAY) -> TrustState:
    return TrustState.personalised(anchors, today)


@dataclass
class CheckingCard:
    """A card that does terminal authentication and nothing else; keeps what it was asked."""

    trust: TrustState
    binding: Binding = BINDING
    opened: Authorization | None = None
    asked: list[tuple[int, int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.verifier = TerminalVerifier(self.trust, self.binding, self._keep, os.urandom)

    def transmit(self, command: bytes) -> bytes:
        apdu = CommandApdu.from_bytes(command)
        self.asked.append((apdu.ins, apdu.p1, apdu.p2))
        try:
            data = self._answer(apdu)
        except RefusedError as refused:
            return ResponseApdu(b"", refused.status).to_bytes()
        return ResponseApdu(data, StatusWord.OK).to_bytes()

    def _answer(self, apdu: CommandApdu) -> bytes:
        template = (apdu.p1, apdu.p2)
        if apdu.ins == Instruction.GET_CHALLENGE:
            return self.verifier.challenge()
        if apdu.ins == Instruction.EXTERNAL_AUTHENTICATE:
            self.opened = self.verifier.authenticate(apdu.data)
        elif apdu.ins == Instruction.PERFORM_SECURITY_OPERATION:
            self.verifier.verify_certificate(apdu.data)
        elif template == SET_FOR_VERIFICATION:
            self.verifier.choose_issuer(apdu.data)
        elif template == SET_FOR_EXTERNAL_AUTHENTICATION:
            self.verifier.choose_terminal(apdu.data)
        else:
            raise RefusedError("unknown", StatusWord.INSTRUCTION_NOT_SUPPORTED)
        return b""

    def _keep(self, trust: TrustState) -> None:
        self.trust = trust


def named(reference: KeyReference | str) -> bytes:
    return DataObject(0x83, str(reference).encode("latin-1")).to_bytes()


def show(card: CheckingCard, certificates: Sequence[CvCertificate]) -> None:
    """Give a card certificates, each after the name of its authority; raises RefusedError."""
    for certificate in certificates:
        card.verifier.choose_issuer(named(certificate.authority))
        card.verifier.verify_certificate(certificate.to_parts())


def fields_of(certificate: CvCertificate) -> dict[int, bytes]:
    """Take the body of a certificate apart."""
    return {item.tag: item.value for item in parse(parse_one(certificate.body, 0x7F4E).value)}


def signed(fields: Mapping[int, bytes], issuer: CvSigningKey) -> bytes:
    """Put data objects into a body and sign it: body and signature, whatever they say."""
    content = b"".join(DataObject(tag, value).to_bytes() for tag, value in fields.items())
    body = DataObject(0x7F4E, content).to_bytes()
    return body + DataObject(0x5F37, issuer.sign(body, os.urandom)).to_bytes()


def changed(certificate: CvCertificate, issuer: CvSigningKey, **fields: bytes | None) -> bytes:
    """Change fields, by their tags in hexadecimal after an underscore, and sign anew."""
    held: dict[int, bytes | None] = dict(fields_of(certificate))
    held.update({int(name.lstrip("_"), 16): value for name, value in fields.items()})
    return signed({tag: value for tag, value in held.items() if value is not None}, issuer)
