import pytest

from thiqa.web import Cookies

HTTPS, HTTP = Cookies(https=True), Cookies(https=False)


def test_over_https_a_cookie_is_bound_to_its_host() -> None:
    assert HTTPS.header("session", "abc", max_age=60) == (
        "__Host-session=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=60; Secure"
    )


def test_on_the_loopback_a_cookie_keeps_the_other_guards() -> None:
    assert HTTP.header("session", "abc") == "session=abc; Path=/; HttpOnly; SameSite=Lax"


def test_a_cookie_is_forgotten_by_an_age_of_nothing() -> None:
    assert "Max-Age=0" in HTTPS.clearing_header("session")


@pytest.mark.parametrize("value", ["", "a b", "a;b", "a\r\nSet-Cookie: x=y", "é", "a" * 1025])
def test_a_value_that_could_break_the_header_is_never_set(value: str) -> None:
    with pytest.raises(ValueError, match="not a cookie"):
        HTTPS.header("session", value)


def test_a_cookie_is_read_among_others() -> None:
    headers = [(b"cookie", b"lang=fr; __Host-session=abc; x"), (b"cookie", b"other=1")]
    assert HTTPS.read(headers, "session") == "abc"
    assert HTTPS.read(headers, "other") is None
    assert HTTP.read(headers, "lang") == "fr"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"session",
        b"session=",
        b"session=a b",
        b'session="abc"',
        b"session=abc; session=abd",
        b"Session=abc",
        b"session=abc; " + b"x" * 9_000,
        b"session=\xff",
    ],
)
def test_a_cookie_that_is_not_clearly_ours_is_absent(raw: bytes) -> None:
    assert HTTP.read([(b"cookie", raw)], "session") is None


def test_a_cookie_without_the_host_prefix_is_not_the_one_with_it() -> None:
    assert HTTPS.read([(b"cookie", b"session=planted")], "session") is None
