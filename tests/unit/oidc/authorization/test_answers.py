"""The way back to the service, in each response mode."""

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from provider_parts import CLIENT, ISSUER, NOW, Parts, authorization, own_keys
from thiqa.crypto import Algorithm, verify_jws
from thiqa.oidc.authorization.answers import (
    JARM_SECONDS,
    RESPONSE_MODES,
    Answer,
    answer,
    answer_error,
)
from thiqa.oidc.errors import AccessDeniedError

CALLBACK = "https://a.example/?b=c"


def answered(members: dict[str, str] | None = None, **changes: Any) -> Answer:
    opened = authorization(**{"redirect_uri": CALLBACK, **changes})
    return answer(Parts().provider, CLIENT, opened, members or {"code": "1"})


def claims_of(token: str) -> dict[str, Any]:
    return dict(verify_jws(token, own_keys()).claims)


@pytest.mark.parametrize(
    ("uri", "location"),
    [
        ("https://a.example/", "https://a.example/?x=1&state=s&iss=https%3A%2F%2Fid.example"),
        ("https://a.example", "https://a.example?x=1&state=s&iss=https%3A%2F%2Fid.example"),
        (
            "https://a.example/?b=c",
            "https://a.example/?b=c&x=1&state=s&iss=https%3A%2F%2Fid.example",
        ),
        ("https://a.example/?", "https://a.example/?x=1&state=s&iss=https%3A%2F%2Fid.example"),
    ],
)
def test_an_answer_is_added_to_the_redirect_uri(uri: str, location: str) -> None:
    assert answered({"x": "1"}, redirect_uri=uri, state="s") == Answer(location)


def test_an_answer_without_a_state_has_none() -> None:
    location = answered().location
    assert "state" not in location
    assert location.endswith("&iss=https%3A%2F%2Fid.example")


@pytest.mark.parametrize("state", ["&iss=https://evil.example", "a#b", "%0d%0aX: y", "ش", " "])
def test_a_state_is_one_value_whatever_it_says(state: str) -> None:
    location = answered(redirect_uri="https://a.example", state=state).location
    parts = urlsplit(location)
    assert parse_qs(parts.query) == {"code": ["1"], "state": [state], "iss": [ISSUER]}
    assert parts.fragment == ""
    assert location.isascii()


def test_a_form_goes_to_the_redirect_uri_as_it_is_registered() -> None:
    fields = {"code": "1", "state": "s", "iss": ISSUER}
    assert answered(response_mode="form_post", state="s") == Answer(CALLBACK, fields)


@pytest.mark.parametrize("mode", ["jwt", "query.jwt"])
def test_a_signed_answer_is_all_that_the_query_gets(mode: str) -> None:
    location = answered(response_mode=mode, state="s").location
    query = parse_qs(urlsplit(location).query)
    assert set(query) == {"b", "response"}
    assert claims_of(query["response"][0]) == {
        "code": "1",
        "state": "s",
        "iss": ISSUER,
        "aud": CLIENT.id,
        "exp": NOW + JARM_SECONDS,
    }


def test_a_signed_answer_goes_in_a_form_too() -> None:
    answer = answered(response_mode="form_post.jwt")
    assert answer.location == CALLBACK
    assert answer.fields is not None
    assert claims_of(answer.fields["response"])["code"] == "1"


def test_the_algorithm_is_the_registered_one() -> None:
    client = replace(CLIENT, authorization_signed_response_alg=Algorithm.EDDSA)
    opened = authorization(response_mode="form_post.jwt")
    fields = answer(Parts().provider, client, opened, {}).fields
    assert fields is not None
    assert verify_jws(fields["response"], own_keys()).header["alg"] == "EdDSA"


@pytest.mark.parametrize("mode", RESPONSE_MODES)
def test_an_error_goes_the_way_that_the_code_would_have_gone(mode: str) -> None:
    opened = authorization(redirect_uri=CALLBACK, response_mode=mode)
    refused = answer_error(Parts().provider, CLIENT, opened, AccessDeniedError("no"))
    given = answered(response_mode=mode)
    assert (refused.fields is None) == (given.fields is None)
    assert refused.location.split("=")[0] == given.location.split("=")[0]
