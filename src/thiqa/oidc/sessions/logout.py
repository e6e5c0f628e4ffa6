"""RP-initiated logout (OpenID Connect RP-Initiated Logout 1.0)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn

from thiqa.crypto import SignatureInvalidError, VerificationKey, read_claims_unverified
from thiqa.oidc.clients.addresses import with_query
from thiqa.oidc.errors import BrowserError, LogoutRefusedError
from thiqa.oidc.models import CLIENT_ID, Client, Policy
from thiqa.oidc.store import Records
from thiqa.oidc.tokens.tokens import subject_of_id_token

MAX_STATE = 2_048
_REQUEST = "OpenID Connect RP-Initiated Logout 1.0, section 2"
_REDIRECT = "OpenID Connect RP-Initiated Logout 1.0, section 3"


@dataclass(frozen=True, slots=True)
class LogoutRequest:
    """A wish to sign out: who expresses it, and where the browser may go afterwards."""

    client: Client | None
    location: str | None


async def check_logout(
    records: Records,
    policy: Policy,
    own_keys: Sequence[VerificationKey],
    parameters: Mapping[str, str],
    now: int,
) -> LogoutRequest:
    """Return a checked request (section 2 and 3).

    1. id_token_hint, if there, is an ID token of ours; 2. client_id, if there, agrees with
    it; 3. post_logout_redirect_uri is registered by exactly this client; 4. state is short.
    """
    client_id = parameters.get("client_id")
    hint = parameters.get("id_token_hint")
    if hint is not None:
        audience = _audience(hint, client_id)
        if client_id not in (None, audience):  # 2
            _refuse(
                client_id,
                "client_id is not the hint's",
                rule=_REQUEST,
                parameter="client_id",
                mend="Send an ID token that was given to this client, or no client_id.",
            )
        client_id = audience
    client = None if client_id is None else await _registered(policy, records, client_id, now)
    if hint is not None:
        _check_hint(hint, policy, client, client_id, own_keys)  # 1
    return LogoutRequest(client, _location(client, client_id, parameters))  # 3, 4


async def _registered(policy: Policy, records: Records, client_id: str, now: int) -> Client | None:
    if not CLIENT_ID.fullmatch(client_id):
        return None
    client = await records.oidc.get_client(client_id)
    if client is None or not client.is_served(now, sandbox=policy.sandbox):
        return None
    return client


def _audience(hint: str, client_id: str | None) -> str:
    try:
        return str(read_claims_unverified(hint).get("aud"))
    except SignatureInvalidError as error:
        _refuse(
            client_id,
            "id_token_hint is no token",
            rule=_REQUEST,
            parameter="id_token_hint",
            mend="Send the ID token as it was received, whole and unencrypted.",
            cause=error,
        )


def _check_hint(
    hint: str,
    policy: Policy,
    client: Client | None,
    client_id: str | None,
    own_keys: Sequence[VerificationKey],
) -> None:
    if client is None:
        raise BrowserError(BrowserError.UNKNOWN_CLIENT)
    try:
        subject_of_id_token(hint, policy, client, own_keys)
    except SignatureInvalidError as error:
        _refuse(
            client_id,
            "id_token_hint is not ours",
            rule=_REQUEST,
            parameter="id_token_hint",
            mend="Send the ID token that we gave you; it may have expired.",
            cause=error,
        )


def _location(
    client: Client | None, client_id: str | None, parameters: Mapping[str, str]
) -> str | None:
    uri, state = parameters.get("post_logout_redirect_uri"), parameters.get("state")
    if uri is None:
        return None
    if client is None or uri not in client.post_logout_redirect_uris:
        _refuse(
            client_id,
            "post_logout_redirect_uri is not registered",
            rule=_REDIRECT,
            parameter="post_logout_redirect_uri",
            mend="Register this very address, and say with id_token_hint or client_id who asks.",
        )
    if not state:
        return uri
    if len(state) > MAX_STATE:
        _refuse(
            client_id,
            "state is too long",
            rule=_REQUEST,
            parameter="state",
            mend=f"Send at most {MAX_STATE} characters.",
        )
    return with_query(uri, {"state": state})


def _refuse(
    client_id: str | None,
    detail: str,
    *,
    rule: str,
    parameter: str,
    mend: str,
    cause: Exception | None = None,
) -> NoReturn:
    raise LogoutRefusedError(
        detail, client_id=client_id, rule=rule, parameter=parameter, mend=mend
    ) from cause
