"""A request while it is checked: each check returns what it has understood so far."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from thiqa.crypto import VerificationKey
from thiqa.oidc.errors import InvalidRequestError
from thiqa.oidc.models import AuthorizationRequest, Client, Policy
from thiqa.oidc.requests.claims import ClaimsParameter

Parameters = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Draft:
    """A request while it is checked."""

    policy: Policy
    client: Client
    parameters: Parameters
    own_keys: Sequence[VerificationKey]
    request: AuthorizationRequest
    claims: ClaimsParameter = field(default_factory=ClaimsParameter)


Check = Callable[[Draft], Draft]


def short_parameter(parameters: Parameters, name: str, limit: int) -> str | None:
    """Return a parameter that is carried along, if it is not too long."""
    value = parameters.get(name)
    if value is not None and len(value) > limit:
        raise InvalidRequestError(
            f"{name} has more than {limit} characters",
            rule="RFC 9126, section 2.3",
            parameter=name,
            mend="Send a shorter value.",
        )
    return value
