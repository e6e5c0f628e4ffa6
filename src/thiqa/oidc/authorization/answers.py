"""The way back to the service: parameters in the mode that the request chose."""

from collections.abc import Mapping
from dataclasses import dataclass

from thiqa.oidc.clients.addresses import with_query
from thiqa.oidc.errors import ProtocolError
from thiqa.oidc.models import Authorization, Client
from thiqa.oidc.provider import Provider

QUERY, FORM_POST = "query", "form_post"
"""OAuth 2.0 Multiple Response Type Encoding Practices; Form Post Response Mode."""
SIGNED_MODES: Mapping[str, str] = {
    "jwt": QUERY,
    "query.jwt": QUERY,
    "form_post.jwt": FORM_POST,
}
"""JARM, section 2.3: how each signed mode travels; for the code flow, `jwt` is `query.jwt`."""
RESPONSE_MODES = (QUERY, FORM_POST, *SIGNED_MODES)
JARM_TYPE = "JWT"
JARM_SECONDS = 300
"""JARM, section 2.1, recommends at most ten minutes."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The browser goes back to the service: to `location`, with a form of `fields` if any."""

    location: str
    fields: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """The browser goes nowhere: the service was not in it, and fetches its answer itself."""

    client: Client
    agreed: bool


Ending = Answer | Settled


def answer(
    provider: Provider, client: Client, authorization: Authorization, members: Mapping[str, str]
) -> Ending:
    """Return the way back with state and iss (RFC 9207, section 2), signed if so asked.

    From a decoupled login no way leads back (CIBA Core, section 1).
    """
    request = authorization.request
    if request.is_backchannel:
        return Settled(client, agreed="error" not in members)
    state = {} if request.state is None else {"state": request.state}
    members = {**members, **state, "iss": provider.policy.issuer}
    mode = request.response_mode or QUERY
    if mode in SIGNED_MODES:
        members = {"response": _signed(provider, client, members)}
        mode = SIGNED_MODES[mode]
    if mode == FORM_POST:
        return Answer(request.redirect_uri, members)
    return Answer(with_query(request.redirect_uri, members))


def answer_error(
    provider: Provider, client: Client, authorization: Authorization, error: ProtocolError
) -> Ending:
    """Return the way back to the service, with an error (RFC 6749, section 4.1.2.1)."""
    members = {"error": error.code, "error_description": error.description}
    return answer(provider, client, authorization, members)


def _signed(provider: Provider, client: Client, members: Mapping[str, str]) -> str:
    """JARM, section 2.1: the response as a JWT for this client."""
    now = provider.clock()
    algorithm = client.authorization_signed_response_alg or client.id_token_algorithm
    signer = provider.keys.signer(algorithm, now)
    return signer.sign({**members, "aud": client.id, "exp": now + JARM_SECONDS}, typ=JARM_TYPE)
