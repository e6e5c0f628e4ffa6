"""The register of the identifiers that sectors were given: the only way back to a person."""

from thiqa.people.pairwise import pairwise_subject, subject_digest
from thiqa.people.store import Records


async def give_subject(records: Records, secret: bytes, sector: str, person_id: str) -> str:
    """Return a person's identifier in a sector, and note whose it is, as a part of a unit."""
    subject = pairwise_subject(secret, sector, person_id)
    await records.people.put_subject(subject_digest(secret, sector, subject), person_id)
    return subject


async def find_person_of(records: Records, secret: bytes, sector: str, subject: str) -> str | None:
    """Return whose identifier in a sector this is, if it was ever given to the sector."""
    return await records.people.find_by_subject(subject_digest(secret, sector, subject))
