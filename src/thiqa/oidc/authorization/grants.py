"""What a citizen grants becomes a code and, in the same unit of work, an entry in the record."""

from thiqa.ledger.events import Release
from thiqa.oidc.backchannel.outcome import announce
from thiqa.oidc.errors import BrowserError
from thiqa.oidc.models import (
    Authorization,
    AuthorizationRequest,
    Client,
    Grant,
    Policy,
    Session,
)
from thiqa.oidc.provider import Provider
from thiqa.oidc.sessions.logout_models import SessionGrant
from thiqa.oidc.sessions.sessions import sid_of
from thiqa.oidc.store import Records
from thiqa.oidc.tokens.tokens import new_code
from thiqa.people import give_subject


def grant_life(policy: Policy, request: AuthorizationRequest) -> int:
    """Return for how many seconds a grant lets the service ask without the citizen."""
    lifetimes = policy.lifetimes
    return lifetimes.refresh_token if request.is_offline else lifetimes.access_token


def fetch_life(policy: Policy, request: AuthorizationRequest) -> int:
    """Return for how many seconds the service can fetch what was granted."""
    lifetimes = policy.lifetimes
    return lifetimes.backchannel_answer if request.is_backchannel else lifetimes.code


async def grant_claims(
    provider: Provider,
    records: Records,
    authorization: Authorization,
    client: Client,
    session: Session,
    *,
    claims: tuple[str, ...],
    text_hash: str,
    now: int,
) -> str:
    """Return a code for these claims; it exists if and only if its entry is durable.

    The session is held until all is written, so that its end reaches this grant too.
    """
    if not await records.oidc.use_session(session.id, now):
        raise BrowserError(BrowserError.REQUEST_GONE, detail="the session has ended")
    subject = await give_subject(
        records, provider.pairwise_secret, client.sector, session.person_id
    )
    purpose = client.purposes[authorization.request.purpose]
    entry_id = await provider.recorder.append(
        records,
        Release(
            at=now,
            client_id=client.id,
            sector=client.sector,
            subject=subject,
            purpose=purpose.id,
            article=purpose.law["ar"],
            claims=claims,
            consent_text_hash=text_hash,
            acr=session.acr,
            valid_for=grant_life(provider.policy, authorization.request),
        ),
        person_id=session.person_id,
        client_id=client.id,
    )
    grant = Grant(
        person_id=session.person_id,
        subject=subject,
        claims=claims,
        acr=session.acr,
        amr=session.amr,
        auth_time=session.auth_time,
        session_id=sid_of(provider.pairwise_secret, session, client.id),
        entry_id=entry_id.hex(),
    )
    code, code_digest = new_code(authorization.id)
    until = now + fetch_life(provider.policy, authorization.request)
    if not await records.oidc.grant(authorization.id, code_digest, grant, until):
        raise BrowserError(BrowserError.REQUEST_USED, detail="answered before")
    await records.oidc.put_session_grant(
        _session_grant(provider.policy, authorization, grant, session, now)
    )
    await announce(records, authorization, now)
    return code


def _session_grant(
    policy: Policy, authorization: Authorization, grant: Grant, session: Session, now: int
) -> SessionGrant:
    request = authorization.request
    last_token = now + fetch_life(policy, request) + grant_life(policy, request)
    return SessionGrant(
        authorization=authorization.id,
        session=session.public_id,
        person_id=session.person_id,
        client_id=request.client_id,
        sid=grant.session_id,
        subject=grant.subject,
        purpose=request.purpose,
        lasts=request.is_offline,
        granted_at=now,
        expires_at=max(last_token, session.expires_at),
    )
