"""Metadata that got into the database all the same is shown as text, under a strict policy."""

import re

import pytest

from citizens import Citizen
from services import LOGGED_OUT_URI, Service, purpose
from thiqa.oidc.clients.registration import client_of
from world import World

SCRIPT = "<script>alert(1)</script>"
ATTRIBUTE = '"><img src=x onerror=alert(1)>'
TEMPLATE = "{{ 7*7 }}{% raw %}"
OVERRIDE = "a\u202eb\u200bc\x00".removesuffix("\x00")


@pytest.fixture(params=[SCRIPT, ATTRIBUTE, TEMPLATE, OVERRIDE])
def hostile(request: pytest.FixtureRequest, shared_world: World) -> Service:
    """A service whose every text is hostile, put past the registration's checks."""
    service = shared_world.new_service()
    texts = dict.fromkeys(("ar", "fr", "zgh", "en"), request.param)
    purposes = [purpose("criminal-record", {"birthdate": True, "address": False})]
    purposes[0] |= {"name": texts, "law": {"reference": texts}}
    client = client_of(service.registration(name=texts, sector=request.param, purposes=purposes))
    shared_world.run(lambda records: records.oidc.put_client(client))
    return service


def test_on_every_page_that_shows_it(hostile: Service, citizen: Citizen) -> None:
    login = citizen.open(hostile.pushed())
    consent = login.replace("/login", "/consent")
    query = f"?client_id={hostile.client_id}&post_logout_redirect_uri={LOGGED_OUT_URI}"
    pages = [citizen.browser.get(login)]
    citizen.login(login)
    pages.append(citizen.browser.get(f"/end-session{query}"))
    pages.append(citizen.browser.get(consent))
    citizen.consent(consent, remember="on")
    pages += [citizen.browser.get(path) for path in ("/sessions", "/consents", "/history")]
    receipt = re.search(r"/receipts/[0-9a-f]+", pages[-1].text)
    assert receipt
    pages.append(citizen.browser.get(receipt[0]))
    for page in pages:
        assert page.status_code == 200
        assert_harmless(page.text)
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert page.headers["x-frame-options"] == "DENY"


def assert_harmless(page: str) -> None:
    """Check that the texts neither became markup, nor were computed, nor turn the line."""
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "<bdi>49" not in page
    assert not set("\u202e\u200b") & set(page)
    scripts = re.findall(r"<script[^>]*>", page)
    assert all(re.search(r' src="/static/', script) for script in scripts)
    assert not re.search(r"<[^>]* on[a-z]+=", page)
    assert not re.search(r"<[^>]* style=", page)
