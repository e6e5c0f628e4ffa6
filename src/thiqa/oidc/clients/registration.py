"""A client's registration file: read, checked, and written out again."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator, ValidationError

from thiqa.crypto import Algorithm, CryptoError, parse_jwks
from thiqa.oidc.clients.addresses import check_addresses
from thiqa.oidc.clients.coherence import check_coherence
from thiqa.oidc.errors import RegistrationError
from thiqa.oidc.models import (
    AuthenticationMethod,
    Client,
    Localized,
    Profile,
    Purpose,
    PurposeClaim,
    Stage,
)
from thiqa.oidc.requests.claims import CLAIMS_SUPPORTED
from thiqa.web import NameRefusedError, check_display_name

MAX_REASON = 300


def _same(value: Any) -> Any:
    return value


READERS: Mapping[str, Callable[[Any], Any]] = {
    "stage": Stage,
    "profile": Profile,
    "grant_types": tuple,
    "token_endpoint_auth_method": AuthenticationMethod,
    "client_secret_digest": _same,
    "tls_client_auth_subject_dn": _same,
    "tls_client_auth_san_dns": _same,
    "dpop_bound_access_tokens": _same,
    "tls_client_certificate_bound_access_tokens": _same,
    "require_signed_request_object": _same,
    "request_object_signing_alg": Algorithm,
    "authorization_signed_response_alg": Algorithm,
    "introspection_signed_response_alg": Algorithm,
    "userinfo_signed_response_alg": Algorithm,
    "backchannel_logout_uri": _same,
    "backchannel_logout_session_required": _same,
    "backchannel_token_delivery_mode": _same,
    "backchannel_client_notification_endpoint": _same,
    "backchannel_authentication_request_signing_alg": Algorithm,
    "initiate_login_uri": _same,
    "trusted_until": _same,
    "expires_at": _same,
}
"""Members that a document may leave out, and that `Client` has by the same name."""
_DEFAULTS = {field.name: field.default for field in fields(Client)}


@cache
def client_schema() -> dict[str, Any]:
    """Return the JSON Schema of a registration file."""
    text = files("thiqa.oidc.clients").joinpath("client.schema.json").read_text("utf-8")
    return dict(json.loads(text))


def read_registration(document: Mapping[str, Any]) -> Client:
    """Return the client that a registration document describes.

    Raises RegistrationError, whose text names the place and the mend: 1. the schema;
    2. names that could deceive a reader; 3. keys; 4. addresses; 5. purposes and claims;
    6. members that need one another.
    """
    _check_schema(document)  # 1
    _check_names(document)  # 2
    _check_keys(document)  # 3
    check_addresses(document)  # 4
    client = client_of(document)
    _check_purposes(document, client.purposes)  # 5
    check_coherence(client)  # 6
    return client


def client_of(document: Mapping[str, Any]) -> Client:
    """Return the client of a document that `read_registration` has accepted before."""
    purposes = {each["id"]: _purpose(each) for each in document["purposes"]}
    return Client(
        id=document["client_id"],
        name=document["name"],
        sector=document["sector"],
        redirect_uris=tuple(document["redirect_uris"]),
        purposes=purposes,
        default_purpose=document["default_purpose"],
        jwks=document.get("jwks"),
        jwks_uri=document.get("jwks_uri"),
        post_logout_redirect_uris=tuple(document.get("post_logout_redirect_uris", ())),
        id_token_algorithm=Algorithm(document.get("id_token_signed_response_alg", "ES256")),
        **{name: read(document[name]) for name, read in READERS.items() if name in document},
    )


def write_registration(client: Client) -> dict[str, Any]:
    """Return the registration document of a client: reading it again gives the same client."""
    keys = {"jwks": client.jwks, "jwks_uri": client.jwks_uri}
    optional = {name: getattr(client, name) for name in READERS}
    return {
        "client_id": client.id,
        "name": dict(client.name),
        **{name: value for name, value in keys.items() if value is not None},
        "redirect_uris": list(client.redirect_uris),
        "post_logout_redirect_uris": list(client.post_logout_redirect_uris),
        "sector": client.sector,
        "id_token_signed_response_alg": client.id_token_algorithm.value,
        "default_purpose": client.default_purpose,
        "purposes": [
            {
                "id": purpose.id,
                "name": dict(purpose.name),
                "law": {"reference": dict(purpose.law)},
                "retention_days": purpose.retention_days,
                "claims": [
                    {"name": claim.name, "essential": claim.essential} for claim in purpose.claims
                ],
            }
            for purpose in client.purposes.values()
        ],
        **{name: value for name, value in optional.items() if value != _DEFAULTS[name]},
    }


def _check_schema(document: Mapping[str, Any]) -> None:
    for error in Draft202012Validator(client_schema()).iter_errors(document):
        raise RegistrationError(f"{error.json_path}: {_reason(error)}")


def _reason(error: ValidationError) -> str:
    if error.validator == "not":  # the library would print the whole document
        return "jwks and jwks_uri exclude each other"
    return error.message[:MAX_REASON]


def _check_names(document: Mapping[str, Any]) -> None:
    for place, texts in _localized_texts(document):
        for language, text in texts.items():
            try:
                check_display_name(text, language)
            except NameRefusedError as error:
                raise RegistrationError(f"{place}.{language}: {error}") from error


def _localized_texts(document: Mapping[str, Any]) -> Iterator[tuple[str, Localized]]:
    yield "$.name", document["name"]
    for index, purpose in enumerate(document["purposes"]):
        yield f"$.purposes[{index}].name", purpose["name"]
        yield f"$.purposes[{index}].law.reference", purpose["law"]["reference"]


def _check_keys(document: Mapping[str, Any]) -> None:
    if "jwks" in document:
        try:
            parse_jwks(document["jwks"])
        except CryptoError as error:
            raise RegistrationError(f"$.jwks: {error}") from error


def _purpose(document: Mapping[str, Any]) -> Purpose:
    return Purpose(
        id=document["id"],
        name=document["name"],
        law=document["law"]["reference"],
        retention_days=document["retention_days"],
        claims=tuple(PurposeClaim(each["name"], each["essential"]) for each in document["claims"]),
    )


def _check_purposes(document: Mapping[str, Any], purposes: Mapping[str, Purpose]) -> None:
    if len(purposes) != len(document["purposes"]):
        raise RegistrationError("$.purposes: two purposes have the same id")
    if document["default_purpose"] not in purposes:
        raise RegistrationError("$.default_purpose: no such purpose")
    for purpose in purposes.values():
        names = [claim.name for claim in purpose.claims]
        for name in names:
            if name not in CLAIMS_SUPPORTED or names.count(name) > 1:
                raise RegistrationError(
                    f"purpose {purpose.id}: the claim {name!r} is unknown or listed twice;"
                    f" claims are {', '.join(CLAIMS_SUPPORTED)}"
                )
