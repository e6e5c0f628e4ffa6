"""The steps that open a chip: what it offers, PACE, the application, and BAC where it may be."""

from typing import Final

from thiqa.card.channel.bac import establish_bac
from thiqa.card.channel.errors import ChannelError
from thiqa.card.channel.pace.choice import choose
from thiqa.card.channel.pace.terminal import PaceSession, establish_pace
from thiqa.card.channel.passwords import MrzPassword
from thiqa.card.data_groups.files import EF_ATR_INFO, EF_CARD_ACCESS, EF_CARD_SECURITY
from thiqa.card.data_groups.security_infos import read_security_infos
from thiqa.card.reading.errors import AccessRefusedError
from thiqa.card.reading.models import Access, AccessProtocol, ChipMapping
from thiqa.card.reading.session import ReadingSession
from thiqa.card.transport.capacity import read_capacity

PASSWORDS: Final = {1: "mrz", 2: "can", 3: "pin", 4: "puk"}


def read_what_it_offers(session: ReadingSession) -> None:
    """Read EF.CardAccess, which only chips with PACE have (ICAO 9303-11, section 9.2)."""
    session.find(EF_CARD_ACCESS)


def read_how_much_it_takes(session: ReadingSession) -> None:
    """Read from EF.ATR/INFO how long commands and answers may be (ICAO 9303-10, 3.11.1).

    Some readers cannot do what the card can: then everything is short.
    """
    information = session.read(EF_ATR_INFO)
    if information is None:
        return
    said = read_capacity(information)
    if said.is_extended and session.takes(said, EF_ATR_INFO):
        session.capacity = said


def open_with_pace(session: ReadingSession) -> None:
    """Establish PACE if the chip offers it (ICAO 9303-11, section 4.4).

    A chip that says something unclear, or offers nothing that is accepted, is not opened in
    another way.
    """
    offer = session.files.get(EF_CARD_ACCESS)
    if offer is None:
        return
    choice = choose(read_security_infos(offer), session.rules.pace)
    opened = establish_pace(session.card, session.given.password, choice, session.random_bytes)
    session.channel, session.chip_key = opened.card, opened.chip_key
    session.access = Access(
        AccessProtocol.PACE,
        PASSWORDS[opened.password],
        choice.protocol.identifier,
        choice.parameter_id,
        _printed_zone(session),
    )
    session.chip_mapping = _mapping(opened)


def read_card_security(session: ReadingSession) -> None:
    """Read EF.CardSecurity, which has the key of chip authentication mapping, signed."""
    if session.chip_mapping is not None:
        session.read(EF_CARD_SECURITY)


def select_application(session: ReadingSession) -> None:
    """Select the application of the travel document."""
    session.select_application()


def open_with_bac(session: ReadingSession) -> None:
    """Establish BAC if the chip does not offer PACE and the rules allow it (section 4.3)."""
    if session.channel is not None:
        return
    if not session.rules.bac_allowed:
        raise AccessRefusedError("the chip does not offer PACE, and BAC is not allowed")
    password = session.given.password
    if not isinstance(password, MrzPassword):
        raise AccessRefusedError("without PACE only the machine-readable zone opens a chip")
    session.channel = establish_bac(session.card, password, session.random_bytes)
    session.access = Access(
        AccessProtocol.BAC, PASSWORDS[password.reference], printed_zone=_printed_zone(session)
    )


def open_again(session: ReadingSession) -> None:
    """Open a chip whose channel is lost, in the way in which it was opened before."""
    session.channel = None
    session.select_master_file()
    for step in (open_with_pace, select_application, open_with_bac):
        step(session)


def _printed_zone(session: ReadingSession) -> MrzPassword | None:
    password = session.given.password
    return password if isinstance(password, MrzPassword) else None


def _mapping(opened: PaceSession) -> ChipMapping | None:
    data = opened.chip_authentication
    if data is None:
        return None
    if data.parameter_id is None:
        raise ChannelError("chip authentication mapping over parameters without a number")
    return ChipMapping(data.mapping_key, data.data, data.parameter_id)
