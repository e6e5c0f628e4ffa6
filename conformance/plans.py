"""The plans: their names at the suite, their variants, and what each needs to be set up."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from conformance.ciba import set_up_ciba
from conformance.ekyc import set_up_ekyc
from conformance.errors import ConformanceError
from conformance.fapi2 import set_up_fapi2, set_up_service_access
from conformance.federation import set_up_federation
from conformance.openid import set_up_backchannel_logout, set_up_openid, set_up_registration
from conformance.setup import Occasion, Setup, Variant
from conformance.site import Site

FAPI2_SECURITY_PROFILE = "fapi2-security-profile-final-test-plan"
FAPI2_MESSAGE_SIGNING = "fapi2-message-signing-final-test-plan"
PLAIN_FAPI = {
    "fapi_profile": "plain_fapi",
    "openid": "openid_connect",
    "authorization_request_type": "simple",
}
SERVICE = PLAIN_FAPI | {
    "fapi_profile": "fapi_client_credentials_grant",
    "openid": "plain_oauth",
}
ASSERTION = {"client_auth_type": "private_key_jwt"}
CERTIFICATE = {"client_auth_type": "mtls"}
DPOP = {"sender_constrain": "dpop"}
MUTUAL_TLS = {"sender_constrain": "mtls"}
SIGNED = {"fapi_request_method": "signed_non_repudiation"}
CIBA = {
    "fapi_ciba_profile": "plain_fapi",
    "client_auth_type": "mtls",
    "client_registration": "static_client",
}
CODE = {"response_type": "code"}
STATIC = {"client_registration": "static_client"}
DYNAMIC = {"client_registration": "dynamic_client"}
DISCOVERY = {"server_metadata": "discovery"}
VERIFIED = {
    "ekyc_profile": "plain_ekyc",
    "ekyc_verified_claims_response_support": "id_token_userinfo",
    "client_auth_type": "mtls",
    "sender_constrain": "mtls",
    "response_mode": "default",
    "fapi_response_mode": "plain_response",
    "auth_request_method": "request_object_pushed",
    "auth_request_non_repudiation_method": "unsigned",
    "security_profile": "fapi2_sp",
}


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan in one variant, under a short name of ours."""

    key: str
    name: str
    set_up: Callable[[Occasion], Setup]
    variant: Variant = field(default_factory=dict)


def set_up_nothing(_occasion: Occasion) -> Setup:
    """Set up a plan that looks at the metadata only."""
    return Setup()


PLANS: Sequence[Plan] = (
    Plan("config", "oidcc-config-certification-test-plan", set_up_nothing),
    Plan("fapi2-dpop", FAPI2_SECURITY_PROFILE, set_up_fapi2, PLAIN_FAPI | ASSERTION | DPOP),
    Plan("fapi2-mtls", FAPI2_SECURITY_PROFILE, set_up_fapi2, PLAIN_FAPI | ASSERTION | MUTUAL_TLS),
    Plan(
        "fapi2-mtls-only",
        FAPI2_SECURITY_PROFILE,
        set_up_fapi2,
        PLAIN_FAPI | CERTIFICATE | MUTUAL_TLS,
    ),
    Plan(
        "fapi2-service",
        FAPI2_SECURITY_PROFILE,
        set_up_service_access,
        SERVICE | ASSERTION | DPOP,
    ),
    Plan(
        "signed",
        FAPI2_MESSAGE_SIGNING,
        set_up_fapi2,
        PLAIN_FAPI | ASSERTION | DPOP | SIGNED | {"fapi_response_mode": "plain_response"},
    ),
    Plan(
        "signed-jarm",
        FAPI2_MESSAGE_SIGNING,
        set_up_fapi2,
        PLAIN_FAPI | ASSERTION | DPOP | SIGNED | {"fapi_response_mode": "jarm"},
    ),
    Plan("basic", "oidcc-basic-certification-test-plan", set_up_openid, DISCOVERY | STATIC),
    Plan(
        "basic-dynamic",
        "oidcc-basic-certification-test-plan",
        set_up_registration,
        DISCOVERY | DYNAMIC,
    ),
    Plan(
        "logout",
        "oidcc-rp-initiated-logout-certification-test-plan",
        set_up_openid,
        CODE | STATIC,
    ),
    Plan(
        "logout-dynamic",
        "oidcc-rp-initiated-logout-certification-test-plan",
        set_up_registration,
        CODE | DYNAMIC,
    ),
    Plan(
        "backchannel-logout",
        "oidcc-backchannel-rp-initiated-logout-certification-test-plan",
        set_up_backchannel_logout,
        CODE | STATIC,
    ),
    Plan(
        "backchannel-logout-dynamic",
        "oidcc-backchannel-rp-initiated-logout-certification-test-plan",
        set_up_registration,
        CODE | DYNAMIC,
    ),
    Plan(
        "verified-claims",
        "ekyc-test-plan-oidccore",
        set_up_ekyc,
        DISCOVERY | STATIC | CODE | VERIFIED,
    ),
    Plan(
        "federation",
        "openid-federation-entity-joined-to-test-federation-op-test-plan",
        set_up_federation,
        DISCOVERY | {"client_registration": "automatic"},
    ),
    Plan("ciba-poll", "fapi-ciba-id1-test-plan", set_up_ciba, CIBA | {"ciba_mode": "poll"}),
    Plan("ciba-ping", "fapi-ciba-id1-test-plan", set_up_ciba, CIBA | {"ciba_mode": "ping"}),
)


def chosen(keys: Sequence[str]) -> Sequence[Plan]:
    """Return the plans of these short names, or all of them; refuse a name that is none."""
    known: Mapping[str, Plan] = {plan.key: plan for plan in PLANS}
    for key in keys:
        if key not in known:
            raise ConformanceError(f"no plan {key!r}; plans are {', '.join(known)}")
    return [known[key] for key in keys] or list(PLANS)


def configuration(plan: Plan, site: Site, setup: Setup, token: str | None) -> Mapping[str, Any]:
    """Return what the suite is told for a plan; with a token it registers its clients."""
    registering = {"client_name": f"Thiqa {plan.key}", "initial_access_token": token}
    clients = {} if token is None else {"client": registering, "client2": registering}
    return {
        "alias": site.alias,
        "description": f"Thiqa, {plan.key}",
        **clients,
        **setup.configuration,
        "server": {"discoveryUrl": site.discovery, **setup.configuration.get("server", {})},
    }
