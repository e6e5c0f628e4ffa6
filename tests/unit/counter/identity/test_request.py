"""What the service says to the provider."""

import hashlib
import json

import httpx

from counter_site import GOAL, SERVICE, Browser, Site
from thiqa.base import b64url_encode
from thiqa.counter.catalogue import load_catalogue
from thiqa.counter.identity.client import code_challenge
from thiqa.crypto.key_file import ensure_signer
from thiqa.oidc.tokens.dpop_nonce import NONCE_SECONDS

PURPOSE = load_catalogue()[SERVICE].purpose


def test_everything_is_pushed_and_the_browser_carries_a_reference_only(
    site: Site, browser: Browser
) -> None:
    location = httpx.URL(browser.go_to_provider())
    assert set(location.params) == {"client_id", "request_uri"}
    pushed = site.provider.pushed[-1]
    assert pushed["response_type"] == "code"
    assert pushed["scope"] == "openid"
    assert pushed["acr_values"] == "high"
    assert pushed["redirect_uri"] == f"{site.url}/callback"


def test_the_request_names_its_purpose(site: Site, browser: Browser) -> None:
    browser.go_to_provider()
    assert json.loads(site.provider.pushed[-1]["authorization_details"]) == [
        {"type": "thiqa_purpose", "purpose": "criminal-record"}
    ]


def test_the_request_names_each_claim_and_whether_it_is_essential(
    site: Site, browser: Browser
) -> None:
    browser.go_to_provider()
    asked = json.loads(site.provider.pushed[-1]["claims"])
    assert asked == {
        "userinfo": {
            each.name: {"essential": True} if each.essential else None for each in PURPOSE.claims
        }
    }
    assert asked["userinfo"]["address"] is None


def test_the_request_asks_for_the_language_of_the_page(site: Site) -> None:
    for language in ("ar", "fr", "zgh", "en"):
        with site.browser(language) as browser:
            browser.go_to_provider()
        assert site.provider.pushed[-1]["ui_locales"] == language


def test_state_nonce_verifier_and_assertion_are_fresh_each_time(
    site: Site, browser: Browser
) -> None:
    for _ in range(3):
        browser.go_to_provider()
    for name in ("state", "nonce", "code_challenge"):
        values = {each[name] for each in site.provider.pushed}
        assert len(values) == 3
        assert all(len(value) == 43 for value in values)
    assert len({each["jti"] for each in site.provider.assertions}) == 3


def test_the_assertion_is_for_the_issuer_alone_and_short_lived(
    site: Site, browser: Browser
) -> None:
    browser.log_in()
    assert len(site.provider.assertions) == 2
    for claims in site.provider.assertions:
        assert claims["aud"] == site.provider.issuer
        assert claims["exp"] - claims["iat"] == 60


def test_the_challenge_is_that_of_rfc_7636_appendix_b() -> None:
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert code_challenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    expected = b64url_encode(hashlib.sha256(verifier.encode()).digest())
    assert code_challenge(verifier) == expected


def test_the_access_token_travels_in_the_header(site: Site, browser: Browser) -> None:
    browser.log_in()
    (bearer,) = site.provider.bearers
    assert bearer is not None
    assert bearer.startswith("DPoP ")


def test_each_request_proves_our_key_with_the_nonce_that_was_told(
    site: Site, browser: Browser
) -> None:
    browser.log_in()
    assert len(site.provider.proofs) == 4
    assert site.provider.nonces_asked_for == 1
    browser.log_in()
    assert len(site.provider.proofs) == 8
    assert site.provider.nonces_asked_for == 1


def test_a_nonce_that_is_over_is_learnt_anew(site: Site, browser: Browser) -> None:
    browser.log_in()
    for asked in (2, 3):
        site.clock.now += 2 * NONCE_SECONDS
        assert browser.log_in().headers["location"].endswith(GOAL)
        assert site.provider.nonces_asked_for == asked


def test_the_key_is_kept_so_that_a_restart_between_request_and_code_does_no_harm(
    site: Site, browser: Browser
) -> None:
    browser.log_in()
    assert {each.jkt for each in site.provider.proofs} == {
        ensure_signer(site.settings.proof_key_file).kid
    }
