"""Request objects of entities that have registered nowhere: stricter, and good for one use."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from thiqa.base import digest
from thiqa.crypto import read_claims_unverified
from thiqa.oidc.errors import InvalidRequestObjectError
from thiqa.oidc.models import Client
from thiqa.oidc.store import Records

MAX_JTI = 256
KEPT_SECONDS = 3_660
"""As long as a request object may live, and a little longer."""
_RULE = "OpenID Federation 1.0, section 12.1.1.1"


def check_entity_request(client: Client, claims: Mapping[str, Any], issuer: str) -> None:
    """Check what a verified request object of an entity needs beyond RFC 9101.

    1. aud is the issuer and nobody else; 2. client_id is in it; 3. it expires; 4. it has an
    identifier of its own. Clients that registered with us are not concerned.
    """
    if client.trusted_until is None:
        return
    if claims.get("aud") not in (issuer, [issuer]):  # 1
        raise _refused("aud must be the issuer and nobody else", "aud")
    if claims.get("client_id") != client.id:  # 2
        raise _refused("client_id must be the entity identifier", "client_id")
    if "exp" not in claims:  # 3
        raise _refused("exp must be there", "exp")
    jti = claims.get("jti")
    if not isinstance(jti, str) or not 0 < len(jti) <= MAX_JTI:  # 4
        raise _refused("jti must be there", "jti")


@dataclass(frozen=True, slots=True)
class RequestUse:
    """The one use of a request object."""

    use_digest: bytes
    expires_at: int

    async def use(self, records: Records) -> None:
        """Consume the request object's identifier."""
        if not await records.oidc.use_once(self.use_digest, self.expires_at):
            raise _refused("the request object has been used before", "jti")


def use_of_request(client: Client, parameters: Mapping[str, str], now: int) -> RequestUse | None:
    """Return the use of an entity's request object, which has been verified before."""
    token = parameters.get("request")
    if client.trusted_until is None or token is None:
        return None
    jti = read_claims_unverified(token)["jti"]
    return RequestUse(digest(f"request\n{client.id}\n{jti}"), now + KEPT_SECONDS)


def _refused(description: str, parameter: str) -> InvalidRequestObjectError:
    return InvalidRequestObjectError(
        description,
        rule=_RULE,
        parameter=parameter,
        mend="Sign iss and client_id (the entity identifier), aud (the issuer alone), exp and a"
        " jti that was never used, and no sub.",
    )
