"""Dynamic registration of services that try things out (RFC 7591, 7592; for the sandbox alone).

Who has an initial access token registers what its library sends, and may read and delete it
again. Such a client lives for a while, sees specimen citizens only, and needs no article of
law: nothing that it is given is real.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from thiqa.base import EncodingError, b64url_encode, new_secret, parse_json_object
from thiqa.crypto import Algorithm, CryptoError, parse_jwks
from thiqa.oidc.claims import CLAIMS_SUPPORTED
from thiqa.oidc.errors import (
    InvalidClientMetadataError,
    InvalidRedirectUriError,
    InvalidTokenError,
    RegistrationError,
)
from thiqa.oidc.http import Handler, Reply, ServiceRequest, json_reply
from thiqa.oidc.metadata import REGISTRATION_PATH
from thiqa.oidc.models import AuthenticationMethod, Client, Localized, Profile, Stage
from thiqa.oidc.provider import Provider
from thiqa.oidc.registration import READERS, read_registration, write_registration
from thiqa.oidc.registration_tokens import (
    INITIAL_TYPE,
    REGISTRATION_TYPE,
    check_token,
    make_registration_token,
)
from thiqa.oidc.store import Records
from thiqa.web import NameRefusedError, check_display_name

MAX_DOCUMENT = 32_768
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
_RULE = "RFC 7591, section 2"
_FROM_OUTSIDE = frozenset(
    {
        *("redirect_uris", "post_logout_redirect_uris", "jwks", "jwks_uri"),
        *("id_token_signed_response_alg", *READERS),
    }
) - {"stage", "profile", "client_secret_digest", "trusted_until", "expires_at"}


def register(provider: Provider) -> Handler:
    """Return what registers, shows and deletes clients, by the method of the request."""

    async def answer(request: ServiceRequest) -> Reply:
        match request.scope["method"]:
            case "POST":
                return await _register(provider, request)
            case "DELETE":
                return await _delete(provider, request)
            case _:
                return await _show(provider, request)

    return answer


async def _register(provider: Provider, request: ServiceRequest) -> Reply:
    """RFC 7591, sections 3.1 and 3.2."""
    check_token(provider, request, INITIAL_TYPE)
    given = _document(request)
    secret = new_secret()
    client = await _client_of(provider, given, secret, request.now)
    await provider.database.run(lambda records: records.oidc.put_client(client))
    shown = _shown(provider, client, request.now)
    if client.client_secret_digest is not None:
        shown |= {"client_secret": secret, "client_secret_expires_at": client.expires_at}
    return json_reply({**given, **shown}, status=HTTPStatus.CREATED)


async def _show(provider: Provider, request: ServiceRequest) -> Reply:
    """RFC 7592, section 2.1."""
    return json_reply(_shown(provider, await _own(provider, request), request.now))


async def _delete(provider: Provider, request: ServiceRequest) -> Reply:
    """RFC 7592, section 2.3."""
    gone = replace(await _own(provider, request), retired_at=request.now)
    await provider.database.run(lambda records: records.oidc.put_client(gone))
    return Reply(b"", HTTPStatus.NO_CONTENT)


async def _own(provider: Provider, request: ServiceRequest) -> Client:
    client_id = str(check_token(provider, request, REGISTRATION_TYPE).get("sub"))

    async def unit(records: Records) -> Client | None:
        return await records.oidc.get_client(client_id)

    client = await provider.database.read(unit)
    named = request.scope["query_string"].decode("latin-1")
    if client is None or not client.is_active(request.now) or named != f"client_id={client_id}":
        raise InvalidTokenError(
            "the client is gone, or another one",
            rule="RFC 7592, section 2",
            parameter="client_id",
            mend="Use registration_client_uri with the token that came with it.",
        )
    return client


def _document(request: ServiceRequest) -> dict[str, Any]:
    try:
        return parse_json_object(request.body, max_characters=MAX_DOCUMENT)
    except EncodingError as error:
        raise InvalidClientMetadataError(
            f"the registration is not a JSON object: {error}",
            rule=_RULE,
            parameter="the body",
            mend="Send a JSON object of less than 32 kB.",
        ) from error


async def _client_of(provider: Provider, given: Mapping[str, Any], secret: str, now: int) -> Client:
    method = given.get("token_endpoint_auth_method", AuthenticationMethod.CLIENT_SECRET_BASIC)
    shares_secret = method in {each.value for each in AuthenticationMethod if each.is_secret}
    wanted = {name: given[name] for name in _FROM_OUTSIDE if given.get(name) is not None}
    if shares_secret and not _has_usable_keys(given):
        wanted.pop("jwks", None)
    pushes = given.get("require_pushed_authorization_requests") is True
    digest = b64url_encode(hashlib.sha256(secret.encode()).digest())
    document = {
        "grant_types": ["authorization_code"],
        "redirect_uris": [],
        "id_token_signed_response_alg": Algorithm.RS256.value,
        **wanted,
        "client_id": f"trial-{secrets.token_hex(10)}",
        "name": _name(given),
        "sector": await _sector(provider, given),
        "token_endpoint_auth_method": str(method),
        "stage": Stage.SANDBOX.value,
        "profile": (Profile.FAPI2 if pushes else Profile.OPENID).value,
        **({"client_secret_digest": digest} if shares_secret else {}),
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
    _check_response_types(given)
    try:
        client = read_registration(document)
    except RegistrationError as error:
        kind = InvalidRedirectUriError if "redirect_uris" in str(error) else None
        raise (kind or InvalidClientMetadataError)(
            str(error),
            rule=_RULE,
            parameter=str(error).partition(":")[0],
            mend="Correct the member that the description names.",
        ) from error
    return replace(client, expires_at=now + CLIENT_SECONDS)


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


async def _sector(provider: Provider, given: Mapping[str, Any]) -> str:
    """OpenID Connect Core, section 8.1: by the one host of its addresses."""
    uris = given.get("redirect_uris", [])
    hosts = {urlsplit(uri).hostname for uri in uris if isinstance(uri, str)}
    if len(hosts) > 1:
        raise InvalidClientMetadataError(
            "the redirect URIs are at several hosts",
            rule="OpenID Connect Core, section 8.1",
            parameter="redirect_uris",
            mend="Register one client for each host.",
        )
    host = next(iter(hosts), None) or "no host"
    return f"trial-{hashlib.sha256(host.encode()).hexdigest()[:20]}"


def _shown(provider: Provider, client: Client, now: int) -> dict[str, Any]:
    """RFC 7591, section 3.2.1, and RFC 7592, section 3."""
    registered = write_registration(client)
    address = provider.policy.issuer + REGISTRATION_PATH
    return {
        **{name: value for name, value in registered.items() if name in _FROM_OUTSIDE},
        "client_id": client.id,
        "client_id_issued_at": now,
        "client_name": client.name["en"],
        "response_types": ["code"],
        "grant_types": list(client.grant_types),
        "token_endpoint_auth_method": client.token_endpoint_auth_method.value,
        "id_token_signed_response_alg": client.id_token_algorithm.value,
        "subject_type": "pairwise",
        "registration_access_token": make_registration_token(provider, client, now),
        "registration_client_uri": f"{address}?client_id={client.id}",
    }
