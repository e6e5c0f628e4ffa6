import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from thiqa.web import SecureHeaders, content_security_policy
from thiqa.web.headers import csp_source
from unit.web.asking import ask


async def _page(scope: Scope, receive: Receive, send: Send) -> None:
    response = PlainTextResponse("", headers={"cache-control": "public"})
    await response(scope, receive, send)


def _headers(*, https: bool) -> httpx.Headers:
    return ask(SecureHeaders(_page, https=https), "/").headers


def test_every_page_carries_the_guards() -> None:
    headers = _headers(https=True)
    assert headers["content-security-policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["strict-transport-security"] == "max-age=63072000; includeSubDomains"
    assert "camera=()" in headers["permissions-policy"]


def test_a_header_that_the_page_sets_itself_stays() -> None:
    assert _headers(https=True)["cache-control"] == "public"


def test_without_https_nothing_promises_it() -> None:
    assert "strict-transport-security" not in _headers(https=False)


def test_a_form_that_leads_on_names_the_site_it_leads_to() -> None:
    policy = content_security_policy(["https://rp.example:8443/cb?x=1;y", "org.example.app:/cb"])
    assert "form-action 'self' https://rp.example:8443 org.example.app:;" in policy


@pytest.mark.parametrize(
    ("url", "source"),
    [
        ("https://rp.example/cb", "https://rp.example"),
        ("http://127.0.0.1:8401/cb", "http://127.0.0.1:8401"),
        ("http://[::1]:8401/cb", "http://[::1]:8401"),
        ("http://[::1]/cb", "http://[::1]"),
        ("https://user@rp.example/cb", "https://rp.example"),
    ],
)
def test_a_source_is_an_origin(url: str, source: str) -> None:
    assert csp_source(url) == source


@pytest.mark.parametrize(
    "url",
    [
        "",
        "rp.example",
        "//rp.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "https:///cb",
        "https://rp.example; script-src */",
        "https://rp.example 'unsafe-inline'/",
        "https://*.example/",
        "https://rp.example:80a/",
    ],
)
def test_what_is_no_origin_never_enters_the_policy(url: str) -> None:
    with pytest.raises(ValueError, match="not a URL"):
        csp_source(url)
