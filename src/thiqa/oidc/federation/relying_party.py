"""A relying party of a federation as a client of ours."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from thiqa.crypto import Algorithm, CryptoError, parse_jwks
from thiqa.oidc.clients.addresses import check_addresses
from thiqa.oidc.clients.coherence import check_coherence
from thiqa.oidc.clients.registration import READERS, client_schema
from thiqa.oidc.errors import RegistrationError
from thiqa.oidc.federation.entity_id import host_of
from thiqa.oidc.federation.errors import MetadataRefusedError
from thiqa.oidc.federation.trust_policy import AnchorRules, Vouched
from thiqa.oidc.models import (
    CODE_GRANT,
    REFRESH_GRANT,
    AuthenticationMethod,
    Client,
    Purpose,
)
from thiqa.web.languages import Language

RELYING_PARTY = "openid_relying_party"
"""OpenID Federation 1.0, section 5.1.2."""
OWN_MEMBERS = frozenset(
    {
        "client_id",
        "name",
        "sector",
        "stage",
        "profile",
        "purposes",
        "default_purpose",
        "client_secret_digest",
        "grant_types",
    }
)
"""What an entity does not decide about itself, however its metadata are called."""
ASYMMETRIC_METHODS = (
    AuthenticationMethod.PRIVATE_KEY_JWT,
    AuthenticationMethod.TLS_CLIENT_AUTH,
    AuthenticationMethod.SELF_SIGNED_TLS_CLIENT_AUTH,
)
"""Section 12.1: there is nobody to share a secret with; in the order of our preference."""

SIGN_IN = Purpose(
    id="sign-in",
    name={
        "ar": "التعرّف عليكم عند عودتكم، دون أي معطى عنكم",
        "fr": "Vous reconnaître à votre retour, sans aucune donnée sur vous",
        "zgh": "ⴰⴷ ⴽⵯⵏ ⵉⵙⵙⵏ ⴰⴷⴷⴰⵢ ⵜⴰⵖⵓⵍⵎ, ⴱⵍⴰ ⴽⵔⴰ ⵏ ⵉⵎⵓⵛⴰⵏ",
        "en": "To recognise you when you come back, without any data about you",
    },
    law={
        "ar": "القانون رقم 09-08، المادة 4: موافقتكم",
        "fr": "Loi n° 09-08, article 4 : votre consentement",
        "zgh": "ⴰⵙⴰⴹⵓⴼ 09-08, ⴰⵎⴰⴳⵔⴰⴷ 4: ⴰⵎⵙⴰⵙⴰ ⵏⵏⵓⵏ",
        "en": "Law No. 09-08, article 4: your consent",
    },
    retention_days=0,
    claims=(),
)
"""For whom nobody has vouched: no claim, and a subject that means nothing anywhere else."""


def client_from(
    entity_id: str,
    metadata: Mapping[str, Any],
    rules: AnchorRules,
    vouched: Vouched | None,
    trusted_until: int,
) -> Client:
    """Return the client that a relying party is, or refuse its metadata.

    1. members that we register, as the schema of registrations has them; 2. addresses;
    3. keys; 4. a code, a pairwise subject, and no secret; 5. name, sector and purposes are
    those that were vouched for, and without anybody's word there is none; 6. members that
    need one another.
    """
    try:
        document = _registered_members(metadata)  # 1
        check_addresses(document)  # 2
        if "jwks" in document:  # 3
            parse_jwks(document["jwks"])
        _check_flow(metadata)  # 4
        client = _client(entity_id, document, rules, trusted_until)
        client = replace(client, token_endpoint_auth_method=_method(metadata))
        client = _with_purposes(client, metadata, vouched)  # 5
        check_coherence(client)  # 6
    except (RegistrationError, CryptoError) as error:
        raise MetadataRefusedError(f"metadata of {RELYING_PARTY}: {error}", rule="12.1") from error
    return client


def _registered_members(metadata: Mapping[str, Any]) -> dict[str, Any]:
    known = _schema()["properties"].keys()
    document = {name: value for name, value in metadata.items() if name in known}
    if "jwks" in document:  # section 5.2.1.1: several ways to the same keys may be given
        document.pop("jwks_uri", None)
    for error in Draft202012Validator(_schema()).iter_errors(document):
        raise RegistrationError(f"{error.json_path}: {error.message[:200]}")
    return document


@cache
def _schema() -> dict[str, Any]:
    schema = client_schema()
    members = {
        name: member for name, member in schema["properties"].items() if name not in OWN_MEMBERS
    }
    return {**schema, "required": ["redirect_uris"], "properties": members}


def _client(
    entity_id: str, document: Mapping[str, Any], rules: AnchorRules, trusted_until: int
) -> Client:
    host = host_of(entity_id)
    return Client(
        id=entity_id,
        name=dict.fromkeys((each.value for each in Language), host),
        sector=entity_id,
        redirect_uris=tuple(document["redirect_uris"]),
        purposes={SIGN_IN.id: SIGN_IN},
        default_purpose=SIGN_IN.id,
        jwks=document.get("jwks"),
        jwks_uri=document.get("jwks_uri"),
        post_logout_redirect_uris=tuple(document.get("post_logout_redirect_uris", ())),
        id_token_algorithm=Algorithm(document.get("id_token_signed_response_alg", "ES256")),
        **{
            **{name: read(document[name]) for name, read in READERS.items() if name in document},
            "stage": rules.stage,
            "profile": rules.profile,
            "grant_types": (CODE_GRANT,),
            "trusted_until": trusted_until,
        },
    )


def _check_flow(metadata: Mapping[str, Any]) -> None:
    if CODE_GRANT not in metadata.get("grant_types", [CODE_GRANT]):
        raise RegistrationError("$.grant_types: authorization_code is what we give")
    if "code" not in metadata.get("response_types", ["code"]):
        raise RegistrationError("$.response_types: code is what we answer with")
    if metadata.get("subject_type", "pairwise") != "pairwise":
        raise RegistrationError("$.subject_type: subjects are pairwise")


def _method(metadata: Mapping[str, Any]) -> AuthenticationMethod:
    """Section 12.1.4: the method that is named, or the first that both sides support."""
    preferred = AuthenticationMethod.PRIVATE_KEY_JWT
    named = metadata.get("token_endpoint_auth_method")
    supported = [named] if named else metadata.get("token_endpoint_auth_methods_supported")
    for method in ASYMMETRIC_METHODS if supported is not None else [preferred]:
        if supported is None or method in supported:
            return method
    raise RegistrationError(f"$.token_endpoint_auth_method: one of {', '.join(ASYMMETRIC_METHODS)}")


def _with_purposes(client: Client, metadata: Mapping[str, Any], vouched: Vouched | None) -> Client:
    if vouched is None:
        return client
    wanted = metadata.get("grant_types", [CODE_GRANT])
    return replace(
        client,
        name=vouched.name,
        sector=vouched.sector or client.sector,
        purposes=vouched.purposes,
        default_purpose=vouched.default_purpose,
        grant_types=tuple(each for each in (CODE_GRANT, REFRESH_GRANT) if each in wanted),
    )
