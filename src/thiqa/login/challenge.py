"""The challenge that the card signs: given to one browser, good for one attempt."""

import binascii
import secrets
from collections.abc import Callable
from typing import Final

from thiqa.base import Database, digest
from thiqa.login.errors import ChallengeNotFoundError
from thiqa.login.models import Challenge
from thiqa.login.store import Records

NONCE_BYTES: Final = 32
"""256 bits (Web eID architecture, Requesting a Web eID authentication token)."""
NONCE_CHARACTERS: Final = 44
"""What 32 bytes are in base64; card programs refuse less than 44 and more than 128."""
CHALLENGE_SECONDS: Final = 300
"""Web eID for mobile, steps 3-5: should not be more than five minutes."""


def new_nonce() -> str:
    """Return 256 random bits as 44 characters of base64."""
    return binascii.b2a_base64(secrets.token_bytes(NONCE_BYTES), newline=False).decode()


async def issue(
    database: Database[Records],
    browser: bytes,
    now: int,
    *,
    nonce: Callable[[], str] = new_nonce,
) -> Challenge:
    """Give a browser, known by the digest of its cookie, a challenge of its own."""
    challenge = Challenge(nonce(), now + CHALLENGE_SECONDS)

    async def unit(records: Records) -> None:
        await records.login.put_challenge(digest(challenge.nonce), browser, challenge.expires_at)

    await database.run(unit)
    return challenge


async def take(database: Database[Records], nonce: str, browser: bytes, now: int) -> None:
    """Use up a challenge of this browser; raises ChallengeNotFoundError if there is none."""
    if len(nonce) != NONCE_CHARACTERS or not nonce.isascii():
        raise ChallengeNotFoundError("not of the form of a nonce")

    async def unit(records: Records) -> bool:
        return await records.login.take_challenge(digest(nonce), browser, now)

    if not await database.run(unit):
        raise ChallengeNotFoundError("used, expired, of another browser or unknown")
