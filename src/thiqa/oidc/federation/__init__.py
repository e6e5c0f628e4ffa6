"""OpenID Federation 1.0: trust that comes from a common anchor instead of a registration."""

from thiqa.oidc.federation.errors import FederationError
from thiqa.oidc.federation.resolver import Resolver
from thiqa.oidc.federation.trust_chain import Anchors, ResolvedEntity, resolve_chain
from thiqa.oidc.federation.trust_marks import VerifiedTrustMark

__all__ = [
    "Anchors",
    "FederationError",
    "ResolvedEntity",
    "Resolver",
    "VerifiedTrustMark",
    "resolve_chain",
]
