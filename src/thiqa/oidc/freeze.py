"""Freezes: what a citizen contests opens nothing to its service, until the dispute is over."""

from thiqa.base import digest, new_secret
from thiqa.oidc.errors import ProtocolError
from thiqa.oidc.models import Client, Freeze
from thiqa.oidc.provider import Provider
from thiqa.oidc.sessions.logout_models import LogoutNotice
from thiqa.oidc.sessions.sessions import LOGOUT_NOTICE_SECONDS
from thiqa.oidc.store import Records
from thiqa.people.pairwise import pairwise_subject

ALL_SESSIONS = ""
"""Back-Channel Logout 1.0, section 2.4: a token without a sid is about all of a citizen's."""


async def require_unfrozen(
    records: Records,
    person_id: str,
    client_id: str,
    *,
    refusal: type[ProtocolError],
    parameter: str,
) -> None:
    """Refuse a service whatever it asks about a citizen who contests what it did."""
    if await records.oidc.is_frozen(person_id, client_id):
        raise refusal(
            "the citizen contests what this service did: its access is frozen",
            rule="Law No. 09-08, article 8 (blocking)",
            parameter=parameter,
            mend="Answer the dispute in the console; ask the citizen anew when it is over.",
        )


async def freeze_access(provider: Provider, records: Records, freeze: Freeze) -> None:
    """Freeze a service's access to a citizen, and have it end what it holds open."""
    await records.oidc.put_freeze(freeze)
    client = await records.oidc.get_client(freeze.client_id)
    if client is not None and client.backchannel_logout_uri is not None:
        notices = await _notices(provider, records, client, freeze)
        await records.oidc.put_logout_notices(notices)


async def end_frozen_access(records: Records, dispute: str) -> None:
    """End for good what a dispute has frozen: nothing of it comes back without a new consent."""
    for freeze in await records.oidc.list_freezes(dispute):
        consents = await records.oidc.list_consents(freeze.person_id, freeze.frozen_at)
        for consent in consents:
            if consent.client_id == freeze.client_id:
                await records.oidc.withdraw_consent(freeze.person_id, consent.id)
        grants = await records.oidc.list_grants_at(freeze.person_id, freeze.client_id)
        await records.oidc.revoke_each([grant.authorization for grant in grants])
    await records.oidc.lift_freezes(dispute)


async def _notices(
    provider: Provider, records: Records, client: Client, freeze: Freeze
) -> list[LogoutNotice]:
    """Return what tells a service to end a citizen's sessions: by name, where it wants names."""
    secret, now = provider.pairwise_secret, freeze.frozen_at
    subject = pairwise_subject(secret, client.sector, freeze.person_id)
    names = [ALL_SESSIONS]
    if client.backchannel_logout_session_required:
        grants = await records.oidc.list_grants_at(freeze.person_id, client.id)
        names = sorted({grant.sid for grant in grants}) or names
    until = now + LOGOUT_NOTICE_SECONDS
    return [
        LogoutNotice(digest(new_secret()), client.id, sid, subject, 0, now, until) for sid in names
    ]
