"""Signed requests (RFC 9101; FAPI 2.0 Message Signing, section 5.3): parameters as a JWT."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from thiqa.crypto import SignatureInvalidError, VerificationKey, VerifiedJws, verify_jws
from thiqa.oidc.clients.client_authentication import CLOCK_SKEW_SECONDS
from thiqa.oidc.errors import InvalidClientError, InvalidRequestError, InvalidRequestObjectError
from thiqa.oidc.federation.entity_request import check_entity_request
from thiqa.oidc.http import Parameters
from thiqa.oidc.models import Client, Profile
from thiqa.oidc.provider import Provider

REQUEST_OBJECT_TYPES = frozenset({"", "oauth-authz-req+jwt", "jwt"})
"""In small letters (RFC 7515, section 4.1.9). RFC 9101, section 10.8; FAPI 2.0 Message Signing,
section 5.3.1, lets clients leave it out."""
MAX_LIFE_SECONDS = 3600
"""FAPI 2.0 Message Signing, section 5.3.1: nbf and exp are at most 60 minutes apart."""
JWT_CLAIMS = frozenset({"iss", "aud", "exp", "nbf", "iat", "jti"})
_RULE = "FAPI 2.0 Message Signing, section 5.3.1"


async def authorization_parameters(
    provider: Provider, client: Client, parameters: Parameters, now: int
) -> Parameters:
    """Return the parameters of a request: those of its request object, if it has one.

    What stands beside a request object is ignored (RFC 9101, section 6.3).
    """
    request_object = parameters.get("request")
    if request_object is None:
        if client.require_signed_request_object:
            raise InvalidRequestError(
                "the client has registered that its requests are signed",
                rule="RFC 9101, section 10.5",
                parameter="request",
                mend="Send all parameters in a request object, signed with a registered key.",
            )
        return parameters
    if "request_uri" in parameters:
        raise InvalidRequestError(
            "request_uri must not stand beside a request object",
            rule="RFC 9126, section 2.1",
            parameter="request_uri",
            mend="Leave request_uri out: it is what pushing gives.",
        )
    try:
        keys = await provider.clients.keys_for(client.id, request_object)
    except (SignatureInvalidError, InvalidClientError) as error:
        raise _refused("the request object is not a signed JWT", "request") from error
    issuer = provider.policy.issuer
    return verify_request_object(request_object, client, keys, issuer=issuer, now=now)


def verify_request_object(
    token: str, client: Client, keys: Sequence[VerificationKey], *, issuer: str, now: int
) -> Parameters:
    """Return the parameters in a request object of the client's.

    1. signed by a registered key, with the registered algorithm; 2. of the right type;
    3. iss and client_id are the client; 4. aud is, or has, the issuer; 5. it lives, and for no
    longer than an hour; 6. it is no assertion, and points to no other request; 7. what more
    an entity of a federation has to say.
    """
    try:
        signed = verify_jws(token, keys)  # 1
    except SignatureInvalidError as error:
        raise _refused("the request object is not signed by a registered key") from error
    _check_algorithm(signed, client)  # 1
    media_type = str(signed.header.get("typ", "")).lower().removeprefix("application/")
    if media_type not in REQUEST_OBJECT_TYPES:  # 2
        raise _refused("typ is not oauth-authz-req+jwt", "typ")
    claims = signed.claims
    if claims.get("iss") != client.id or claims.get("client_id", client.id) != client.id:  # 3
        raise _refused("iss and client_id must be the client", "iss")
    if not _is_for(issuer, claims.get("aud")):  # 4
        raise _refused("aud must be the issuer", "aud")
    _check_times(claims, now, required=client.profile is Profile.FAPI2)  # 5
    for name in ("sub", "request", "request_uri"):
        if name in claims:
            raise _refused(f"{name} must not be in a request object", name)  # 6
    check_entity_request(client, claims, issuer)  # 7
    return _parameters(client, claims)


def _check_algorithm(signed: VerifiedJws, client: Client) -> None:
    wanted = client.request_object_signing_alg
    if wanted is not None and signed.header["alg"] != wanted:
        raise _refused(f"the client has registered {wanted} for request objects", "alg")


def _is_for(issuer: str, audience: Any) -> bool:
    return issuer in audience if isinstance(audience, list) else audience == issuer


def _check_times(claims: Mapping[str, Any], now: int, *, required: bool) -> None:
    begins, ends = _seconds(claims, "nbf"), _seconds(claims, "exp")
    if required and (begins is None or ends is None):
        raise _refused("exp and nbf must be there", "exp" if ends is None else "nbf")
    if ends is not None and not now - CLOCK_SKEW_SECONDS < ends <= now + MAX_LIFE_SECONDS:
        raise _refused("exp has passed, or is more than an hour away", "exp")
    if begins is not None and not now - MAX_LIFE_SECONDS <= begins <= now + CLOCK_SKEW_SECONDS:
        raise _refused("nbf is in the future, or more than an hour ago", "nbf")


def _seconds(claims: Mapping[str, Any], name: str) -> float | None:
    value = claims.get(name)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise _refused(f"{name} is not a number", name)
    return value


def _parameters(client: Client, claims: Mapping[str, Any]) -> Parameters:
    """Return the claims as parameters; what is not a text is JSON (RFC 9101, section 4)."""
    given = {
        name: value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))
        for name, value in claims.items()
        if name not in JWT_CLAIMS and value not in (None, "")
    }
    return {**given, "client_id": client.id}


def _refused(description: str, parameter: str = "request") -> InvalidRequestObjectError:
    return InvalidRequestObjectError(
        description,
        rule=_RULE,
        parameter=parameter,
        mend="Sign iss, aud (the issuer), nbf, exp (within an hour) and all parameters as a JWT.",
    )
