"""A token that a client asks about, or gives up: whose it is, and whether it lives."""

from dataclasses import dataclass

from thiqa.base import EncodingError, digest
from thiqa.oidc.errors import InvalidRequestError, InvalidTokenError
from thiqa.oidc.http import Parameters
from thiqa.oidc.models import Authorization, RefreshToken, State
from thiqa.oidc.provider import Provider
from thiqa.oidc.store import Records
from thiqa.oidc.tokens.tokens import VerifiedAccessToken, verify_access_token

MAX_TOKEN = 8_192


@dataclass(frozen=True, slots=True)
class AskedToken:
    """A token of ours: an access token or a refresh token, and what it stands for, if it lives."""

    client_id: str
    access_token: VerifiedAccessToken | None = None
    refresh_token: RefreshToken | None = None
    authorization: Authorization | None = None
    """None: the token stands for no citizen, or is worth nothing any more."""

    @property
    def is_active(self) -> bool:
        """Whether the token would open anything."""
        return self.authorization is not None or self.is_services_own

    @property
    def is_services_own(self) -> bool:
        """Whether it stands for no citizen: nothing is kept of it, it ends by its time alone."""
        return self.access_token is not None and self.access_token.authorization is None


def token_parameter(parameters: Parameters) -> str:
    """RFC 7662, section 2.1; RFC 7009, section 2.1; token_type_hint is not needed."""
    token = parameters.get("token", "")
    if not 0 < len(token) <= MAX_TOKEN:
        raise InvalidRequestError(
            "token is missing or too long",
            rule="RFC 7662, section 2.1; RFC 7009, section 2.1",
            parameter="token",
            mend="Send the token as a form field.",
        )
    return token


async def find_token(
    provider: Provider, records: Records, text: str, now: int
) -> AskedToken | None:
    """Return the token that a text is; None if it is none of ours, or an expired one."""
    access_token = _access_token(provider, text, now)
    if access_token is not None:
        found = None
        if access_token.authorization is not None:
            found = await _living(records, access_token.authorization, now)
        return AskedToken(access_token.client_id, access_token, None, found)
    token = await records.oidc.get_refresh_token(digest(text))
    if token is None or token.expires_at <= now:
        return None
    found = await _living(records, token.authorization, now)
    if token.used_at is not None:
        found = None
    return AskedToken(token.client_id, None, token, found)


def _access_token(provider: Provider, text: str, now: int) -> VerifiedAccessToken | None:
    keys = provider.keys.verification_keys(now)
    try:
        return verify_access_token(text, provider.policy, keys, now)
    except (InvalidTokenError, EncodingError, KeyError, TypeError, ValueError):
        return None


async def _living(records: Records, authorization_id: bytes, now: int) -> Authorization | None:
    found = await records.oidc.get(authorization_id)
    if found is None or found.state is not State.REDEEMED or found.expires_at <= now:
        return None
    return found
