"""Where citizens hear from us: an address is kept once a code that was sent there came back."""

import secrets
from dataclasses import dataclass

from thiqa.base import constant_time_equal, digest, new_secret
from thiqa.counter.notices.errors import TooManyNoticesError
from thiqa.counter.notices.models import Channel, Contact, Pending, Place
from thiqa.counter.records import Records
from thiqa.web import Language

CODE_DIGITS = 6
CODE_SECONDS = 900
CODE_TRIES = 5
DAY_SECONDS = 86_400
UNUSED_SECONDS = 400 * DAY_SECONDS
"""A contact to which nothing was sent for longer is forgotten (Law No. 09-08, article 3)."""
COUNTED_SECONDS = 8 * DAY_SECONDS
"""For how long a message that is tried again is known to be counted."""


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
    to_place = f"code to {place.channel} {place.address}"
    if not await _spend(records, to_place, limits.codes_to_a_place, now):
        raise TooManyNoticesError("this place has had enough codes today")
    if not await _spend(records, f"code by {subject}", limits.codes_of_a_citizen, now):
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
        Contact(new_secret(), subject, pending.place, pending.language, now, now + UNUSED_SECONDS)
    )
    return True


async def may_send(
    records: Records, contact: Contact, event: str, limits: Limits, now: int
) -> bool:
    """Count a message to a contact, once; False when the day has brought enough of them.

    What is False is to be undone: the caller raises.
    """
    once = digest(f"notice of {event} to {contact.id}")
    if not await records.notices.spend(once, 1, now + COUNTED_SECONDS):
        return True
    return await _spend(records, f"notice to {contact.id}", limits.notices_to_a_contact, now)


async def _spend(records: Records, bearer: str, number: int, now: int) -> bool:
    """Count one message of this day; of an address, no more than a digest is kept for that."""
    day = now // DAY_SECONDS
    expires_at = (day + 1) * DAY_SECONDS
    return await records.notices.spend(digest(f"{day} {bearer}"), number, expires_at)


def code_digest(subject: str, channel: Channel, code: str) -> bytes:
    """Return how a code is kept: as one of this citizen, for this channel."""
    return digest(f"{subject}\n{channel}\n{code}")
