"""A service asks for itself: no citizen is behind the token (RFC 6749, section 4.4)."""

from dataclasses import dataclass

from thiqa.oidc.errors import InvalidScopeError
from thiqa.oidc.store import Records
from thiqa.oidc.tokens.token_call import TokenCall

SERVICE_SCOPE = "service"
"""What a service may see of itself at the provider; the only scope without a citizen."""


@dataclass(frozen=True, slots=True)
class ServiceAccess:
    """A client that may act for itself."""

    scope: tuple[str, ...]


async def grant_service_access(call: TokenCall, records: Records) -> ServiceAccess:
    """Grant a client access to what is its own (RFC 6749, section 4.4.2)."""
    asked = call.parameters.get("scope", SERVICE_SCOPE).split(" ")
    if asked != [SERVICE_SCOPE]:
        raise InvalidScopeError(
            f"without a citizen the scope is {SERVICE_SCOPE}",
            rule="RFC 6749, section 4.4.2",
            parameter="scope",
            mend=f"Leave scope out or send {SERVICE_SCOPE}; a citizen's claims need a citizen.",
        )
    return ServiceAccess((SERVICE_SCOPE,))
