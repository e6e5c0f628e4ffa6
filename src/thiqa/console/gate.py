"""The gate to production: what a registration needs before operators look at it."""

from thiqa.console.models import SelfTest, Standing, TestState
from thiqa.console.paths import service_url
from thiqa.console.registration import client_at
from thiqa.console.views import Step
from thiqa.oidc.models import Client, Profile, Stage
from thiqa.web.messages import message

SELF_TEST_SECONDS = 30 * 86_400
"""A self-test says something about a service for thirty days."""

NEEDS_PROFILE = message("Its requests follow FAPI 2.0: pushed requests and PKCE")
NEEDS_METHOD = message("It proves who it is with a signed assertion or a certificate")
NEEDS_CONSTRAINT = message("Access tokens are bound to a key (DPoP) or to its certificate")
NEEDS_SANDBOX = message("It is in the sandbox")
NEEDS_TEST = message("The self-test passed in the last 30 days, with exactly this registration")


def missing_steps(standing: Standing, test: SelfTest | None, now: int) -> tuple[Step, ...]:
    """Return what production needs, each with whether it is there."""
    client = client_at(standing.service.document, Stage.SANDBOX)
    edit = service_url(standing.service.client_id, "edit")
    to_test = service_url(standing.service.client_id, "self-test")
    return (
        Step(NEEDS_SANDBOX, standing.stage is not Stage.DRAFT),
        Step(NEEDS_PROFILE, client.profile is Profile.FAPI2, edit),
        Step(NEEDS_METHOD, not client.token_endpoint_auth_method.is_secret, edit),
        Step(NEEDS_CONSTRAINT, is_constrained(client), edit),
        Step(NEEDS_TEST, has_passed(standing.service.fingerprint, test, now), to_test),
    )


def is_constrained(client: Client) -> bool:
    """FAPI 2.0 Security Profile, section 5.3.2.1: access tokens are sender-constrained."""
    return client.dpop_bound_access_tokens or client.tls_client_certificate_bound_access_tokens


def has_passed(fingerprint: str, test: SelfTest | None, now: int) -> bool:
    """Tell whether the latest self-test passed, lately, with this very registration."""
    return (
        test is not None
        and test.state is TestState.PASSED
        and test.fingerprint == fingerprint
        and now - test.started_at < SELF_TEST_SECONDS
    )
