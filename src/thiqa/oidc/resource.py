"""An access token as a protected resource of ours takes it."""

from thiqa.base import EncodingError
from thiqa.oidc.errors import InvalidClientError, InvalidTokenError
from thiqa.oidc.http import ServiceRequest
from thiqa.oidc.models import Authorization, Grant, State
from thiqa.oidc.provider import Provider
from thiqa.oidc.store import Records
from thiqa.oidc.tokens import VerifiedAccessToken, verify_access_token


async def presented_token(provider: Provider, request: ServiceRequest) -> VerifiedAccessToken:
    """Return a token of ours, of a service that is still registered."""
    keys = provider.keys.verification_keys(request.now)
    try:
        token = verify_access_token(_bearer(request), provider.policy, keys, request.now)
        await provider.clients.find(token.client_id)
    except (EncodingError, KeyError, TypeError, ValueError) as error:
        raise InvalidTokenError("the access token is not ours") from error
    except InvalidClientError as error:
        raise InvalidTokenError("the service is not registered any more") from error
    return token


async def living_grant(
    records: Records, token: VerifiedAccessToken, now: int
) -> tuple[Authorization, Grant]:
    """Return what a token stands for, if it is neither revoked nor over."""
    found = await records.oidc.get(token.authorization)
    if found is None or found.state is not State.REDEEMED or found.grant is None:
        raise InvalidTokenError("the grant has been revoked")
    if found.expires_at <= now:
        raise InvalidTokenError("the grant is over")
    if found.request.client_id != token.client_id:
        raise InvalidTokenError("the grant is another service's")
    return found, found.grant


def _bearer(request: ServiceRequest) -> str:
    """RFC 6750, section 2.1: the token stands in the Authorization header, nowhere else."""
    scheme, _, token = (request.header(b"authorization") or "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise InvalidTokenError("")
    return token.strip()
