"""A decoupled login becomes tokens, once (CIBA Core, sections 10 and 11)."""

from thiqa.base import digest
from thiqa.oidc.authorization.grants import grant_life
from thiqa.oidc.backchannel.models import INTERVAL_SECONDS, BackchannelLogin
from thiqa.oidc.errors import (
    AccessDeniedError,
    AuthorizationPendingError,
    ExpiredTokenError,
    InvalidGrantError,
    InvalidRequestError,
    SlowDownError,
)
from thiqa.oidc.freeze import require_unfrozen
from thiqa.oidc.models import State
from thiqa.oidc.store import Records
from thiqa.oidc.tokens.token_call import Redeemed, TokenCall
from thiqa.oidc.tokens.token_response import redeemed

_RULE = "CIBA Core, section 11"


async def redeem_backchannel_login(call: TokenCall, records: Records) -> Redeemed:
    """Give tokens for a login that was granted, or say how far it has come.

    1. the login is known, and this client's; 2. one that is gone was declined, or is over;
    3. one that waits is asked for at the interval; 4. what was granted is fetched in time;
    5. the citizen does not contest what the service did; 6. it is redeemed by
    compare-and-swap, so that one of many wins.
    """
    login = await _login_of(call, records)  # 1
    found, now = await records.oidc.get(login.id), call.now
    if found is None:
        raise _over() if login.ends_at <= now else _declined()  # 2
    if found.state in {State.PUSHED, State.OPENED}:
        if login.ends_at <= now:
            raise _over()
        since = now - INTERVAL_SECONDS
        raise _waits() if await records.oidc.note_poll(login.id, since, now) else _too_often()  # 3
    if found.state is not State.GRANTED or found.grant is None:
        raise _used()
    if found.expires_at <= now:
        raise _over()  # 4
    await require_unfrozen(
        records,
        found.grant.person_id,
        call.client.id,
        refusal=AccessDeniedError,
        parameter="auth_req_id",
    )  # 5
    until = now + grant_life(call.provider.policy, found.request)
    if not await records.oidc.redeem(found.id, until):  # 6
        raise _used()
    return await redeemed(call, records, found, found.grant)


async def _login_of(call: TokenCall, records: Records) -> BackchannelLogin:
    auth_req_id = call.parameters.get("auth_req_id")
    if auth_req_id is None:
        raise InvalidRequestError(
            "auth_req_id is missing",
            rule="CIBA Core, section 10.1",
            parameter="auth_req_id",
            mend="Send the auth_req_id that the backchannel authentication endpoint gave.",
        )
    login = await records.oidc.get_backchannel(digest(auth_req_id))
    if login is None or login.client_id != call.client.id:
        raise InvalidGrantError(
            "the auth_req_id is unknown, or another client's",
            rule=_RULE,
            parameter="auth_req_id",
            mend="Send an auth_req_id of this client's, while it lives.",
        )
    return login


def _declined() -> AccessDeniedError:
    return AccessDeniedError(
        "the citizen declined",
        rule=_RULE,
        parameter="auth_req_id",
        mend="Nothing to mend: tell the citizen what they can do without it.",
    )


def _over() -> ExpiredTokenError:
    return ExpiredTokenError(
        "the login was not answered, or not fetched, in time",
        rule=_RULE,
        parameter="auth_req_id",
        mend="Begin a new login; poll until expires_in is over, and fetch at once.",
    )


def _waits() -> AuthorizationPendingError:
    return AuthorizationPendingError(
        "the citizen has not answered yet",
        rule=_RULE,
        parameter="auth_req_id",
        mend="Nothing to mend: ask again after the interval.",
    )


def _too_often() -> SlowDownError:
    return SlowDownError(
        f"the citizen has not answered yet; wait {INTERVAL_SECONDS} seconds between two polls",
        rule=_RULE,
        parameter="auth_req_id",
        mend="Wait for as long as `interval` says, and longer after this error.",
    )


def _used() -> InvalidGrantError:
    return InvalidGrantError(
        "the login has been fetched before, or its session has ended",
        rule=_RULE,
        parameter="auth_req_id",
        mend="Fetch the tokens of a login once; after a lost answer, begin a new login.",
    )
