"""The chip proves itself, and the terminal itself to the chip.

Active authentication: ICAO 9303-11, section 6.1. Chip authentication: section 6.2. Terminal
authentication: section 7.1, TR-03110-3, appendix B.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from thiqa.card.channel.active_key import ActiveKey
from thiqa.card.channel.chip_keys import AgreedKeys, ChipAuthenticator, ChipPrivateKey
from thiqa.card.channel.cv_certificates import TrustState
from thiqa.card.channel.domain_parameters import standard_domain
from thiqa.card.channel.errors import RefusedError
from thiqa.card.channel.pace.protocols import Mapping
from thiqa.card.channel.secure_messaging import CardChannel
from thiqa.card.channel.terminal_authentication import Binding, identity_after_basic_access
from thiqa.card.channel.terminal_verifier import TerminalVerifier
from thiqa.card.data_groups.dg14 import read_dg14
from thiqa.card.data_groups.files import DataGroup
from thiqa.card.software.chip import Chip
from thiqa.card.software.security import Opened, Security
from thiqa.card.software.session import Application, CardSession, CommandRefusedError
from thiqa.card.transport.apdu import CommandApdu, StatusWord

Result = TypeVar("Result")


def internal_authenticate(session: CardSession, command: CommandApdu) -> bytes:
    """Sign the terminal's challenge with the key of EF.DG15."""
    chip = _opened_chip(session)
    if command.p1 or command.p2:
        raise CommandRefusedError(StatusWord.INCORRECT_P1_P2)
    if chip.active_key is None:
        raise CommandRefusedError(StatusWord.CONDITIONS_NOT_SATISFIED)
    key = ActiveKey.from_pkcs8(chip.active_key)
    return _try(lambda: key.answer(command.data, session.random_bytes))


def agree_at_once(session: CardSession, command: CommandApdu) -> bytes:
    """MSE:Set KAT: chip authentication with 3DES."""
    authenticator = _chip_authenticator(session)
    _begin(session, _try(lambda: authenticator.agree_at_once(command.data)))
    return b""


def choose_chip_key(session: CardSession, command: CommandApdu) -> bytes:
    """MSE:Set AT: choose a form of chip authentication."""
    authenticator = _chip_authenticator(session)
    _try(lambda: authenticator.choose(command.data))
    session.security.chip = authenticator
    return b""


def agree(session: CardSession, command: CommandApdu) -> bytes:
    """GENERAL AUTHENTICATE: agree on keys for the channel after this answer."""
    authenticator, session.security.chip = session.security.chip, None
    if authenticator is None:
        raise CommandRefusedError(StatusWord.CONDITIONS_NOT_SATISFIED)
    answer, agreed = _try(lambda: authenticator.agree(command.data))
    _begin(session, agreed)
    return answer


def choose_authority(session: CardSession, command: CommandApdu) -> bytes:
    """MSE:Set DST: choose the key that has signed the next certificate."""
    verifier = _terminal_verifier(session)
    _try(lambda: verifier.choose_issuer(command.data))
    return b""


def verify_certificate(session: CardSession, command: CommandApdu) -> bytes:
    """PSO:Verify Certificate: take in a certificate of the terminal or above it."""
    verifier = _terminal_verifier(session)
    _try(lambda: verifier.verify_certificate(command.data))
    return b""


def choose_terminal(session: CardSession, command: CommandApdu) -> bytes:
    """MSE:Set AT: choose the terminal's key."""
    verifier = _terminal_verifier(session)
    _try(lambda: verifier.choose_terminal(command.data))
    return b""


def challenge_terminal(session: CardSession) -> bytes:
    """GET CHALLENGE inside the channel: a number for the terminal to sign."""
    return _try(_terminal_verifier(session).challenge)


def authenticate_terminal(session: CardSession, command: CommandApdu) -> bytes:
    """EXTERNAL AUTHENTICATE inside the channel: the terminal gets the rights of its chain."""
    verifier = _terminal_verifier(session)
    session.security.rights = _try(lambda: verifier.authenticate(command.data))
    return b""


def _opened_chip(session: CardSession) -> Chip:
    if session.chip is None or session.application is not Application.DOCUMENT:
        raise CommandRefusedError(StatusWord.CONDITIONS_NOT_SATISFIED)
    if session.security.opened is Opened.NOT:
        raise CommandRefusedError(StatusWord.SECURITY_STATUS_NOT_SATISFIED)
    return session.chip


def _chip_authenticator(session: CardSession) -> ChipAuthenticator:
    """Offer what EF.DG14 says, each form with the key that it names."""
    chip = _opened_chip(session)
    content = chip.files.get(DataGroup.DG14.file.name)
    if content is None:
        raise CommandRefusedError(StatusWord.CONDITIONS_NOT_SATISFIED)
    protocols: dict[int | None, set[str]] = {}
    for info in read_dg14(content).chip_authentication:
        protocols.setdefault(info.key_id, set()).add(info.protocol)
    keys: dict[int | None, ChipPrivateKey] = {
        key.parameters: ChipPrivateKey(standard_domain(key.parameters), key.scalar)
        for key in chip.chip_keys
        if key.parameters in protocols
    }
    return ChipAuthenticator(keys, protocols)


def _begin(session: CardSession, agreed: AgreedKeys) -> None:
    """Let the new channel follow this answer; what opened the chip stays as it was."""
    session.security.next = replace(
        session.security,
        channel=CardChannel(agreed.keys),
        terminal_key=agreed.terminal_key,
        verifier=None,
        rights=None,
        next=None,
    )


def _terminal_verifier(session: CardSession) -> TerminalVerifier:
    """Verify one terminal in one channel, of which the chip has proved its own end."""
    chip, security = _opened_chip(session), session.security
    channel = security.terminal_key or _key_of_mapping(security)
    if chip.trust is None or channel is None:
        raise CommandRefusedError(StatusWord.CONDITIONS_NOT_SATISFIED)
    if security.verifier is None:
        pace = security.established
        identity = pace.chip_key if pace else identity_after_basic_access(chip.mrz)
        security.verifier = TerminalVerifier(
            chip.trust, Binding(identity, channel), _keep_in(session), session.random_bytes
        )
    return security.verifier


def _key_of_mapping(security: Security) -> bytes | None:
    """Return the terminal's key of PACE, if its mapping has proved the chip."""
    pace = security.established
    if pace is None or pace.choice.protocol.mapping is not Mapping.CHIP_AUTHENTICATION:
        return None
    return pace.terminal_key


def _keep_in(session: CardSession) -> Callable[[TrustState], None]:
    """Write down at once what certificates have taught, before anything follows from it.

    What another terminal has taught the card meanwhile, through another process, is not undone.
    """

    def keep(trust: TrustState) -> None:
        with session.memory.exclusive():
            state = session.memory.read()
            known = None if session.chip is None else session.chip.trust
            if state.chip is None or state.chip.trust != known:
                raise CommandRefusedError(StatusWord.MEMORY_FAILURE)
            session.chip = replace(state.chip, trust=trust)
            session.memory.write(replace(state, chip=session.chip))

    return keep


def _try(step: Callable[[], Result]) -> Result:
    try:
        return step()
    except RefusedError as refused:
        raise CommandRefusedError(refused.status) from None
