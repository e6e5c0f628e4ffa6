"""The suite as trust anchor and relying party of a federation that the provider joins."""

from collections.abc import Mapping
from typing import Any

from conformance.keys import make_key
from conformance.setup import Setup
from conformance.site import Site

ENTITY_ALGORITHM = "RS256"
"""What OpenID Federation 1.0, section 3, wants everybody to read."""
REQUEST_ALGORITHM = "PS256"


def set_up_federation(site: Site, _variant: Mapping[str, str]) -> Setup:
    """Make the keys of an anchor and of a relying party that registers nowhere."""
    anchor = make_key(ENTITY_ALGORITHM, f"{site.alias}-anchor")
    entity = make_key(ENTITY_ALGORITHM, f"{site.alias}-entity")
    party = make_key(REQUEST_ALGORITHM, f"{site.alias}-party")
    return Setup(
        trust_anchors=[
            {
                "entity_id": site.played("trust-anchor"),
                "jwks": _set(anchor.public),
                "stage": "sandbox",
                "profile": "openid",
            }
        ],
        configuration={
            "federation": {
                "entity_identifier": site.issuer,
                "rp_ec_jwks": _set(entity.private),
                "rp_client_jwks": _set(party.private),
            },
            "federation_trust_anchor": {"trust_anchor_jwks": _set(anchor.private)},
        },
    )


def _set(key: dict[str, Any]) -> dict[str, Any]:
    return {"keys": [key]}
