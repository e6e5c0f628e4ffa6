from counter_site import GOAL, Browser, Site
from fake_provider import unsigned
from thiqa.counter.identity.provider import JWKS_SECONDS, METADATA_SECONDS, REFETCH_SECONDS

WELL_KNOWN = "/.well-known/openid-configuration"


def test_metadata_and_keys_are_fetched_once_for_many_logins(site: Site, browser: Browser) -> None:
    for _ in range(3):
        assert browser.log_in().headers["location"].endswith(GOAL)
    assert site.provider.count(WELL_KNOWN) == 1
    assert site.provider.count("/jwks") == 1


def test_metadata_and_keys_are_fetched_again_when_they_are_old(
    site: Site, browser: Browser
) -> None:
    browser.log_in()
    site.clock.now += JWKS_SECONDS
    browser.log_in()
    assert (site.provider.count(WELL_KNOWN), site.provider.count("/jwks")) == (1, 2)
    site.clock.now += METADATA_SECONDS
    browser.log_in()
    assert (site.provider.count(WELL_KNOWN), site.provider.count("/jwks")) == (2, 3)


def test_a_rotated_key_is_picked_up_at_once(site: Site, browser: Browser) -> None:
    browser.log_in()
    site.provider.rotate()
    assert browser.log_in().headers["location"].endswith(GOAL)
    assert site.provider.count("/jwks") == 2


def test_a_withdrawn_key_dies_with_the_rotation(site: Site, browser: Browser) -> None:
    browser.log_in()
    old = site.provider.signer
    site.provider.rotate(drop_old=True)
    browser.log_in()
    site.provider.spoil_id_token = old.sign
    assert "how=provider" in browser.log_in().headers["location"]


def test_forged_key_identifiers_do_not_flood_the_provider(site: Site, browser: Browser) -> None:
    browser.log_in()
    for number in range(5):
        site.provider.spoil_id_token = lambda claims, number=number: unsigned(
            {"alg": "ES256", "kid": f"invented-{number}"}, claims
        )
        browser.log_in()
    assert site.provider.count("/jwks") == 2
    site.clock.now += REFETCH_SECONDS
    browser.log_in()
    assert site.provider.count("/jwks") == 3


def test_a_provider_that_was_away_is_asked_again(site: Site, browser: Browser) -> None:
    site.provider.failing[WELL_KNOWN] = 503
    assert browser.press("/identify").status_code == 502
    site.provider.failing.clear()
    assert browser.log_in().headers["location"].endswith(GOAL)
