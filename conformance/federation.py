"""The federation that the suite plays: an anchor, and a relying party below it."""

from conformance.keys import make_key
from conformance.setup import Occasion, Setup

STATEMENT_ALGORITHM = "RS256"
"""What OpenID Federation 1.0, section 3, wants everybody to read."""
REQUEST_ALGORITHM = "PS256"


def set_up_federation(occasion: Occasion) -> Setup:
    """Make the suite's keys, and let the provider trust its anchor, for the sandbox."""
    site = occasion.site
    anchor = make_key(STATEMENT_ALGORITHM, f"{site.alias}-anchor")
    entity = make_key(STATEMENT_ALGORITHM, f"{site.alias}-entity")
    party = make_key(REQUEST_ALGORITHM, f"{site.alias}-party")
    return Setup(
        trust_anchors=[
            {
                "entity_id": site.played("trust-anchor"),
                "jwks": {"keys": [anchor.public]},
                "stage": "sandbox",
                "profile": "openid",
            }
        ],
        configuration={
            "federation": {
                "entity_identifier": site.issuer,
                "rp_ec_jwks": {"keys": [entity.private]},
                "rp_client_jwks": {"keys": [party.private]},
            },
            "federation_trust_anchor": {"trust_anchor_jwks": {"keys": [anchor.private]}},
        },
    )
