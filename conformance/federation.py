"""The federation that the suite plays: an anchor, and a relying party below it."""

from conformance.keys import make_key
from conformance.setup import Occasion, Setup

ALGORITHM = "PS256"


def set_up_federation(occasion: Occasion) -> Setup:
    """Make the suite's keys, and let the provider trust its anchor, for the sandbox."""
    site = occasion.site
    anchor, entity, party = (
        make_key(ALGORITHM, f"{site.alias}-{name}") for name in ("anchor", "entity", "party")
    )
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
