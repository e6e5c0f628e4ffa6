"""Clients of the plans for OpenID Connect itself and for its logout."""

from collections.abc import Mapping
from typing import Any

from conformance.relying_parties import SecretParty
from conformance.setup import Occasion, Setup
from conformance.site import Site

OTHER_LANGUAGES = "fr ar"


def set_up_openid(occasion: Occasion) -> Setup:
    """Make two clients with a secret, and one that sends it in the form."""
    site = occasion.site
    parties = {
        "client": SecretParty(f"{site.alias}-1"),
        "client2": SecretParty(f"{site.alias}-2"),
        "client_secret_post": SecretParty(f"{site.alias}-post", "client_secret_post"),
    }
    hints = {"ui_locales": OTHER_LANGUAGES, "claims_locales": OTHER_LANGUAGES}
    return Setup(
        registrations=[
            party.registration([site.played("callback")], **_logout(site))
            for party in parties.values()
        ],
        configuration={
            "server": hints,
            **{name: party.for_suite() for name, party in parties.items()},
        },
    )


def _logout(site: Site) -> Mapping[str, Any]:
    return {
        "post_logout_redirect_uris": [site.played("post_logout_redirect")],
        "backchannel_logout_uri": site.played("backchannel_logout"),
        "backchannel_logout_session_required": True,
    }
