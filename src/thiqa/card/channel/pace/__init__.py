"""PACE: a channel between two who know the same short password (ICAO 9303-11, section 4.4)."""

from thiqa.card.channel.pace.card import EstablishedPace, PaceAnswer, PaceCard
from thiqa.card.channel.pace.choice import PaceChoice, PacePolicy, choose, offered
from thiqa.card.channel.pace.errors import (
    PaceError,
    PaceNotOfferedError,
    PasswordBlockedError,
    PasswordSuspendedError,
)
from thiqa.card.channel.pace.key_agreement import ChipAuthenticationData, key_of_proof
from thiqa.card.channel.pace.password_keeper import PasswordKeeper
from thiqa.card.channel.pace.protocols import PROTOCOLS, Mapping, PaceProtocol
from thiqa.card.channel.pace.terminal import PaceSession, establish_pace

__all__ = [
    "PROTOCOLS",
    "ChipAuthenticationData",
    "EstablishedPace",
    "Mapping",
    "PaceAnswer",
    "PaceCard",
    "PaceChoice",
    "PaceError",
    "PaceNotOfferedError",
    "PacePolicy",
    "PaceProtocol",
    "PaceSession",
    "PasswordBlockedError",
    "PasswordKeeper",
    "PasswordSuspendedError",
    "choose",
    "establish_pace",
    "key_of_proof",
    "offered",
]
