"""Verified claims the whole way, held against the published schemas and our own metadata."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from citizens import Citizen
from services import PURPOSE, Service, http, purpose
from thiqa.base import b64url_decode
from thiqa.crypto import parse_jwks, read_claims_unverified, verify_jws
from thiqa.oidc.requests.claims import CLAIMS_SUPPORTED
from world import World

SCHEMAS = Path(__file__).parents[1] / "vectors" / "identity_assurance" / "schema"
EVERYTHING = dict.fromkeys(CLAIMS_SUPPORTED)
EVIDENCE = {
    "type": {"value": "document"},
    "check_details": [{"check_method": None, "organization": None, "check_id": None, "time": None}],
    "document_details": {"type": None, "issuer": {"country": None, "country_code": None}},
}
VERIFICATION = {
    "trust_framework": {"value": "ma_cnie"},
    "assurance_level": {"value": "high"},
    "time": {"max_age": 60},
    "verification_process": None,
    "evidence": [EVIDENCE],
}


def validator(name: str) -> Draft202012Validator:
    """Return the validator of a published schema, which refers to the others by address."""
    documents = [json.loads(path.read_text()) for path in SCHEMAS.glob("*.json")]
    registry: Registry[Any] = Registry().with_resources(
        (each["$id"], Resource.from_contents(each)) for each in documents
    )
    document = json.loads((SCHEMAS / f"{name}.json").read_text())
    return Draft202012Validator(
        document, registry=registry, format_checker=Draft202012Validator.FORMAT_CHECKER
    )


@pytest.fixture
def curious(shared_world: World) -> Service:
    """A service that may know everything."""
    purposes = [purpose(PURPOSE, dict.fromkeys(CLAIMS_SUPPORTED, True))]
    return shared_world.new_service(changes={"purposes": purposes})


def both(service: Service, citizen: Citizen, request: Any) -> tuple[Any, Any, dict[str, Any]]:
    """Ask at both places; return the verified claims of userinfo and ID token, and the tokens."""
    claims = {place: {"verified_claims": request} for place in ("userinfo", "id_token")}
    validator("verified_claims_request").validate(claims)
    tokens = service.identify(citizen, claims=json.dumps(claims))
    id_token = read_claims_unverified(tokens["id_token"])
    userinfo = service.userinfo(tokens["access_token"]).json()
    return userinfo.get("verified_claims"), id_token.get("verified_claims"), id_token


@pytest.mark.parametrize(
    "persona", ["adult", "minor", "no-first-name", "arabic-name-only", "latin-name-only"]
)
def test_the_answer_is_valid_by_the_published_schema(
    shared_world: World, curious: Service, persona: str
) -> None:
    citizen = shared_world.citizen(persona)
    request = {"verification": VERIFICATION, "claims": EVERYTHING}
    at_userinfo, in_id_token, _ = both(curious, citizen, request)
    assert at_userinfo == in_id_token
    validator("verified_claims").validate({"verified_claims": at_userinfo})


@pytest.mark.parametrize(
    ("persona", "expected"),
    [
        ("birth-year-only", {"birthdate": "1951", "birthdate_precision": "year"}),
        (
            "birth-month-only",
            {"birthdate": "1985", "birthdate_precision": "month", "birth_year_month": "1985-07"},
        ),
    ],
)
def test_a_partial_birth_date_is_written_as_openid_connect_core_does(
    shared_world: World, curious: Service, persona: str, expected: dict[str, str]
) -> None:
    """The published schema knows whole dates only, and says of itself that the text decides."""
    citizen = shared_world.citizen(persona)
    names = ("birthdate", "birthdate_precision", "birth_year_month", "age_over_18")
    request = {"verification": {"trust_framework": None}, "claims": dict.fromkeys(names)}
    answer, _, _ = both(curious, citizen, request)
    assert answer["claims"] == {**expected, "age_over_18": True}
    assert not validator("verified_claims").is_valid({"verified_claims": answer})
    del answer["claims"]["birthdate"]
    validator("verified_claims").validate({"verified_claims": answer})


def test_the_evidence_is_what_happened_at_the_login(
    shared_world: World, curious: Service, citizen: Citizen
) -> None:
    request = {"verification": VERIFICATION, "claims": None}
    answer, _, id_token = both(curious, citizen, {**request, "claims": {"name": None}})
    verification = answer["verification"]
    assert verification["assurance_level"] == id_token["acr"] == "high"
    [evidence] = verification["evidence"]
    assert evidence["document_details"]["type"] == "idcard"
    assert [each["check_method"] for each in evidence["check_details"]] == ["vcrypt", "token"]
    for check in evidence["check_details"]:
        assert check["organization"] == shared_world.issuer
        assert check["check_id"] == verification["verification_process"]
        assert check["time"] == verification["time"]


def test_the_metadata_names_whatever_an_answer_holds(
    shared_world: World, curious: Service, citizen: Citizen
) -> None:
    about = http().get(f"{shared_world.issuer}/.well-known/openid-configuration").json()
    assert about["claims_parameter_supported"] is True
    answer, _, _ = both(curious, citizen, {"verification": VERIFICATION, "claims": EVERYTHING})
    assert answer["verification"]["trust_framework"] in about["trust_frameworks_supported"]
    assert set(answer["claims"]) <= set(about["claims_in_verified_claims_supported"])
    [evidence] = answer["verification"]["evidence"]
    assert evidence["type"] in about["evidence_supported"]
    assert evidence["document_details"]["type"] in about["documents_supported"]
    methods = {each["check_method"] for each in evidence["check_details"]}
    assert methods <= set(about["documents_check_methods_supported"])


def test_names_in_both_scripts_are_claims_apart(curious: Service, citizen: Citizen) -> None:
    claims = dict.fromkeys(("given_name", "given_name#ar", "name_script"))
    request = {"verification": {"trust_framework": None}, "claims": claims}
    answer, _, _ = both(curious, citizen, request)
    assert answer["claims"]["name_script"] == "Arab"
    assert answer["claims"]["given_name"].isascii()
    assert not answer["claims"]["given_name#ar"].isascii()


def test_each_element_of_a_list_is_answered_by_itself(curious: Service, citizen: Citizen) -> None:
    ours = {"verification": {"trust_framework": None}, "claims": {"birthdate": None}}
    other = {"verification": {"trust_framework": {"value": "de_aml"}}, "claims": {"name": None}}
    answer, _, _ = both(curious, citizen, [other, ours])
    assert [set(each["claims"]) for each in answer] == [{"birthdate"}]
    validator("verified_claims").validate({"verified_claims": answer})
    assert both(curious, citizen, other)[:2] == (None, None)


def test_a_refreshed_token_opens_the_same_verified_claims(
    curious: Service, citizen: Citizen
) -> None:
    request = {"verification": {"trust_framework": None, "time": None}, "claims": {"name": None}}
    claims = json.dumps({"userinfo": {"verified_claims": request}})
    tokens = curious.identify(citizen, scope="openid offline_access", claims=claims)
    first = curious.userinfo(tokens["access_token"]).json()
    fresh = curious.refresh(tokens["refresh_token"]).json()
    assert curious.userinfo(fresh["access_token"]).json() == first


@pytest.mark.parametrize("algorithm", ["ES256", "EdDSA", "PS256"])
def test_userinfo_is_signed_for_a_service_that_registered_so(
    shared_world: World, citizen: Citizen, algorithm: str
) -> None:
    service = shared_world.new_service(changes={"userinfo_signed_response_alg": algorithm})
    tokens = service.identify(citizen, claims=json.dumps({"userinfo": {"birthdate": None}}))
    response = service.userinfo(tokens["access_token"])
    assert response.headers["content-type"] == "application/jwt"
    assert response.headers["cache-control"] == "no-store"
    header = json.loads(b64url_decode(response.text.split(".")[0]))
    assert header["alg"] == algorithm
    jwks = parse_jwks(http().get(f"{shared_world.issuer}/jwks").json())
    claims = verify_jws(response.text, jwks).claims
    id_token = read_claims_unverified(tokens["id_token"])
    assert set(claims) == {"sub", "birthdate", "iss", "aud"}
    assert claims["sub"] == id_token["sub"]
    assert (claims["iss"], claims["aud"]) == (shared_world.issuer, service.client_id)
