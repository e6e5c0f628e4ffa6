"""A client from what its library sent (RFC 7591, section 2): a service that tries things out.

It lives for a while, is in the sandbox alone, and needs no article of law.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from thiqa.base import b64url_encode
from thiqa.crypto import Algorithm, CryptoError, parse_jwks
from thiqa.oidc.clients.registration import READERS, read_registration
from thiqa.oidc.errors import (
    InvalidClientMetadataError,
    InvalidRedirectUriError,
    RegistrationError,
)
from thiqa.oidc.models import AuthenticationMethod, Client, Localized, Profile, Stage
from thiqa.oidc.requests.claims import CLAIMS_SUPPORTED
from thiqa.web import NameRefusedError, check_display_name

CLIENT_SECONDS = 90 * 86_400
"""How long a client that registered itself lives."""
DEFAULT_NAME: Localized = {
    "ar": "خدمة للتجربة",
    "fr": "Service à l'essai",
    "zgh": "ⵜⴰⵏⴰⴼⵓⵜ ⵏ ⵡⴰⵔⵎ",
    "en": "Service on trial",
}
PURPOSE_NAME: Localized = {
    "ar": "تجربة الربط بهوية افتراضية",
    "fr": "Essai avec des citoyens fictifs",
    "zgh": "ⴰⵔⵎ ⵙ ⵉⵏⴰⵎⵓⵔⵏ ⵉⵙⵡⵉⵏⴳⵎⵏ",
    "en": "Trial with specimen citizens",
}
LAW: Localized = {
    "ar": "لا يُطلب أي سند قانوني: كل البيانات افتراضية",
    "fr": "Aucun article : toutes les données sont fictives",
    "zgh": "ⵓⵔ ⵉⵍⵍⵉ ⵓⵎⴰⴳⵔⴰⴷ: ⵎⴰⵕⵕⴰ ⵉⵙⴼⴽⴰ ⴳⴰⵏ ⵉⵙⵡⵉⵏⴳⵎⵏ",
    "en": "No article: all data are specimens",
}
OURS = frozenset({"stage", "profile", "client_secret_digest", "trusted_until", "expires_at"})
"""Members that nobody decides for themselves."""
FROM_OUTSIDE = (
    frozenset({"redirect_uris", "post_logout_redirect_uris", "jwks", "jwks_uri"})
    | {"id_token_signed_response_alg", *READERS}
) - OURS
SECRET_METHODS = frozenset(each.value for each in AuthenticationMethod if each.is_secret)
_RULE = "RFC 7591, section 2"


def trial_client(given: Mapping[str, Any], secret: str, now: int) -> Client:
    """Return the client that a registration asks for; `secret` is its own if it wants one.

    1. what is ours to decide is not taken from outside; 2. the code flow alone; 3. addresses at
    one host; 4. everything that a registration by file must be.
    """
    document = {**_wanted(given), **_decided_by_us(given)}  # 1
    if document["token_endpoint_auth_method"] in SECRET_METHODS:
        digest = hashlib.sha256(secret.encode()).digest()
        document["client_secret_digest"] = b64url_encode(digest)
    _check_response_types(given)  # 2
    document["sector"] = _sector(given)  # 3
    try:
        client = read_registration(document)  # 4
    except RegistrationError as error:
        raise _refused(str(error)) from error
    return replace(client, expires_at=now + CLIENT_SECONDS)


def _wanted(given: Mapping[str, Any]) -> dict[str, Any]:
    """RFC 7591, section 2: what is left out, or unknown, is as if it had not been sent."""
    wanted = {
        "grant_types": ["authorization_code"],
        "redirect_uris": [],
        "id_token_signed_response_alg": Algorithm.RS256.value,
        "token_endpoint_auth_method": AuthenticationMethod.CLIENT_SECRET_BASIC.value,
        **{name: given[name] for name in FROM_OUTSIDE if given.get(name) is not None},
    }
    method = wanted["token_endpoint_auth_method"]
    if not isinstance(method, str):
        raise _refused("$.token_endpoint_auth_method: is not a text")
    if method in SECRET_METHODS and not _has_usable_keys(given):
        wanted.pop("jwks", None)
    return wanted


def _decided_by_us(given: Mapping[str, Any]) -> dict[str, Any]:
    pushes = given.get("require_pushed_authorization_requests") is True
    return {
        "client_id": f"trial-{secrets.token_hex(10)}",
        "name": _name(given),
        "stage": Stage.SANDBOX.value,
        "profile": (Profile.FAPI2 if pushes else Profile.OPENID).value,
        "default_purpose": "trial",
        "purposes": [
            {
                "id": "trial",
                "name": PURPOSE_NAME,
                "law": {"reference": LAW},
                "retention_days": 0,
                "claims": [{"name": name, "essential": False} for name in CLAIMS_SUPPORTED],
            }
        ],
    }


def _has_usable_keys(given: Mapping[str, Any]) -> bool:
    """RFC 7517, section 5: keys that nobody needs refuse nothing, whatever they are for."""
    try:
        return isinstance(given.get("jwks"), dict) and bool(parse_jwks(given["jwks"]))
    except CryptoError:
        return False


def _check_response_types(given: Mapping[str, Any]) -> None:
    types = given.get("response_types", ["code"])
    if types not in (["code"], []):
        raise InvalidClientMetadataError(
            "response_types is code alone",
            rule=_RULE,
            parameter="response_types",
            mend="Register response_types as a list with code.",
        )


def _name(given: Mapping[str, Any]) -> dict[str, str]:
    """RFC 7591, section 2.2: a name for each language, or ours where theirs cannot be shown."""
    names: dict[str, str] = {}
    for language, ours in DEFAULT_NAME.items():
        theirs = given.get(f"client_name#{language}", given.get("client_name"))
        try:
            names[language] = check_display_name(theirs, language) if theirs else ours
        except (NameRefusedError, TypeError):
            names[language] = ours
    return names


def _sector(given: Mapping[str, Any]) -> str:
    """OpenID Connect Core, section 8.1: by the one host of its addresses."""
    hosts = {_host(uri) for uri in _addresses(given)}
    if len(hosts) > 1:
        raise InvalidClientMetadataError(
            "the redirect URIs are at several hosts",
            rule="OpenID Connect Core, section 8.1",
            parameter="redirect_uris",
            mend="Register one client for each host.",
        )
    host = next(iter(hosts), None) or "no host"
    return f"trial-{hashlib.sha256(host.encode()).hexdigest()[:20]}"


def _addresses(given: Mapping[str, Any]) -> list[str]:
    uris = given.get("redirect_uris") or []
    if not isinstance(uris, list) or not all(isinstance(uri, str) for uri in uris):
        raise _refused("$.redirect_uris: is not a list of addresses")
    return uris


def _host(uri: str) -> str | None:
    try:
        return urlsplit(uri).hostname
    except ValueError as error:
        raise _refused(f"$.redirect_uris: {error}") from error


def _refused(reason: str) -> InvalidClientMetadataError | InvalidRedirectUriError:
    """RFC 7591, section 3.2.2: addresses have an error code of their own."""
    is_about_addresses = reason.startswith("$.redirect_uris")
    kind = InvalidRedirectUriError if is_about_addresses else InvalidClientMetadataError
    return kind(
        reason,
        rule=_RULE,
        parameter=reason.partition(":")[0],
        mend="Correct the member that the description names.",
    )
