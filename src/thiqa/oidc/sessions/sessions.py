"""Sessions of citizens: begun by a login, and ended so that every service hears of it."""

import hmac
from collections.abc import Sequence

from thiqa.base import b64url_encode, digest, new_secret
from thiqa.ledger.events import Login
from thiqa.login.models import Authentication
from thiqa.oidc.models import Session
from thiqa.oidc.provider import Provider
from thiqa.oidc.sessions.logout_models import LogoutNotice, SessionGrant
from thiqa.oidc.store import Records

SESSION_USE_SECONDS = 300
"""How exactly we know when a session was last used: more exactly would be watching."""
LOGOUT_NOTICE_SECONDS = 6 * 3600
"""For how long a service that does not answer is told again of the end of a session."""


async def begin_session(
    provider: Provider,
    records: Records,
    authentication: Authentication,
    *,
    authorization_id: bytes | None,
    client_id: str | None,
    replaces: bytes | None,
    device: str = "",
) -> tuple[str, Session]:
    """Return the secret for the browser's cookie and the new session that it opens.

    The session that the browser had is over: one that was planted there is worth nothing. Of
    the same citizen it goes on under another secret; of another one it ends as by signing out.
    """
    now = authentication.auth_time
    until = now + provider.policy.lifetimes.session
    old = await _take_over(records, authentication.person_id, replaces, now, until)
    secret = new_secret()
    session = Session(
        id=digest(secret),
        authorization=authorization_id,
        public_id=new_secret() if old is None else old.public_id,
        person_id=authentication.person_id,
        acr=authentication.acr,
        amr=tuple(authentication.amr),
        auth_time=now,
        expires_at=until,
        began_at=now if old is None else old.began_at,
        used_at=now,
        device=device,
    )
    await records.oidc.put_session(session)
    await provider.recorder.append(
        records,
        Login(at=now, method=authentication.method, acr=authentication.acr, client_id=client_id),
        person_id=authentication.person_id,
        client_id=client_id,
    )
    return secret, session


async def note_use(records: Records, session: Session, now: int) -> None:
    """Note that a session is used, as coarsely as the citizen is shown it."""
    if now - session.used_at >= SESSION_USE_SECONDS:
        await records.oidc.use_session(session.id, now)


async def end_session(records: Records, session: Session, now: int) -> None:
    """End a session, what was given in it, and tell the services (in the same unit of work).

    OpenID Connect Back-Channel Logout 1.0, section 2.7: what was given with offline_access
    stays; any other code and token of the session is worth nothing from now on.
    """
    if not await records.oidc.end_session(session.id):
        return
    grants = await records.oidc.list_session_grants([session.public_id])
    ending = [grant.authorization for grant in grants if not grant.lasts]
    await records.oidc.revoke_each(ending)
    await records.oidc.forget_session_grants(session.public_id)
    await records.oidc.put_logout_notices(await _notices(records, grants, now))


def sid_of(secret: bytes, session: Session, client_id: str) -> str:
    """Return the name by which a service knows a session; no two services know it by one name.

    OpenID Connect Back-Channel Logout 1.0, section 2.1; Core, section 17.3 (correlation).
    """
    key = hmac.digest(secret, b"names of sessions", "sha256")
    return b64url_encode(hmac.digest(key, f"{client_id}\n{session.public_id}".encode(), "sha256"))


async def _take_over(
    records: Records, person_id: str, replaces: bytes | None, now: int, until: int
) -> Session | None:
    """End the session that the browser had; return it if it is to go on."""
    old = None if replaces is None else await records.oidc.get_session(replaces, now)
    if old is None:
        return None
    if old.person_id != person_id:
        await end_session(records, old, now)
        return None
    if not await records.oidc.end_session(old.id):
        return None
    await records.oidc.extend_session_grants(old.public_id, until)
    return old


async def _notices(
    records: Records, grants: Sequence[SessionGrant], now: int
) -> list[LogoutNotice]:
    by_client = {grant.client_id: grant for grant in grants}
    notices = []
    for client_id, grant in by_client.items():
        client = await records.oidc.get_client(client_id)
        if client is None or client.backchannel_logout_uri is None:
            continue
        ends_at = now + LOGOUT_NOTICE_SECONDS
        identifier = digest(new_secret())
        notices.append(
            LogoutNotice(identifier, client_id, grant.sid, grant.subject, 0, now, ends_at)
        )
    return notices
