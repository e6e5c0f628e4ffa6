"""Threats, row 1: mix-up of two providers (RFC 9207)."""

from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import pytest

from counter_site import Browser, Site
from fake_provider import fake_provider


def with_query(url: str, **changes: str | None) -> str:
    parts = urlsplit(url)
    query = {**dict(parse_qsl(parts.query)), **changes}
    kept = {name: value for name, value in query.items() if value is not None}
    return parts._replace(query=urlencode(kept)).geturl()


def refused(answer: httpx.Response) -> bool:
    return answer.headers["location"].partition("/ended?how=")[2].startswith("provider")


def test_an_answer_of_another_provider_is_refused(site: Site, browser: Browser) -> None:
    with fake_provider(site.clock) as other:
        other.registration = site.provider.registration
        mixed_up = with_query(browser.come_back(), iss=other.issuer)
        assert refused(browser.get(mixed_up))
        assert other.seen == []
    assert site.provider.count("/token") == 0


@pytest.mark.parametrize("issuer", [None, "", "https://evil.example", "{issuer}/", "{ISSUER}"])
def test_an_answer_that_does_not_say_who_answers_is_refused(
    site: Site, browser: Browser, issuer: str | None
) -> None:
    if issuer is not None:
        ours = site.provider.issuer
        issuer = issuer.format(issuer=ours, ISSUER=ours.upper())
    assert refused(browser.get(with_query(browser.come_back(), iss=issuer)))
    assert site.provider.count("/token") == 0


def test_an_error_of_another_provider_is_not_believed(site: Site, browser: Browser) -> None:
    answer = with_query(
        browser.come_back(), iss="https://evil.example", code=None, error="access_denied"
    )
    assert refused(browser.get(answer))


def test_metadata_of_another_issuer_is_refused(site: Site, browser: Browser) -> None:
    site.provider.spoil_metadata = lambda document: {**document, "issuer": "https://evil.example"}
    assert browser.press("/identify").status_code == 502
    assert site.provider.count("/par") == 0


@pytest.mark.parametrize(
    "name",
    [
        "authorization_endpoint",
        "pushed_authorization_request_endpoint",
        "token_endpoint",
        "userinfo_endpoint",
        "end_session_endpoint",
        "jwks_uri",
    ],
)
def test_an_endpoint_elsewhere_is_refused(site: Site, browser: Browser, name: str) -> None:
    site.provider.spoil_metadata = lambda document: {**document, name: "https://evil.example/x"}
    assert browser.press("/identify").status_code == 502


def test_an_address_that_only_begins_like_the_issuer_is_refused(
    site: Site, browser: Browser
) -> None:
    site.provider.spoil_metadata = lambda document: {
        **document,
        "token_endpoint": f"{document['issuer']}.evil.example/token",
    }
    assert browser.press("/identify").status_code == 502


def test_a_provider_that_does_not_promise_iss_is_refused(site: Site, browser: Browser) -> None:
    site.provider.spoil_metadata = lambda document: {
        **document,
        "authorization_response_iss_parameter_supported": False,
    }
    assert browser.press("/identify").status_code == 502


def test_the_access_token_goes_to_no_other_address(site: Site, browser: Browser) -> None:
    with fake_provider(site.clock) as other:
        site.provider.spoil_token_response = lambda document: {
            **document,
            "receipt_uri": f"{other.issuer}/receipt",
        }
        assert refused(browser.log_in())
        assert other.seen == []
