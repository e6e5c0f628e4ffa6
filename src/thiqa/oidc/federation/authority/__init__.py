"""An authority of a federation: a trust anchor or an intermediate, small enough to read."""

from thiqa.oidc.federation.authority.app import authority_app
from thiqa.oidc.federation.authority.models import Authority, GivenMark, Subordinate, read_authority

__all__ = [
    "Authority",
    "GivenMark",
    "Subordinate",
    "authority_app",
    "read_authority",
]
