"""A request that is answered with no: it is closed, the service told, and the record keeps it."""

from thiqa.ledger.events import Refusal
from thiqa.oidc.authorization.answers import Ending, answer_error
from thiqa.oidc.backchannel.outcome import close_request
from thiqa.oidc.errors import BrowserError, ProtocolError
from thiqa.oidc.models import Authorization, Client, Session
from thiqa.oidc.provider import Provider
from thiqa.oidc.store import Records


async def refuse_request(
    provider: Provider,
    records: Records,
    authorization: Authorization,
    client: Client,
    session: Session,
    error: ProtocolError,
    *,
    reason: str,
    now: int,
) -> Ending:
    """Return the way back to the service with an error; one of many answers wins."""
    if not await close_request(records, authorization, now):
        raise BrowserError(BrowserError.REQUEST_USED, detail="answered before")
    request = authorization.request
    await provider.recorder.append(
        records,
        Refusal(
            at=now,
            client_id=client.id,
            purpose=request.purpose,
            claims=request.claims.all(),
            reason=reason,
        ),
        person_id=session.person_id,
        client_id=client.id,
    )
    return answer_error(provider, client, authorization, error)
