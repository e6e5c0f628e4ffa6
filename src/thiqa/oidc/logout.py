"""RP-initiated logout (OpenID Connect RP-Initiated Logout 1.0)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from thiqa.crypto import SignatureInvalidError, VerificationKey, read_claims_unverified
from thiqa.oidc.addresses import with_query
from thiqa.oidc.errors import BrowserError
from thiqa.oidc.models import CLIENT_ID, Client, Policy
from thiqa.oidc.store import Records
from thiqa.oidc.tokens import subject_of_id_token

MAX_STATE = 512


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
) -> LogoutRequest:
    """Return a checked request (section 2 and 3).

    1. id_token_hint, if there, is an ID token of ours; 2. client_id, if there, agrees with
    it; 3. post_logout_redirect_uri is registered by exactly this client.
    """
    client_id = parameters.get("client_id")
    hint = parameters.get("id_token_hint")
    if hint is not None:
        audience = _audience(hint)
        if client_id not in (None, audience):  # 2
            raise BrowserError(BrowserError.BAD_REQUEST, detail="client_id is not the hint's")
        client_id = audience
    client = None if client_id is None else await _registered(records, client_id)
    if hint is not None:
        _check_hint(hint, policy, client, own_keys)  # 1
    return LogoutRequest(client, _location(client, parameters))  # 3


async def _registered(records: Records, client_id: str) -> Client | None:
    if not CLIENT_ID.fullmatch(client_id):
        return None
    client = await records.oidc.get_client(client_id)
    return None if client is None or client.retired_at is not None else client


def _audience(hint: str) -> str:
    try:
        return str(read_claims_unverified(hint).get("aud"))
    except SignatureInvalidError as error:
        raise BrowserError(BrowserError.BAD_REQUEST, detail="id_token_hint is no token") from error


def _check_hint(
    hint: str, policy: Policy, client: Client | None, own_keys: Sequence[VerificationKey]
) -> None:
    if client is None:
        raise BrowserError(BrowserError.UNKNOWN_CLIENT)
    try:
        subject_of_id_token(hint, policy, client, own_keys)
    except SignatureInvalidError as error:
        raise BrowserError(BrowserError.BAD_REQUEST, detail="id_token_hint is not ours") from error


def _location(client: Client | None, parameters: Mapping[str, str]) -> str | None:
    uri, state = parameters.get("post_logout_redirect_uri"), parameters.get("state")
    if uri is None:
        return None
    if client is None or uri not in client.post_logout_redirect_uris:
        raise BrowserError(
            BrowserError.BAD_REQUEST, detail="post_logout_redirect_uri is not registered"
        )
    return with_query(uri, {"state": state[:MAX_STATE]}) if state else uri
