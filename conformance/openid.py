"""Clients of the plans for OpenID Connect itself and for its logout."""

from collections.abc import Mapping
from typing import Any

from conformance.relying_parties import SecretParty
from conformance.setup import Occasion, Setup
from conformance.site import Site

OTHER_LANGUAGES = "fr ar"
HINTS = {"ui_locales": OTHER_LANGUAGES, "claims_locales": OTHER_LANGUAGES}


def set_up_openid(occasion: Occasion) -> Setup:
    """Make two clients with a secret, and one that sends it in the form."""
    return _set_up(occasion.site, {})


def set_up_registration(_occasion: Occasion) -> Setup:
    """Let the suite register its clients (OpenID Connect Dynamic Client Registration 1.0)."""
    return Setup(registers=True, configuration={"server": HINTS})


def set_up_backchannel_logout(occasion: Occasion) -> Setup:
    """Make the same clients, which want to be told when a session ends."""
    notices = {
        "backchannel_logout_uri": occasion.site.played("backchannel_logout"),
        "backchannel_logout_session_required": True,
    }
    return _set_up(occasion.site, notices)


def _set_up(site: Site, more: Mapping[str, Any]) -> Setup:
    parties = {
        "client": SecretParty(f"{site.alias}-1"),
        "client2": SecretParty(f"{site.alias}-2"),
        "client_secret_post": SecretParty(f"{site.alias}-post", "client_secret_post"),
    }
    goodbye = {"post_logout_redirect_uris": [site.played("post_logout_redirect")]}
    return Setup(
        registrations=[
            party.registration([site.played("callback")], **goodbye, **more)
            for party in parties.values()
        ],
        configuration={
            "server": HINTS,
            **{name: party.for_suite() for name, party in parties.items()},
        },
    )
