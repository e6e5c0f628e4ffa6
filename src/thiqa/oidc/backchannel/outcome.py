"""What follows when a request is answered: one that was decoupled is told to its service."""

from thiqa.oidc.backchannel.models import Ping
from thiqa.oidc.models import Authorization
from thiqa.oidc.store import Records


async def close_request(records: Records, authorization: Authorization, now: int) -> bool:
    """Take an open request away, because nothing will come of it; False if it was not open."""
    if not await records.oidc.close(authorization.id):
        return False
    await announce(records, authorization, now)
    return True


async def announce(records: Records, authorization: Authorization, now: int) -> None:
    """Let the service be told, if it wants to be, in the unit of work that answers."""
    if not authorization.request.is_backchannel:
        return
    login = await records.oidc.get_backchannel(authorization.id)
    if login is None or login.auth_req_id is None or login.notification_token is None:
        return
    ping = Ping(
        id=login.id,
        client_id=login.client_id,
        auth_req_id=login.auth_req_id,
        notification_token=login.notification_token,
        attempts=0,
        due_at=now,
        ends_at=login.expires_at,
    )
    await records.oidc.put_pings([ping])
