"""One purpose for a request, and nothing beyond it."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provider_parts import CLIENT, client
from services import AGE_PURPOSE, NAMES, PURPOSE, purpose
from thiqa.oidc.errors import InvalidAuthorizationDetailsError
from thiqa.oidc.models import Purpose, RequestedClaims
from thiqa.oidc.requests.claims import CLAIMS_SUPPORTED, SCOPE_CLAIMS
from thiqa.oidc.requests.purposes import (
    MAX_AUTHORIZATION_DETAILS,
    basis_of,
    choose_purpose,
    claims_of_request,
    essential_claims,
    refuse_claims_beyond_purpose,
)

NAMES_OF_CLAIMS = st.lists(st.sampled_from(CLAIMS_SUPPORTED), unique=True).map(tuple)
SCOPES = st.lists(st.sampled_from(list(SCOPE_CLAIMS)), unique=True).map(tuple)


def registered(**claims: bool) -> Purpose:
    return client(purposes=[purpose(PURPOSE, claims)]).purposes[PURPOSE]


REGISTERED = purpose(PURPOSE, {"birthdate": True})
NARROW = registered(given_name=True, family_name=False, address=False)
ALL = RequestedClaims(("given_name", "family_name", "address"))


def detail(**members: Any) -> str:
    return json.dumps([{"type": "thiqa_purpose", **members}])


def test_without_a_name_it_is_the_default_purpose() -> None:
    assert choose_purpose(CLIENT, None).id == CLIENT.default_purpose


@pytest.mark.parametrize("name", [PURPOSE, AGE_PURPOSE])
def test_each_registered_purpose_can_be_named(name: str) -> None:
    assert choose_purpose(CLIENT, detail(purpose=name)).id == name


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "{}",
        "[]",
        '["thiqa_purpose"]',
        '[{"type":"thiqa_purpose","purpose":"age"},{"type":"thiqa_purpose","purpose":"age"}]',
        '[{"type":"thiqa_purpose","purpose":"age","purpose":"criminal-record"}]',
        '[{"purpose":"age"}]',
        '[{"type":"payment_initiation","purpose":"age"}]',
        '[{"type":["thiqa_purpose"],"purpose":"age"}]',
        detail(),
        detail(purpose=None),
        detail(purpose=["age"]),
        detail(purpose="none-such"),
        detail(purpose="AGE"),
        detail(purpose="age", claims=["national_number"]),
        detail(purpose="age", locations=["https://elsewhere.example"]),
        detail(purpose="age" + " " * MAX_AUTHORIZATION_DETAILS),
    ],
)
def test_authorization_details_name_one_registered_purpose_and_nothing_else(text: str) -> None:
    with pytest.raises(InvalidAuthorizationDetailsError):
        choose_purpose(CLIENT, text)


@pytest.mark.parametrize(
    "asked", [RequestedClaims(("gender",)), RequestedClaims(("given_name",), ("gender",))]
)
def test_a_claim_beyond_the_purpose_is_refused_wherever_it_is_wanted(
    asked: RequestedClaims,
) -> None:
    with pytest.raises(InvalidAuthorizationDetailsError, match="gender"):
        refuse_claims_beyond_purpose(NARROW, asked)


def test_a_claim_in_another_script_is_another_claim() -> None:
    with pytest.raises(InvalidAuthorizationDetailsError, match="given_name#ar"):
        refuse_claims_beyond_purpose(NARROW, RequestedClaims(("given_name#ar",)))


def test_a_verified_claim_is_allowed_as_the_plain_one_is() -> None:
    names = ("verified_claims", "verified_claims.given_name")
    refuse_claims_beyond_purpose(NARROW, RequestedClaims(names))
    with pytest.raises(InvalidAuthorizationDetailsError, match="'gender'") as caught:
        refuse_claims_beyond_purpose(NARROW, RequestedClaims((*names, "verified_claims.gender")))
    assert all((caught.value.rule, caught.value.parameter, caught.value.mend))


def test_the_proof_is_essential_and_a_verified_claim_is_if_the_plain_one_is() -> None:
    names = ("verified_claims", "verified_claims.given_name", "verified_claims.address")
    assert essential_claims(NARROW, RequestedClaims(names)) == names[:2]


def test_who_asks_for_a_proof_alone_does_not_get_all_of_the_purpose() -> None:
    proof = RequestedClaims(("verified_claims",))
    assert claims_of_request(NARROW, ("openid",), proof) == proof


def test_openid_alone_asks_for_all_of_the_purpose_at_userinfo() -> None:
    assert claims_of_request(NARROW, ("openid",), RequestedClaims()) == ALL


def test_a_scope_brings_what_it_shares_with_the_purpose() -> None:
    asked = claims_of_request(NARROW, ("openid", "profile"), RequestedClaims())
    assert asked == RequestedClaims(("given_name", "family_name"))


@pytest.mark.parametrize("scope", ["profile", "address"])
def test_a_scope_that_shares_nothing_brings_nothing(scope: str) -> None:
    age = CLIENT.purposes[AGE_PURPOSE]
    assert claims_of_request(age, ("openid", scope), RequestedClaims()) == RequestedClaims()


def test_named_claims_and_scopes_add_up_each_at_its_place() -> None:
    named = RequestedClaims(("given_name",), ("family_name",))
    asked = claims_of_request(NARROW, ("openid", "address", "profile"), named)
    assert asked == RequestedClaims(("given_name", "address", "family_name"), ("family_name",))


def test_offline_access_is_no_bundle() -> None:
    assert claims_of_request(NARROW, ("openid", "offline_access"), RequestedClaims()) == ALL


def test_what_is_essential_is_for_the_purpose_to_say() -> None:
    asked = RequestedClaims(("address",), ("given_name",))
    assert essential_claims(NARROW, asked) == ("given_name",)
    assert essential_claims(NARROW, RequestedClaims(("address",))) == ()


def based_on(**changes: Any) -> str:
    """Return the basis of the first purpose of a registration with changes."""
    changed = client(**changes)
    return basis_of(changed, changed.purposes[PURPOSE])


CHANGED: dict[str, dict[str, Any]] = {
    "the service's name": {"name": {**NAMES, "fr": "Autre service"}},
    "the sector": {"sector": "health"},
    "the purpose's name": {"purposes": [{**REGISTERED, "name": {**NAMES, "en": "Other"}}]},
    "the article of law": {
        "purposes": [{**REGISTERED, "law": {"reference": {**NAMES, "en": "Article 2"}}}]
    },
    "how long it is kept": {"purposes": [{**REGISTERED, "retention_days": 31}]},
}


@pytest.mark.parametrize("what", CHANGED)
def test_a_consent_does_not_rest_on_a_changed_registration(what: str) -> None:
    assert based_on(**CHANGED[what]) != based_on()


def test_a_consent_rests_on_a_registration_that_changed_elsewhere() -> None:
    same = {"redirect_uris": ["https://moved.example/"], "purposes": [REGISTERED]}
    assert based_on(**same) == based_on()


@given(
    st.dictionaries(st.sampled_from(CLAIMS_SUPPORTED), st.booleans(), min_size=1),
    SCOPES,
    NAMES_OF_CLAIMS,
    NAMES_OF_CLAIMS,
)
def test_no_request_ever_asks_beyond_its_purpose(
    claims: dict[str, bool],
    scope: tuple[str, ...],
    userinfo: tuple[str, ...],
    id_token: tuple[str, ...],
) -> None:
    allowed, named = registered(**claims), RequestedClaims(userinfo, id_token)
    try:
        refuse_claims_beyond_purpose(allowed, named)
    except InvalidAuthorizationDetailsError:
        assert not set(named.all()) <= set(claims)
        return
    asked = claims_of_request(allowed, scope, named)
    assert set(named.all()) <= set(asked.all()) <= set(claims)
    assert set(essential_claims(allowed, asked)) == {name for name in asked.all() if claims[name]}
