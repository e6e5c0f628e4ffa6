"""The plans: their names at the suite, their variants, and what each needs to be set up."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from conformance.errors import ConformanceError
from conformance.fapi2 import set_up_fapi2
from conformance.setup import Setup
from conformance.site import Site

OPENID = {"openid": "openid_connect", "authorization_request_type": "simple"}
PLAIN_FAPI = {"fapi_profile": "plain_fapi", **OPENID}


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan in one variant, under a short name of ours."""

    key: str
    name: str
    set_up: Callable[[Site, Mapping[str, str]], Setup]
    variant: Mapping[str, str] = field(default_factory=dict)


def set_up_nothing(_site: Site, _variant: Mapping[str, str]) -> Setup:
    """Set up a plan that looks at the metadata only."""
    return Setup()


PLANS: Sequence[Plan] = (
    Plan("config", "oidcc-config-certification-test-plan", set_up_nothing),
    Plan(
        "fapi2-dpop",
        "fapi2-security-profile-final-test-plan",
        set_up_fapi2,
        {**PLAIN_FAPI, "client_auth_type": "private_key_jwt", "sender_constrain": "dpop"},
    ),
)


def chosen(keys: Sequence[str]) -> Sequence[Plan]:
    """Return the plans of these short names, or all of them; refuse a name that is none."""
    known: Mapping[str, Plan] = {plan.key: plan for plan in PLANS}
    for key in keys:
        if key not in known:
            raise ConformanceError(f"no plan {key!r}; plans are {', '.join(known)}")
    return [known[key] for key in keys] or list(PLANS)


def configuration(plan: Plan, site: Site, setup: Setup) -> Mapping[str, Any]:
    """Return what the suite is told for a plan."""
    return {
        "alias": site.alias,
        "description": f"Thiqa, {plan.key}",
        **setup.configuration,
        "server": {"discoveryUrl": site.discovery, **setup.configuration.get("server", {})},
    }
