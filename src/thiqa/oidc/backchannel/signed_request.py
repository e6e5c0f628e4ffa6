"""Signed authentication requests (CIBA Core, section 7.1.1; FAPI-CIBA, section 5.2.2)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from thiqa.base import digest
from thiqa.crypto import read_claims_unverified
from thiqa.oidc.clients.client_authentication import CLOCK_SKEW_SECONDS
from thiqa.oidc.errors import InvalidRequestError, InvalidRequestObjectError
from thiqa.oidc.federation.entity_request import KEPT_SECONDS, RequestUse
from thiqa.oidc.http import Parameters
from thiqa.oidc.models import Client
from thiqa.oidc.provider import Provider
from thiqa.oidc.requests.request_object import authorization_parameters
from thiqa.oidc.store import Records

MAX_JTI = 256
_RULE: Final = "CIBA Core, section 7.1.1"


@dataclass(frozen=True, slots=True)
class SignedUse:
    """The one use of a signed request; None: what was sent is not signed."""

    use_of: RequestUse | None = None

    async def use(self, records: Records) -> None:
        """Consume the request's identifier."""
        if self.use_of is None:
            return
        try:
            await self.use_of.use(records)
        except InvalidRequestObjectError as error:
            raise _refused(error.description, "jti") from error


async def backchannel_parameters(
    provider: Provider, client: Client, parameters: Parameters, now: int
) -> tuple[Parameters, SignedUse]:
    """Return the parameters of a request, and the use of its signature if it has one.

    A client that has registered an algorithm signs each request, with that one. Whatever is
    wrong with a signed request is `invalid_request` here.
    """
    wanted = client.backchannel_authentication_request_signing_alg
    registered = replace(
        client,
        request_object_signing_alg=wanted,
        require_signed_request_object=wanted is not None,
    )
    try:
        given = await authorization_parameters(provider, registered, parameters, now)
    except InvalidRequestObjectError as error:
        raise InvalidRequestError(
            error.description,
            rule=f"{_RULE}; {error.rule}",
            parameter=error.parameter,
            mend=error.mend,
        ) from error
    if "request" not in parameters:
        return given, SignedUse()
    jti = _identifier(read_claims_unverified(parameters["request"]), now)
    use = RequestUse(digest(f"request\n{client.id}\n{jti}"), now + KEPT_SECONDS)
    return given, SignedUse(use)


def _identifier(claims: Mapping[str, Any], now: int) -> str:
    """Return jti; a signed request says when it was made, from when and until when it is good."""
    for name in ("iat", "nbf", "exp"):
        if isinstance(claims.get(name), bool) or not isinstance(claims.get(name), int | float):
            raise _refused(f"{name} must be there, as a number", name)
    if claims["iat"] > now + CLOCK_SKEW_SECONDS:
        raise _refused("iat is in the future", "iat")
    jti = claims.get("jti")
    if not isinstance(jti, str) or not 0 < len(jti) <= MAX_JTI:
        raise _refused("jti must be there", "jti")
    return jti


def _refused(description: str, parameter: str) -> InvalidRequestError:
    return InvalidRequestError(
        description,
        rule=_RULE,
        parameter=parameter,
        mend="Sign iss, aud (the issuer), exp, iat, nbf, a fresh jti and all parameters as a JWT.",
    )
