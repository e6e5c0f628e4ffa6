"""The steps in which chip and terminal prove themselves.

What a chip proves is worth what signs its keys: `verify_document` looks at that.
"""

from dataclasses import replace

from thiqa.card.channel.active_authentication import CHALLENGE_BYTES, ask
from thiqa.card.channel.chip_authentication import authenticate_chip
from thiqa.card.channel.cv_certificates.errors import CvCertificateError
from thiqa.card.channel.cv_certificates.references import KeyReference, read_ef_cvca
from thiqa.card.channel.errors import ChannelError
from thiqa.card.channel.passwords import MrzPassword
from thiqa.card.channel.terminal_authentication import (
    Binding,
    authenticate_terminal,
    identity_after_basic_access,
)
from thiqa.card.data_groups.dg14 import read_dg14
from thiqa.card.data_groups.files import EF_CVCA, DataGroup
from thiqa.card.errors import CardAnswerError, CardError
from thiqa.card.reading.models import ActiveAuthentication, ChipAuthentication
from thiqa.card.reading.opening import open_again
from thiqa.card.reading.session import ReadingSession
from thiqa.card.transport.apdu import SHORT_LE_MAX


def replace_channel(session: ReadingSession) -> None:
    """Replace the channel by one that only the holder of a key in DG14 can open (section 6.2).

    A chip that fails is opened again without it, so that everything else can be judged too.
    """
    options = session.files.get(DataGroup.DG14.file)
    if options is None or session.channel is None:
        return
    try:
        infos = read_dg14(options)
        if not infos.chip_public_keys:
            return
        opened = authenticate_chip(
            session.channel, infos, session.random_bytes, through=session.card
        )
    except CardError as error:
        session.fail(error)
        open_again(session)
        return
    session.channel = opened.card
    session.terminal_key = opened.terminal_key
    session.chip_authentication = ChipAuthentication(
        opened.proof.key_id, opened.proof.public_key_der, opened.proof.protocol
    )


def show_certificates(session: ReadingSession) -> None:
    """Show that the terminal may read what is protected, after the chip is known (section 7.1)."""
    credentials = session.given.terminal
    if credentials is None or session.terminal_key is None:
        return
    try:
        chain = credentials.chain_from(authorities_of_the_chip(session))
        binding = Binding(_identity(session), session.terminal_key)
        authenticate_terminal(session.card, chain, credentials.key, binding, session.random_bytes)
    except (ChannelError, CvCertificateError) as error:
        session.fail(error)
        return
    session.terminal_authenticated = True


def ask_for_signature(session: ReadingSession) -> None:
    """Have the chip sign a challenge with the key of DG15 (section 6.1)."""
    if DataGroup.DG15.file not in session.files:
        return
    challenge = session.random_bytes(CHALLENGE_BYTES)
    try:
        response = ask(session.card, challenge, max(session.left.answer, SHORT_LE_MAX))
    except CardAnswerError as error:
        session.fail(error)
        return
    session.active_authentication = ActiveAuthentication(challenge, response)


def authorities_of_the_chip(session: ReadingSession) -> tuple[KeyReference, ...]:
    """Read EF.CVCA, which may lie where DG14 says (ICAO 9303-11, section 9.2.8)."""
    file = EF_CVCA
    for info in read_dg14(session.files[DataGroup.DG14.file]).terminal_authentication:
        if info.cvca_file is not None:
            short = info.cvca_short_identifier or file.short_identifier
            file = replace(file, identifier=info.cvca_file, short_identifier=short)
    content = session.read(file)
    return () if content is None else read_ef_cvca(content)


def _identity(session: ReadingSession) -> bytes:
    """Return ID_PICC: the chip's key of PACE, or what BAC knows the chip by."""
    if session.chip_key is not None:
        return session.chip_key
    password = session.given.password
    if not isinstance(password, MrzPassword):
        raise ChannelError("a chip without PACE is known by its machine-readable zone only")
    return identity_after_basic_access(password)
