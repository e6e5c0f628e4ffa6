"""The steps in which the chip proves itself; what they prove is worth what signs its keys."""

from thiqa.card.channel.active_authentication import CHALLENGE_BYTES, ask
from thiqa.card.data_groups.files import DataGroup
from thiqa.card.errors import CardAnswerError
from thiqa.card.reading.models import ActiveAuthentication
from thiqa.card.reading.session import ReadingSession


def authenticate_chip(session: ReadingSession) -> None:
    """Replace the channel by one that only the holder of DG14's key can open."""


def ask_for_signature(session: ReadingSession) -> None:
    """Have the chip sign a challenge with the key of DG15 (ICAO 9303-11, section 6.1)."""
    if DataGroup.DG15.file not in session.files:
        return
    challenge = session.random_bytes(CHALLENGE_BYTES)
    try:
        response = ask(session.card, challenge)
    except CardAnswerError as error:
        session.failures[session.step] = str(error)
        return
    session.active_authentication = ActiveAuthentication(challenge, response)
