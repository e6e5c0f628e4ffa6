import pytest

from thiqa.web import (
    ForeignRequestError,
    WebError,
    check_form_token,
    check_same_origin,
    new_form_token,
)

KEY = b"k" * 32
ORIGIN = "https://id.example"


@pytest.mark.parametrize(
    "headers",
    [
        [(b"sec-fetch-site", b"same-origin"), (b"origin", b"https://id.example")],
        [(b"sec-fetch-site", b"same-origin")],
        [(b"origin", b"https://id.example")],
    ],
)
def test_a_form_of_our_own_page_is_taken(headers: list[tuple[bytes, bytes]]) -> None:
    check_same_origin(headers, ORIGIN)


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [(b"sec-fetch-site", b"cross-site")],
        [(b"sec-fetch-site", b"same-site")],
        [(b"sec-fetch-site", b"none")],
        [(b"origin", b"null")],
        [(b"origin", b"https://id.example.evil")],
        [(b"origin", b"http://id.example")],
        [(b"sec-fetch-site", b"same-origin"), (b"origin", b"https://evil.example")],
        [(b"origin", b"https://id.example"), (b"origin", b"https://id.example")],
    ],
)
def test_a_form_of_another_page_is_refused(headers: list[tuple[bytes, bytes]]) -> None:
    with pytest.raises(WebError):
        check_same_origin(headers, ORIGIN)


def test_a_token_holds_for_its_browser_and_its_action() -> None:
    token = new_form_token(KEY, "cookie", "/consent")
    check_form_token(KEY, token, "cookie", "/consent")
    for key, cookie, action in (
        (b"x" * 32, "cookie", "/consent"),
        (KEY, "other", "/consent"),
        (KEY, "cookie", "/logout"),
        (KEY, "cooki", "e/consent"),
    ):
        with pytest.raises(ForeignRequestError):
            check_form_token(key, token, cookie, action)


@pytest.mark.parametrize("token", ["", "a", "AAAA", "=", "é", "A" * 64, "A" * 65])
def test_what_is_no_token_is_refused(token: str) -> None:
    with pytest.raises(ForeignRequestError):
        check_form_token(KEY, token, "cookie", "/consent")


def test_each_page_shows_another_token() -> None:
    assert new_form_token(KEY, "cookie", "/") != new_form_token(KEY, "cookie", "/")
