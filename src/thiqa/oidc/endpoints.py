"""Every endpoint that services call, by path: one line each."""

from collections.abc import Callable

from thiqa.ledger.receipts import Receipts
from thiqa.oidc.backchannel.endpoint import begin_backchannel_login
from thiqa.oidc.backchannel.features import BACKCHANNEL_PATH
from thiqa.oidc.clients.dynamic_registration import register
from thiqa.oidc.clients.service_endpoint import show_registration
from thiqa.oidc.federation.entity_id import WELL_KNOWN
from thiqa.oidc.http import Handler, document_endpoint, encode, service_endpoint
from thiqa.oidc.metadata import (
    INTROSPECTION_PATH,
    JWKS_PATH,
    PAR_PATH,
    RECEIPT_PATH,
    REGISTRATION_PATH,
    REVOCATION_PATH,
    SERVICE_PATH,
    TOKEN_PATH,
    USERINFO_PATH,
    metadata,
)
from thiqa.oidc.provider import Provider
from thiqa.oidc.requests.par_endpoint import push
from thiqa.oidc.tokens.introspection import introspect
from thiqa.oidc.tokens.receipt_endpoint import give_receipt
from thiqa.oidc.tokens.revocation import revoke_tokens
from thiqa.oidc.tokens.token_endpoint import give_tokens
from thiqa.oidc.tokens.userinfo import give_claims
from thiqa.web import PUBLIC_JSON_HEADERS, Endpoint

DISCOVERY_PATHS = (
    "/.well-known/openid-configuration",
    "/.well-known/oauth-authorization-server",
)


def endpoints(provider: Provider, receipts: Receipts) -> dict[str, Endpoint]:
    """Return the hot endpoints by path."""

    def resource(handler: Handler, *methods: str) -> Endpoint:
        return service_endpoint(provider, handler, *methods, resource=True)

    return {
        PAR_PATH: service_endpoint(provider, push(provider), "POST"),
        TOKEN_PATH: service_endpoint(provider, give_tokens(provider), "POST"),
        BACKCHANNEL_PATH: service_endpoint(provider, begin_backchannel_login(provider), "POST"),
        USERINFO_PATH: resource(give_claims(provider), "GET", "POST"),
        INTROSPECTION_PATH: service_endpoint(provider, introspect(provider), "POST"),
        REVOCATION_PATH: service_endpoint(provider, revoke_tokens(provider), "POST"),
        SERVICE_PATH: resource(show_registration(provider), "GET"),
        **_registration(provider),
        RECEIPT_PATH: resource(give_receipt(provider, receipts), "GET"),
        **{
            path: document_endpoint(body, PUBLIC_JSON_HEADERS)
            for path, body in documents(provider).items()
        },
        **_entity_configuration(provider),
    }


def documents(provider: Provider) -> dict[str, Callable[[], bytes]]:
    """Return what everybody may fetch, by path: the metadata, and the keys of the moment."""
    about = encode(metadata(provider.policy, provider.record_key))
    return {
        JWKS_PATH: lambda: provider.keys.jwks(provider.clock()),
        **dict.fromkeys(DISCOVERY_PATHS, lambda: about),
    }


def _registration(provider: Provider) -> dict[str, Endpoint]:
    """RFC 7591 and 7592, for those who try things out."""
    if not provider.policy.sandbox:
        return {}
    methods = ("GET", "POST", "DELETE")
    return {REGISTRATION_PATH: service_endpoint(provider, register(provider), *methods, form=False)}


def _entity_configuration(provider: Provider) -> dict[str, Endpoint]:
    """OpenID Federation 1.0, section 9: signed, so not one of the JSON documents."""
    if provider.entity is None:
        return {}
    about = metadata(provider.policy, provider.record_key)
    return {WELL_KNOWN: provider.entity.endpoint(about)}
