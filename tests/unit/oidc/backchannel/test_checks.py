"""What a service may ask for in a decoupled login, and what is refused with which word."""

from typing import Any

import pytest

from provider_parts import POLICY, client
from thiqa.oidc.backchannel.checks import (
    MAX_BINDING_MESSAGE,
    CheckedRequest,
    check_backchannel_request,
)
from thiqa.oidc.errors import InvalidBindingMessageError, InvalidRequestError, InvalidScopeError
from thiqa.oidc.models import CIBA_GRANT

POLL = {"grant_types": [CIBA_GRANT], "backchannel_token_delivery_mode": "poll"}
PING = {
    "grant_types": [CIBA_GRANT],
    "backchannel_token_delivery_mode": "ping",
    "backchannel_client_notification_endpoint": "https://service.example/ping",
}


def check(registration: dict[str, Any] = POLL, **changes: str | None) -> CheckedRequest:
    fields = {"scope": "openid", "login_hint": "AB123456", **changes}
    parameters = {name: value for name, value in fields.items() if value is not None}
    return check_backchannel_request(POLICY, client(**registration), parameters)


def test_the_citizen_is_asked_and_no_browser_goes_back() -> None:
    checked = check()
    assert checked.request.is_backchannel
    assert checked.request.prompt == ("consent",)
    assert checked.request.purpose
    assert checked.request.claims.all()
    assert checked.notification_token is None


@pytest.mark.parametrize(
    "hints",
    [
        {"login_hint": None},
        {"id_token_hint": "x"},
        {"login_hint_token": "x"},
        {"login_hint": None, "login_hint_token": "x"},
        {"login_hint": None, "id_token_hint": "not a token"},
        {"claims": '{"id_token":{"sub":{"value":"x"}}}'},
        {"request_uri": "urn:x"},
        {"client_id": "somebody-else"},
        {"login_hint": "A" * 257},
    ],
)
def test_exactly_one_hint_names_the_citizen(hints: dict[str, str | None]) -> None:
    with pytest.raises(InvalidRequestError):
        check(**hints)


def test_openid_is_needed() -> None:
    with pytest.raises(InvalidScopeError):
        check(scope="profile")


@pytest.mark.parametrize(
    "message", ["1234", "Dossier n° 4711", "ملف رقم 12", "ⴰⵙⴷⴰⵡ 7", "Guichet 3 ☂", "e\u0301t\u00e9"]
)
def test_a_message_that_can_be_read_is_kept(message: str) -> None:
    kept = check(binding_message=message).request.binding_message
    assert kept is not None
    assert len(kept) <= len(message)


@pytest.mark.parametrize(
    "message",
    [
        "x" * (MAX_BINDING_MESSAGE + 1),
        "two\nlines",
        "left\u202eright",
        "\u2066isolated",
        "zero\u200bwidth",
        "join\u200der",
        "nul\x00",
        "soft\u00adhyphen",
        "filler\u3164",
        "braille\u2800",
        "variant\ufe0f",
        "tag\U000e0041",
        "heap e\u0323\u0331\u0332\u0333",
        "no\u00a0break",
        " ",
        "\ue000",
        "\ufeffbom",
    ],
)
def test_a_message_that_hides_something_is_refused(message: str) -> None:
    with pytest.raises(InvalidBindingMessageError):
        check(binding_message=message)


@pytest.mark.parametrize(
    ("asked", "life"), [(None, 300), ("10", 10), ("1", 10), ("120", 120), ("100000", 600)]
)
def test_the_life_that_is_asked_for_is_given_within_limits(asked: str | None, life: int) -> None:
    assert check(requested_expiry=asked).life == life


@pytest.mark.parametrize("asked", ["0", "-1", "1.5", "ten", "1e3", "٣٠", "9" * 10, "null", "true"])
def test_a_life_that_is_no_number_is_refused(asked: str) -> None:
    with pytest.raises(InvalidRequestError):
        check(requested_expiry=asked)


@pytest.mark.parametrize("token", ["abc", "A-._~+/09==", "x" * 1024])
def test_a_ping_carries_the_token_of_the_request(token: str) -> None:
    assert check(PING, client_notification_token=token).notification_token == token
    assert check(POLL, client_notification_token=token).notification_token is None


@pytest.mark.parametrize(
    "token", [None, "x" * 1025, "a b", "a\r\nb", "=", "a=b", "ⵣ", '"quoted"', "a,b"]
)
def test_a_token_that_no_header_can_carry_is_refused(token: str | None) -> None:
    with pytest.raises(InvalidRequestError):
        check(PING, client_notification_token=token)


def test_a_user_code_is_ignored() -> None:
    assert check(user_code="1234") == check()
