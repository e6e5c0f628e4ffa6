"""A registration file: read, written, and named where it is wrong."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from provider_parts import SERVICE
from services import AGE_PURPOSE, CLAIMS, NAMES, PURPOSE, purpose
from thiqa.crypto import FAPI_ALGORITHMS, Algorithm
from thiqa.oidc.clients.registration import client_schema, read_registration, write_registration
from thiqa.oidc.errors import RegistrationError
from thiqa.oidc.models import PurposeClaim
from thiqa.oidc.requests.claims import CLAIMS_SUPPORTED

WORDS = st.sampled_from(["Trial", "Civil status", "Office of records"])
ARABIC = st.sampled_from(["خدمة تجريبية", "الحالة المدنية"])
TIFINAGH = st.sampled_from(["ⵜⴰⵏⴰⴼⵓⵜ", "ⴰⵎⴰⴹⴰⵍ"])
NAMES_OF_SERVICES = st.fixed_dictionaries({"ar": ARABIC, "fr": WORDS, "zgh": TIFINAGH, "en": WORDS})
PURPOSE_IDS = st.from_regex(r"[a-z0-9][a-z0-9-]{1,62}", fullmatch=True)
ADDRESSES = st.lists(
    st.from_regex(r"https://[a-z]{1,8}\.example(/[a-z]{0,8})?(\?x=[a-z]{1,3})?", fullmatch=True),
    min_size=1,
    max_size=4,
    unique=True,
)
PURPOSES = st.builds(
    lambda identifier, name, law, days, claims: {
        "id": identifier,
        "name": name,
        "law": {"reference": law},
        "retention_days": days,
        "claims": [{"name": name, "essential": essential} for name, essential in claims.items()],
    },
    PURPOSE_IDS,
    NAMES_OF_SERVICES,
    NAMES_OF_SERVICES,
    st.integers(0, 36_500),
    st.dictionaries(st.sampled_from(CLAIMS_SUPPORTED), st.booleans()),
)


@st.composite
def registrations(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a registration file without a mistake."""
    purposes = draw(
        st.lists(PURPOSES, min_size=1, max_size=3, unique_by=lambda document: document["id"])
    )
    keys = draw(
        st.sampled_from(
            [
                {"jwks": {"keys": [SERVICE.signer.public_jwk]}},
                {"jwks_uri": "https://service.example/jwks"},
            ]
        )
    )
    return {
        "client_id": draw(st.from_regex(r"[a-z0-9][a-z0-9._-]{1,62}", fullmatch=True)),
        "name": draw(NAMES_OF_SERVICES),
        **keys,
        "redirect_uris": draw(ADDRESSES),
        "post_logout_redirect_uris": draw(ADDRESSES | st.just([])),
        "sector": draw(st.from_regex(r"[a-z][a-z0-9-]{1,30}", fullmatch=True)),
        "id_token_signed_response_alg": draw(
            st.sampled_from([each.value for each in FAPI_ALGORITHMS])
        ),
        "default_purpose": draw(st.sampled_from(purposes))["id"],
        "purposes": purposes,
    }


@settings(max_examples=50, deadline=None)
@given(registrations())
def test_what_is_read_is_written_again(document: dict[str, Any]) -> None:
    client = read_registration(document)
    assert write_registration(client) == document
    assert read_registration(json.loads(json.dumps(write_registration(client)))) == client


def test_what_may_be_left_out_has_a_meaning() -> None:
    document = SERVICE.registration(
        post_logout_redirect_uris=None, id_token_signed_response_alg=None
    )
    client = read_registration(document)
    assert client.post_logout_redirect_uris == ()
    assert client.id_token_algorithm is Algorithm.ES256
    assert client.retired_at is None


def test_purposes_are_found_by_their_name() -> None:
    client = read_registration(SERVICE.registration())
    assert list(client.purposes) == [PURPOSE, AGE_PURPOSE]
    assert client.purposes[PURPOSE].claims == tuple(
        PurposeClaim(name, essential) for name, essential in CLAIMS.items()
    )
    assert client.purposes[PURPOSE].law == NAMES


def with_purpose(**changes: Any) -> dict[str, Any]:
    return {"purposes": [{**purpose(PURPOSE, {"birthdate": True}), **changes}]}


MISTAKES: dict[str, tuple[dict[str, Any], str]] = {
    "a member is missing": ({"sector": None}, r"\$: 'sector' is a required property"),
    "a member is unknown": ({"secret": "x"}, r"\$: .*'secret' was unexpected"),
    "no keys": ({"jwks": None}, r"\$: exactly one of jwks and jwks_uri must be there"),
    "keys twice": (
        {"jwks_uri": "https://service.example/jwks"},
        r"\$: jwks and jwks_uri exclude each other",
    ),
    "a member of another type": ({"client_id": 7}, r"\$\.client_id: 7 is not of type 'string'"),
    "a name in three languages": (
        {"name": {"ar": NAMES["ar"], "fr": "x", "en": "x"}},
        r"\$\.name: 'zgh' is a required property",
    ),
    "an address of no kind": (
        {"redirect_uris": ["https://a.example/", "com.example.app:/x"]},
        r"\$\.redirect_uris\[1\]: 'com.example.app:/x' does not match '\^https\?://'",
    ),
    "an address in the clear": (
        {"redirect_uris": ["https://a.example/", "http://b.example/"]},
        r"\$\.redirect_uris\[1\]: http is for the loopback only, use https",
    ),
    "a member of a purpose": (
        with_purpose(retention_days="for ever"),
        r"\$\.purposes\[0\]\.retention_days: 'for ever' is not of type 'integer'",
    ),
    "a name that deceives": (
        with_purpose(name={**NAMES, "en": "Tri\u200bal"}),
        r"\$\.purposes\[0\]\.name\.en: ",
    ),
    "a law that deceives": (
        with_purpose(law={"reference": {**NAMES, "fr": "Loi \u202e"}}),
        r"\$\.purposes\[0\]\.law\.reference\.fr: ",
    ),
    "a private key": (
        {"jwks": {"keys": [{**SERVICE.signer.public_jwk, "d": "AAAA"}]}},
        r"\$\.jwks: .*publish only its public half",
    ),
    "one purpose twice": (
        {"purposes": 2 * [purpose(PURPOSE, {"birthdate": True})]},
        r"\$\.purposes: two purposes have the same id",
    ),
    "a default that is none": ({"default_purpose": "other"}, r"\$\.default_purpose: no such"),
    "an unknown claim": (
        with_purpose(claims=[{"name": "shoe_size", "essential": True}]),
        rf"purpose {PURPOSE}: the claim 'shoe_size' is unknown.*claims are given_name, given_name#",
    ),
    "a claim twice": (
        with_purpose(claims=2 * [{"name": "birthdate", "essential": True}]),
        rf"purpose {PURPOSE}: the claim 'birthdate' is unknown or listed twice",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_with_its_place_and_its_mend(mistake: str) -> None:
    changes, told = MISTAKES[mistake]
    with pytest.raises(RegistrationError, match=told):
        read_registration(SERVICE.registration(**changes))


def test_a_mistake_in_a_long_text_is_told_in_a_short_one() -> None:
    with pytest.raises(RegistrationError) as caught:
        read_registration(SERVICE.registration(client_id="x" * 100_000))
    assert len(str(caught.value)) < 1000


def test_the_schema_is_one_and_describes_its_members() -> None:
    Draft202012Validator.check_schema(client_schema())
    assert client_schema()["additionalProperties"] is False


def test_the_schema_knows_exactly_the_algorithms_that_sign() -> None:
    algorithms = client_schema()["$defs"]["algorithm"]["enum"]
    assert set(algorithms) == {each.value for each in FAPI_ALGORITHMS}
