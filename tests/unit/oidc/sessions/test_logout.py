"""A service's wish to sign a citizen out; the steps are those of `check_logout`."""

import asyncio
from dataclasses import replace

import pytest

from provider_parts import (
    CLIENT,
    NOW,
    POLICY,
    SERVICE,
    Parts,
    authorization,
    grant,
    own_keys,
    own_signer,
)
from services import LOGGED_OUT_URI, REDIRECT_URI
from thiqa.oidc.errors import BrowserError, LogoutRefusedError
from thiqa.oidc.models import State
from thiqa.oidc.sessions.logout import MAX_STATE, LogoutRequest, check_logout
from thiqa.oidc.tokens.tokens import make_access_token, make_id_token

OTHER = replace(CLIENT, id="other", post_logout_redirect_uris=("https://other.example/?a=b",))


def hint(client_id: str = CLIENT.id, *, at: int = NOW) -> str:
    given = authorization(State.REDEEMED, client_id=client_id)
    return make_id_token(POLICY, own_signer(), given, grant(), {}, at)


def checked(parts: Parts | None = None, **parameters: str) -> LogoutRequest:
    parts = parts or Parts()
    parts.records.oidc.clients[OTHER.id] = OTHER
    return asyncio.run(check_logout(parts.records, POLICY, own_keys(), parameters, NOW))


def refused(parts: Parts | None = None, **parameters: str) -> str:
    with pytest.raises(BrowserError) as caught:
        checked(parts, **parameters)
    return caught.value.reason


def retired() -> Parts:
    parts = Parts()
    parts.records.oidc.clients[CLIENT.id] = replace(CLIENT, retired_at=NOW)
    return parts


def test_anybody_may_ask_without_a_word() -> None:
    assert checked() == LogoutRequest(None, None)


def test_a_hint_names_the_service() -> None:
    assert checked(id_token_hint=hint()) == LogoutRequest(CLIENT, None)


def test_an_old_hint_will_do() -> None:
    assert checked(id_token_hint=hint(at=0)).client is CLIENT


@pytest.mark.parametrize("bad", ["", "x", "x.y.z", hint()[:-2], hint() + "."])
def test_1_a_hint_is_a_token(bad: str) -> None:
    assert refused(id_token_hint=bad) == BrowserError.BAD_REQUEST


def test_1_a_hint_is_signed_by_us() -> None:
    forged = SERVICE.signer.sign({"iss": POLICY.issuer, "aud": CLIENT.id, "sub": "x"})
    assert refused(id_token_hint=forged) == BrowserError.BAD_REQUEST


def test_1_a_hint_is_an_id_token() -> None:
    given = authorization(State.REDEEMED)
    token = make_access_token(POLICY, own_signer(), given, grant(), NOW)
    assert refused(id_token_hint=token) == BrowserError.UNKNOWN_CLIENT
    disguised = own_signer().sign({"iss": POLICY.issuer, "aud": CLIENT.id}, typ="at+jwt")
    assert refused(id_token_hint=disguised) == BrowserError.BAD_REQUEST


def test_1_a_hint_for_several_audiences_names_none() -> None:
    token = own_signer().sign({"iss": POLICY.issuer, "aud": [CLIENT.id], "sub": "x"})
    assert refused(id_token_hint=token) == BrowserError.UNKNOWN_CLIENT


def test_1_a_hint_for_a_service_that_is_gone_is_refused() -> None:
    assert refused(id_token_hint=hint("gone")) == BrowserError.UNKNOWN_CLIENT
    assert refused(retired(), id_token_hint=hint()) == BrowserError.UNKNOWN_CLIENT


def test_2_the_client_id_agrees_with_the_hint() -> None:
    assert checked(id_token_hint=hint(), client_id=CLIENT.id).client is CLIENT
    assert refused(id_token_hint=hint(), client_id="other") == BrowserError.BAD_REQUEST


def test_2_a_client_id_alone_names_the_service() -> None:
    assert checked(client_id="other").client is OTHER
    assert checked(client_id="nobody") == LogoutRequest(None, None)
    assert checked(retired(), client_id=CLIENT.id) == LogoutRequest(None, None)


@pytest.mark.parametrize("how", [{"client_id": CLIENT.id}, {"id_token_hint": hint()}])
def test_3_a_registered_address_is_gone_to(how: dict[str, str]) -> None:
    assert checked(post_logout_redirect_uri=LOGGED_OUT_URI, **how).location == LOGGED_OUT_URI


@pytest.mark.parametrize(
    "uri", [REDIRECT_URI, LOGGED_OUT_URI + "/", LOGGED_OUT_URI + "?x", "https://evil.example/", ""]
)
def test_3_another_address_is_refused(uri: str) -> None:
    assert refused(client_id=CLIENT.id, post_logout_redirect_uri=uri) == BrowserError.BAD_REQUEST


def test_3_the_address_of_another_service_is_refused() -> None:
    address = OTHER.post_logout_redirect_uris[0]
    assert (
        refused(client_id=CLIENT.id, post_logout_redirect_uri=address) == BrowserError.BAD_REQUEST
    )


@pytest.mark.parametrize("client_id", [{}, {"client_id": "nobody"}])
def test_3_without_a_service_there_is_no_address(client_id: dict[str, str]) -> None:
    reason = refused(post_logout_redirect_uri=LOGGED_OUT_URI, **client_id)
    assert reason == BrowserError.BAD_REQUEST


def test_3_a_retired_service_has_no_address() -> None:
    reason = refused(retired(), client_id=CLIENT.id, post_logout_redirect_uri=LOGGED_OUT_URI)
    assert reason == BrowserError.BAD_REQUEST


def test_the_state_goes_back_as_one_value() -> None:
    location = checked(
        client_id=CLIENT.id, post_logout_redirect_uri=LOGGED_OUT_URI, state="a&b=c#d"
    ).location
    assert location == f"{LOGGED_OUT_URI}?state=a%26b%3Dc%23d"


def test_the_state_is_added_to_a_query_that_is_there() -> None:
    address = OTHER.post_logout_redirect_uris[0]
    location = checked(client_id="other", post_logout_redirect_uri=address, state="s").location
    assert location == f"{address}&state=s"


def test_4_a_long_state_goes_back_whole_and_an_endless_one_is_refused() -> None:
    asked = {"client_id": CLIENT.id, "post_logout_redirect_uri": LOGGED_OUT_URI}
    longest = "s" * MAX_STATE
    assert checked(**asked, state=longest).location == f"{LOGGED_OUT_URI}?state={longest}"
    assert refused(**asked, state=f"{longest}s") == BrowserError.BAD_REQUEST


@pytest.mark.parametrize(
    ("parameters", "guilty"),
    [
        ({"id_token_hint": "x", "client_id": "other"}, "id_token_hint"),
        ({"id_token_hint": hint()[:-2], "client_id": CLIENT.id}, "id_token_hint"),
        ({"id_token_hint": hint(), "client_id": "other"}, "client_id"),
        (
            {"client_id": CLIENT.id, "post_logout_redirect_uri": REDIRECT_URI},
            "post_logout_redirect_uri",
        ),
    ],
)
def test_a_refusal_teaches_whom_it_is_about(parameters: dict[str, str], guilty: str) -> None:
    with pytest.raises(LogoutRefusedError) as caught:
        checked(**parameters)
    error = caught.value
    assert (error.client_id, error.parameter) == (parameters["client_id"], guilty)
    assert error.rule.startswith("OpenID Connect RP-Initiated Logout 1.0, section ")
    assert error.mend.endswith(".")
