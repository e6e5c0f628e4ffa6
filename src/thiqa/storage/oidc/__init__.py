"""The provider's store, one module for each noun."""

from thiqa.storage.oidc.authorizations import Authorizations
from thiqa.storage.oidc.clients import Clients
from thiqa.storage.oidc.consents import Consents
from thiqa.storage.oidc.refresh_tokens import RefreshTokens
from thiqa.storage.oidc.sessions import Sessions

__all__ = ["Authorizations", "Clients", "Consents", "OidcStore", "RefreshTokens", "Sessions"]


class OidcStore(Clients, Authorizations, Sessions, Consents, RefreshTokens):
    """Implements `thiqa.oidc.store.Store`."""
