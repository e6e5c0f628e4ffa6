"""What the provider says about itself, and that it is so."""

import json

import pytest
from jsonschema import Draft202012Validator

from provider_parts import ISSUER, POLICY, Parts
from thiqa.crypto import FAPI_ALGORITHMS, algorithms
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.receipts import Receipts
from thiqa.oidc.authorization.answers import RESPONSE_MODES
from thiqa.oidc.clients.client_authentication import ASSERTION_TYPE
from thiqa.oidc.clients.registration import client_schema
from thiqa.oidc.endpoints import DISCOVERY_PATHS, documents, endpoints
from thiqa.oidc.metadata import AUTHORIZE_PATH, END_SESSION_PATH, RECONCILIATION_PATH, metadata
from thiqa.oidc.requests.claims import CLAIMS_SUPPORTED, SCOPE_CLAIMS
from thiqa.oidc.requests.login_wishes import PROMPTS
from thiqa.oidc.requests.purposes import PURPOSE_TYPE
from thiqa.oidc.tokens.token_endpoint import GRANT_TYPES

METADATA = metadata(POLICY, "record+00000000+AAAA")

REQUIRED_BY_DISCOVERY = {
    *("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"),
    *("response_types_supported", "subject_types_supported"),
    "id_token_signing_alg_values_supported",
}
"""OpenID Connect Discovery 1.0, section 3, for the flows that we serve."""
REQUIRED_BY_RFC_8414 = {
    *("issuer", "authorization_endpoint", "token_endpoint", "response_types_supported"),
    # Required beside private_key_jwt (section 2).
    "token_endpoint_auth_signing_alg_values_supported",
}
REQUIRED_BY_FAPI = {
    "pushed_authorization_request_endpoint",  # RFC 9126, section 5
    "require_pushed_authorization_requests",
    "authorization_response_iss_parameter_supported",  # RFC 9207, section 3
    "code_challenge_methods_supported",  # OAuth 2.1, section 7.5.2
}


@pytest.mark.parametrize(
    "required", [REQUIRED_BY_DISCOVERY, REQUIRED_BY_RFC_8414, REQUIRED_BY_FAPI]
)
def test_every_required_member_is_there(required: set[str]) -> None:
    assert required <= set(METADATA)


def test_no_member_is_empty() -> None:
    assert all(value is not None and value not in ("", []) for value in METADATA.values())


def test_verified_claims_are_announced_as_they_are_answered() -> None:
    assert METADATA["trust_frameworks_supported"] == [POLICY.assurance.trust_framework]
    assert set(METADATA["claims_in_verified_claims_supported"]) == set(CLAIMS_SUPPORTED)
    assert METADATA["evidence_supported"] == ["document"]
    assert METADATA["documents_supported"] == ["idcard"]
    assert METADATA["documents_check_methods_supported"] == ["vcrypt", "token"]


def test_the_issuer_is_written_as_in_every_token() -> None:
    assert METADATA["issuer"] == ISSUER


def test_every_address_that_it_lists_is_served_and_every_service_endpoint_is_listed() -> None:
    parts = Parts()
    receipts = Receipts(parts.database, LogPolicy.of_log())
    here = endpoints(parts.provider, receipts)
    served = {f"{ISSUER}{path}" for path in (*here, RECONCILIATION_PATH)}
    listed = {
        value
        for name, value in METADATA.items()
        if name.endswith("_endpoint") or name == "jwks_uri"
    }
    pages = {f"{ISSUER}{AUTHORIZE_PATH}", f"{ISSUER}{END_SESSION_PATH}"}
    assert listed - pages == served - {f"{ISSUER}{path}" for path in DISCOVERY_PATHS}


def test_both_well_known_addresses_serve_this_document() -> None:
    provider = Parts().provider
    served = documents(provider)
    for path in DISCOVERY_PATHS:
        assert json.loads(served[path]()) == metadata(provider.policy, provider.record_key)


def test_it_lists_exactly_the_grants_that_are_served() -> None:
    assert set(METADATA["grant_types_supported"]) == set(GRANT_TYPES)


def test_it_lists_exactly_the_prompts_that_are_obeyed() -> None:
    assert set(METADATA["prompt_values_supported"]) == PROMPTS


def test_it_lists_exactly_the_scopes_and_claims_that_exist() -> None:
    assert METADATA["scopes_supported"] == list(SCOPE_CLAIMS)
    assert METADATA["claims_supported"] == ["sub", *CLAIMS_SUPPORTED]


def test_it_lists_exactly_the_algorithms_that_a_service_may_register() -> None:
    listed = METADATA["id_token_signing_alg_values_supported"]
    assert listed == [each.value for each in FAPI_ALGORITHMS]
    schema = client_schema()["$defs"]["algorithm"]
    assert all(Draft202012Validator(schema).is_valid(name) for name in listed)


def test_it_lists_exactly_the_algorithms_that_a_service_may_sign_with() -> None:
    listed = METADATA["token_endpoint_auth_signing_alg_values_supported"]
    assert "none" not in listed
    assert {algorithms.algorithm_named(name) for name in listed} == set(FAPI_ALGORITHMS)


def test_services_prove_themselves_in_one_way_alone() -> None:
    assert METADATA["token_endpoint_auth_methods_supported"] == ["private_key_jwt"]
    assert ASSERTION_TYPE.endswith(":jwt-bearer")


def test_what_is_not_taken_is_said() -> None:
    assert METADATA["request_uri_parameter_supported"] is False
    assert METADATA["code_challenge_methods_supported"] == ["S256"]
    assert METADATA["response_types_supported"] == ["code"]
    assert METADATA["response_modes_supported"] == list(RESPONSE_MODES)


def test_subjects_are_pairwise_alone() -> None:
    assert METADATA["subject_types_supported"] == ["pairwise"]


def test_purposes_are_the_one_type_of_authorization_details() -> None:
    assert METADATA["authorization_details_types_supported"] == [PURPOSE_TYPE]


def test_levels_and_languages_are_those_that_there_are() -> None:
    assert METADATA["acr_values_supported"] == ["high"]
    assert METADATA["ui_locales_supported"] == ["ar", "fr", "zgh", "en"]
