"""The chip opens: PACE, or basic access control where the issuer has left it.

ICAO 9303-11, sections 4.3 and 4.4.4; ISO/IEC 7816-4, sections 11.5.3 to 11.5.5.
"""

from thiqa.card.channel.bac import BacCard
from thiqa.card.channel.errors import RefusedError, WrongPasswordError
from thiqa.card.channel.pace.card import EstablishedPace, PaceCard
from thiqa.card.channel.secure_messaging import CardChannel
from thiqa.card.data_groups.files import EF_CARD_ACCESS
from thiqa.card.data_groups.security_infos import read_security_infos
from thiqa.card.software.chip import Chip
from thiqa.card.software.faulty_answers import spoil_step
from thiqa.card.software.passwords import ChipPasswords
from thiqa.card.software.security import Opened, Security
from thiqa.card.software.session import Application, CardSession, CommandRefusedError
from thiqa.card.transport.apdu import CommandApdu, StatusWord


def select_pace(session: CardSession, command: CommandApdu) -> bytes:
    """MSE:Set AT: choose a form of PACE and a password; what was selected before is left."""
    chip = session.chip
    if chip is None or EF_CARD_ACCESS.name not in chip.master_files:
        raise CommandRefusedError(StatusWord.CONDITIONS_NOT_SATISFIED)
    session.deselect()
    session.security.pace = _pace_of(session, chip)
    try:
        status = session.security.pace.select(command.data)
    except RefusedError as refused:
        session.security.pace = None
        raise CommandRefusedError(refused.status) from None
    if status != StatusWord.OK:
        raise CommandRefusedError(status)
    return b""


def step_of_pace(session: CardSession, pace: PaceCard, command: CommandApdu) -> bytes:
    """GENERAL AUTHENTICATE: one of the four steps; after the last one a channel begins."""
    try:
        answer = pace.general_authenticate(command.data, is_last=not command.chained)
    except RefusedError as refused:
        session.security.pace = None
        raise CommandRefusedError(refused.status) from None
    if answer.established is not None:
        session.security.pace = None
        session.security.next = _opened_by_pace(answer.established)
    return spoil_step(session.faults, command.data, answer.data)


def challenge_of_basic_access(session: CardSession) -> bytes:
    """GET CHALLENGE: give a nonce for basic access control, good for one try."""
    chip = session.chip
    if chip is None or not chip.basic_access or session.application is not Application.DOCUMENT:
        raise CommandRefusedError(StatusWord.CONDITIONS_NOT_SATISFIED)
    session.security.basic_access = BacCard(chip.mrz, session.random_bytes)
    return session.security.basic_access.challenge()


def authenticate_with_zone(session: CardSession, command: CommandApdu) -> bytes:
    """EXTERNAL AUTHENTICATE: both sides show that they know the machine-readable zone."""
    access, session.security.basic_access = session.security.basic_access, None
    if access is None:
        raise CommandRefusedError(StatusWord.CONDITIONS_NOT_SATISFIED)
    try:
        answer, channel = access.authenticate(command.data)
    except WrongPasswordError:
        raise CommandRefusedError(StatusWord.VERIFICATION_FAILED) from None
    session.security.next = Security(channel, Opened.BY_BASIC_ACCESS)
    return answer


def _pace_of(session: CardSession, chip: Chip) -> PaceCard:
    trusted = chip.trust.anchors if chip.trust is not None else ()
    return PaceCard(
        read_security_infos(chip.master_files[EF_CARD_ACCESS.name]),
        ChipPasswords(session, chip),
        session.random_bytes,
        {key.parameters: key.scalar for key in chip.chip_keys},
        [anchor.reference.to_bytes() for anchor in trusted],
    )


def _opened_by_pace(established: EstablishedPace) -> Security:
    return Security(
        channel=CardChannel(established.keys),
        opened=Opened.BY_PACE,
        password=established.password,
        established=established,
    )
