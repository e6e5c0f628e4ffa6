"""The provider's store, one module for each noun."""

from thiqa.storage.oidc.store import OidcStore

__all__ = ["OidcStore"]
