"""Where citizens hear from us: an address is kept once a code that was sent there came back."""

import secrets
from dataclasses import dataclass

from thiqa.base import constant_time_equal, digest, new_secret
from thiqa.counter.notices.errors import TooManyNoticesError
from thiqa.counter.notices.models import Channel, Contact, Pending, Place
from thiqa.counter.notices.store import Records
from thiqa.web import Language

CODE_DIGITS = 6
CODE_SECONDS = 900
CODE_TRIES = 5
DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Limits:
    """How many messages one day may bring, in each direction that somebody could push."""

    codes_to_a_place: int = 5
    """Whoever asks: nobody's telephone is flooded through us."""
    codes_of_a_citizen: int = 10
    notices_to_a_contact: int = 5
    """Codes that others ask for do not use this up."""


async def begin_contact(
    records: Records, subject: str, place: Place, language: Language, limits: Limits, now: int
) -> str:
    """Return the code that has to be sent to a place; a code of before is of no use any more.

    Raises TooManyNoticesError.
    """
    day = now // DAY_SECONDS
    to_place = budget(f"code to {place.channel} {place.address}")
    by_citizen = budget(f"code by {subject}")
    if not await records.notices.spend(to_place, day, limits.codes_to_a_place):
        raise TooManyNoticesError("this place has had enough codes today")
    if not await records.notices.spend(by_citizen, day, limits.codes_of_a_citizen):
        raise TooManyNoticesError("this citizen has asked for enough codes today")
    code = "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))
    bound = code_digest(subject, place.channel, code)
    await records.notices.put_pending(
        Pending(subject, place, language, bound, CODE_TRIES, now + CODE_SECONDS)
    )
    return code


async def confirm_contact(
    records: Records, subject: str, channel: Channel, code: str, now: int
) -> bool:
    """Keep the place that a code was sent to; False when it is not this code, and that counts."""
    pending = await records.notices.try_pending(subject, channel, now)
    if pending is None:
        return False
    if not constant_time_equal(pending.code, code_digest(subject, channel, code)):
        return False
    await records.notices.drop_pending(subject, channel)
    await records.notices.put_contact(
        Contact(new_secret(), subject, pending.place, pending.language, now)
    )
    return True


async def may_write_to(records: Records, contact: Contact, limits: Limits, now: int) -> bool:
    """Count a message to a contact; False when the day has brought enough of them."""
    bearer = budget(f"notice to {contact.id}")
    return await records.notices.spend(bearer, now // DAY_SECONDS, limits.notices_to_a_contact)


def budget(name: str) -> bytes:
    """Return under which name messages are counted: no address is kept for that."""
    return digest(name)


def code_digest(subject: str, channel: Channel, code: str) -> bytes:
    """Return how a code is kept: as one of this citizen, for this channel."""
    return digest(f"{subject}\n{channel}\n{code}")
