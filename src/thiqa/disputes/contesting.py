"""A citizen contests an entry, and what it affects is frozen in the same unit of work."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from thiqa.base import b64url_encode
from thiqa.disputes.deadline import due_after
from thiqa.disputes.desk import Desk
from thiqa.disputes.errors import NotContestableError, StaleLoginError, TooManyDisputesError
from thiqa.disputes.models import Claim, Dispute, State
from thiqa.disputes.store import Records
from thiqa.disputes.words import own_words
from thiqa.ledger.entry import open_entry
from thiqa.ledger.errors import DamagedLeafError, EntryNotFoundError
from thiqa.ledger.events import Event, Kind
from thiqa.ledger.merkle import hash_leaf
from thiqa.ledger.models import EntryId
from thiqa.oidc.freeze import freeze_access
from thiqa.oidc.models import Freeze, Session
from thiqa.oidc.sessions.sessions import end_session

MAX_OPEN_DISPUTES = 10
"""Of one person: whoever has got hold of a session cannot freeze all of a life."""
MAX_DAILY_DISPUTES = 3
"""About one entry, when the ones before were taken back: each is told to a service."""
DAY_SECONDS = 86_400
DISPUTE_ID_BYTES = 9

_ALL = (Claim.NOT_ME, Claim.NOT_ALLOWED)
CLAIMS: Mapping[Kind, tuple[Claim, ...]] = {
    Kind.LOGIN: (Claim.NOT_ME,),
    Kind.CONSENT: _ALL,
    Kind.RELEASE: _ALL,
    Kind.REFUSAL: _ALL,
    Kind.REFRESH: _ALL,
    Kind.WITHDRAWAL: (Claim.NOT_ME,),
    Kind.RELINKING: (Claim.NOT_ALLOWED,),
    Kind.LOOKUP: (Claim.NOT_ALLOWED,),
    Kind.DOCUMENT: _ALL,
    Kind.MANDATE: _ALL,
    Kind.CREDENTIAL: (Claim.NOT_ME,),
    Kind.DISPUTE: (),
    Kind.OPENING: (Claim.NOT_ALLOWED,),
}
"""What can be said of an entry, by its kind; a dispute of somebody else's is taken back."""


@dataclass(frozen=True, slots=True)
class Contestable:
    """An entry of a citizen's, what can be said of it, and the dispute about it, if any."""

    id: EntryId
    event: Event
    leaf_hash: str
    claims: tuple[Claim, ...]
    dispute: Dispute | None


async def find_contestable(records: Records, entry_id: EntryId, person_id: str) -> Contestable:
    """Return an entry that concerns this person; raise EntryNotFoundError for any other."""
    found = await records.ledger.get_entry(entry_id)
    if found is None or found[0].person_id != person_id:
        raise EntryNotFoundError("there is no such entry")
    entry = found[0]
    if entry.leaf is None:
        raise DamagedLeafError("an entry has lost its leaf")
    event = open_entry(entry.leaf, entry.opening).event
    leaf_hash = b64url_encode(hash_leaf(entry.leaf))
    about = await records.disputes.find_about(entry_id)
    return Contestable(entry_id, event, leaf_hash, CLAIMS[event.kind], about)


async def contest(
    desk: Desk, session: Session, entry_id: EntryId, claim: str, statement: str
) -> Dispute:
    """Open a dispute about an entry, or return the one that there is.

    1. The session lives, and is held until the end: one dispute after the other.
    2. The entry concerns whoever is signed in, and is not contested yet.
    3. It can be contested so.
    4. This person has not too many disputes, nor about this entry today.
    5. Of many at once, one is kept.
    6. It is on the record.
    7. What it affects is frozen, and the services are told.
    8. If it was not the citizen, every other session ends.
    """
    now = desk.provider.clock()

    async def unit(records: Records) -> Dispute:
        if not await records.oidc.use_session(session.id, now):  # 1
            raise StaleLoginError("the session is over")
        entry = await find_contestable(records, entry_id, session.person_id)
        if entry.dispute is not None:  # 2
            return entry.dispute
        if claim not in entry.claims:  # 3
            raise NotContestableError(f"{claim!r} cannot be said of a {entry.event.kind}")
        await _check_number(records, session.person_id, entry_id, now)  # 4
        dispute = _new(desk, session.person_id, entry, Claim(claim), statement, now)
        if not await records.disputes.add(dispute):  # 5
            raise NotContestableError("contested in the same moment")
        await desk.record(records, dispute, State.OPENED, now)  # 6
        await _freeze_affected(desk, records, session, entry.event, dispute)  # 7
        if dispute.claim is Claim.NOT_ME:
            await _end_other_sessions(records, session, now)  # 8
        return dispute

    return await desk.database.run(unit)


def _new(
    desk: Desk, person_id: str, entry: Contestable, claim: Claim, statement: str, now: int
) -> Dispute:
    return Dispute(
        id=secrets.token_hex(DISPUTE_ID_BYTES),
        person_id=person_id,
        client_id=entry.event.client_id,
        entry_id=entry.id,
        entry_hash=entry.leaf_hash,
        kind=entry.event.kind,
        claim=claim,
        statement=own_words(statement),
        opened_at=now,
        due_at=due_after(now, desk.provider.policy.timezone),
    )


async def _check_number(records: Records, person_id: str, entry_id: EntryId, now: int) -> None:
    disputes = await records.disputes.list_of_person(person_id)
    if sum(each.is_open for each in disputes) >= MAX_OPEN_DISPUTES:
        raise TooManyDisputesError(f"a person has {MAX_OPEN_DISPUTES} open disputes at the most")
    today = [each for each in disputes if each.opened_at > now - DAY_SECONDS]
    if sum(each.entry_id == entry_id for each in today) >= MAX_DAILY_DISPUTES:
        raise TooManyDisputesError(f"an entry is contested {MAX_DAILY_DISPUTES} times a day")


async def _freeze_affected(
    desk: Desk, records: Records, session: Session, event: Event, dispute: Dispute
) -> None:
    for client_id in sorted(await _affected(records, session, event, dispute)):
        freeze = Freeze(dispute.person_id, client_id, dispute.id, dispute.opened_at)
        await freeze_access(desk.provider, records, freeze)


async def _end_other_sessions(records: Records, session: Session, now: int) -> None:
    for other in await records.oidc.list_sessions(session.person_id, now):
        if other.id != session.id:
            await end_session(records, other, now)


async def _affected(records: Records, session: Session, event: Event, dispute: Dispute) -> set[str]:
    """Return the services whose access is frozen.

    The one that the entry concerns; and if it was not the citizen, those too that were given
    lasting access since then, in any session but this one.
    """
    affected = set() if event.client_id is None else {event.client_id}
    if dispute.claim is Claim.NOT_ME:
        lasting = await records.oidc.list_lasting_grants(dispute.person_id, dispute.opened_at)
        affected |= {
            grant.client_id
            for grant in lasting
            if grant.granted_at >= event.at and grant.session != session.public_id
        }
    return affected
