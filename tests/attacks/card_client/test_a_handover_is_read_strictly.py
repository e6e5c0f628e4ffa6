"""Addresses that mislead, and requests that two programs would read in two ways."""

import pytest

from card_client_site import CHALLENGE, Browser, handed
from thiqa.base import b64url_encode
from thiqa.card_client import HandoverError
from thiqa.card_client.handover import MAX_REQUEST_CHARACTERS, read_handover


@pytest.mark.parametrize(
    "uri",
    [
        "javascript:alert(1)",
        "javascript://id.example/%0aalert(1)",
        "data:text/html,<script>alert(1)</script>",
        "file:///etc/passwd",
        "blob:https://id.example/x",
        "ftp://id.example/",
        "web-eid://id.example/",
        "about:blank",
    ],
)
def test_a_scheme_that_is_no_site_is_refused(uri: str) -> None:
    _refused(uri)


@pytest.mark.parametrize(
    "uri",
    [
        "http://id.example/",
        "http://192.0.2.7/",
        "http://localhost.evil.example/",
        "http://127.0.0.1.evil.example/",
        "http://127.0.0.2/",
        "http://[::2]/",
        "http://0.0.0.0/",
    ],
)
def test_plain_http_is_for_this_machine_alone(uri: str) -> None:
    _refused(uri)


@pytest.mark.parametrize(
    "uri",
    [
        "https://id.example@evil.example/",
        "https://id.example:443@evil.example/",
        "https://@evil.example/",
        "https://:@evil.example/",
        "https://id.example%40evil.example/",
    ],
)
def test_an_address_with_a_user_is_refused(uri: str) -> None:
    _refused(uri)


@pytest.mark.parametrize(
    "uri",
    [
        "https://id.example#@evil.example",
        "https://evil.example/#https://id.example",
        "https://id.example/login#",
    ],
)
def test_an_address_with_a_fragment_is_refused(uri: str) -> None:
    _refused(uri)


@pytest.mark.parametrize(
    "uri",
    [
        "https://id.example\\@evil.example/",
        "https:\\\\id.example/",
        "https://id.exa\nmple/",
        "https://id.exa\tmple/",
        " https://id.example/",
        "https://id.example /",
        "https://id.example\u0000/",
        "https://id.example\u2028/",
        "https:///id.example/",
        "https:id.example",
    ],
)
def test_an_address_that_a_browser_would_mend_is_refused(uri: str) -> None:
    _refused(uri)


@pytest.mark.parametrize(
    "uri",
    [
        "https://2130706433/",
        "https://0x7f.1/",
        "https://127.1/",
        "https://0177.0.0.1/",
        "https://1.2.3.4.5/",
        "https://id.0x1/",
        "https://[::1%25eth0]/",
        "https://[v1.x]/",
        "https://[1.2.3.4]/",
        "https://id.example:99999/",
        "https://id.example:x/",
        "https://id.example:-1/",
        "https://id.example./",
        "https://-id.example/",
        "https://id_.example/",
    ],
)
def test_a_host_that_can_be_read_in_two_ways_is_refused(uri: str) -> None:
    _refused(uri)


@pytest.mark.parametrize(
    "host", ["іd.example", "thıqa.example", "ثقة.example", "ⵜⵉⵇⴰ.example", "straße.example"]
)
def test_a_host_in_another_script_is_refused_unless_in_punycode(host: str) -> None:
    _refused(f"https://{host}/")


def _refused(uri: str) -> None:
    with pytest.raises(HandoverError):
        read_handover(handed(loginUri=uri))


@pytest.mark.parametrize(
    ("uri", "shown"),
    [
        ("https://good.example.evil.example/", "https:// good. example. evil. example"),
        ("https://xn--d-efa.example/", "https:// xn--d-efa. example"),
        ("https://good.example--login.evil.example/", "example--login. evil. example"),
        ("https://id.example:8443/", "https:// id. example :8443"),
    ],
)
def test_the_whole_host_is_shown_as_it_is(browser: Browser, uri: str, shown: str) -> None:
    assert shown in browser.ask(loginUri=uri).text


@pytest.mark.parametrize(
    "text",
    [
        f'{{"challenge":"{CHALLENGE}","loginUri":"https://a.example","loginUri":"https://b.example"}}',
        f'{{"challenge":"{CHALLENGE}","challenge":"{CHALLENGE}","loginUri":"https://a.example"}}',
        f'{{"challenge":"{CHALLENGE}","loginUri":"https://a.example","service":"\\ud800"}}',
        f'{{"challenge":"{CHALLENGE}","loginUri":"https://a.example","service":NaN}}',
        f'[{{"challenge":"{CHALLENGE}","loginUri":"https://a.example"}}]',
        f'{{"challenge":"{CHALLENGE}","loginUri":["https://a.example"]}}',
        f'{{"challenge":"{CHALLENGE}","loginUri":"https://a.example"}} x',
        '{"a":' * 50 + "1" + "}" * 50,
        "null",
        "",
    ],
)
def test_json_that_can_be_read_in_two_ways_is_refused(text: str) -> None:
    with pytest.raises(HandoverError):
        read_handover(b64url_encode(text.encode()))


@pytest.mark.parametrize("text", ["A", "AB=", "A+B/", " ", "ß", "\ud800", "%00", "e30\n"])
def test_base64url_with_another_spelling_is_refused(text: str) -> None:
    with pytest.raises(HandoverError):
        read_handover(text)


def test_a_request_that_is_too_long_is_refused_before_it_is_read() -> None:
    with pytest.raises(HandoverError, match="too long"):
        read_handover("A" * (MAX_REQUEST_CHARACTERS + 1))
    with pytest.raises(HandoverError):
        read_handover(handed(loginUri="https://id.example/" + "a" * 2_048))


@pytest.mark.parametrize(
    "request_", ["A" * 60_000, "\ud800".encode("utf-8", "surrogatepass").hex()]
)
def test_the_page_says_so_and_nothing_breaks(browser: Browser, request_: str) -> None:
    page = browser.send(browser.get("/auth"), "/auth", request=request_)
    assert page.status in {400, 413}
    assert "First page" in page.text
