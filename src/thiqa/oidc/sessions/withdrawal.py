"""Taking a consent back: it is forgotten, and what was given under it is worth nothing more."""

from dataclasses import dataclass

from thiqa.base import b64url_encode
from thiqa.ledger.events import Withdrawal
from thiqa.oidc.provider import Provider
from thiqa.oidc.store import Records
from thiqa.people.pairwise import pairwise_subject


@dataclass(frozen=True, slots=True)
class StandingConsent:
    """A consent under which a service may ask again, or (`lasts`) come back without the citizen."""

    id: str
    client_id: str
    purpose: str
    claims: tuple[str, ...]
    given_at: int
    ends_at: int
    lasts: bool


async def standing_consents(records: Records, person_id: str, now: int) -> list[StandingConsent]:
    """Return what a citizen can take back, the newest first."""
    standing = [
        StandingConsent(
            id=consent.id,
            client_id=consent.client_id,
            purpose=consent.purpose,
            claims=consent.claims,
            given_at=consent.granted_at,
            ends_at=consent.expires_at,
            lasts=False,
        )
        for consent in await records.oidc.list_consents(person_id, now)
    ]
    for given in await records.oidc.list_lasting_grants(person_id, now):
        authorization = await records.oidc.get(given.authorization)
        if authorization is not None and authorization.grant is not None:
            lasting = StandingConsent(
                id=b64url_encode(given.authorization),
                client_id=given.client_id,
                purpose=given.purpose,
                claims=authorization.grant.claims,
                given_at=given.granted_at,
                ends_at=authorization.expires_at,
                lasts=True,
            )
            standing.append(lasting)
    return sorted(standing, key=lambda each: -each.given_at)


async def withdraw(
    provider: Provider, records: Records, person_id: str, consent_id: str, now: int
) -> None:
    """Take back a standing consent of this citizen, and all that was given for its purpose.

    1. it is theirs and stands; 2. nothing is remembered of it; 3. no code and no token that
    came of it, lasting or not, works any more; 4. it is on the record.
    """
    standing = await standing_consents(records, person_id, now)
    found = next((each for each in standing if each.id == consent_id), None)
    if found is None:  # 1
        return
    gone = False
    for each in standing:
        if (each.client_id, each.purpose, each.lasts) == (found.client_id, found.purpose, False):
            gone |= await records.oidc.withdraw_consent(person_id, each.id) is not None  # 2
    given = await records.oidc.list_grants_for(person_id, found.client_id, found.purpose)
    gone |= await records.oidc.revoke_each([each.authorization for each in given]) > 0  # 3
    client = await records.oidc.get_client(found.client_id)
    if gone and client is not None:
        subject = pairwise_subject(provider.pairwise_secret, client.sector, person_id)
        withdrawal = Withdrawal(
            at=now,
            client_id=client.id,
            sector=client.sector,
            subject=subject,
            purpose=found.purpose,
        )
        await provider.recorder.append(
            records, withdrawal, person_id=person_id, client_id=client.id
        )  # 4
