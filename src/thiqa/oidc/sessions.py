"""Sessions of citizens: begun by a login, never by anything that the browser brought along."""

from thiqa.base import digest, new_secret
from thiqa.ledger.events import Login
from thiqa.login.models import Authentication
from thiqa.oidc.models import Session
from thiqa.oidc.provider import Provider
from thiqa.oidc.store import Records


async def begin_session(
    provider: Provider,
    records: Records,
    authentication: Authentication,
    *,
    authorization_id: bytes | None,
    client_id: str | None,
    replaces: bytes | None,
) -> tuple[str, Session]:
    """Return the secret for the browser's cookie and the new session that it opens.

    The session that the browser had is ended: a session planted there is worth nothing.
    """
    if replaces is not None:
        await records.oidc.end_session(replaces)
    secret = new_secret()
    session = Session(
        id=digest(secret),
        authorization=authorization_id,
        public_id=new_secret(),
        person_id=authentication.person_id,
        acr=authentication.acr,
        amr=tuple(authentication.amr),
        auth_time=authentication.auth_time,
        expires_at=authentication.auth_time + provider.policy.lifetimes.session,
    )
    await records.oidc.put_session(session)
    await provider.recorder.append(
        records,
        Login(
            at=authentication.auth_time,
            method=authentication.method,
            acr=authentication.acr,
            client_id=client_id,
        ),
        person_id=authentication.person_id,
        client_id=client_id,
    )
    return secret, session
