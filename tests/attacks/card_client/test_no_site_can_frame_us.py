"""A site that puts our page into a frame and has the person press what cannot be seen."""

import pytest

from browser.chromium import chromium
from card_client_site import Browser, Client, handed

PATHS = ("/", "/auth", "/change?card=adult", "/unblock?card=adult", "/nowhere")


@pytest.mark.parametrize("path", PATHS)
def test_every_page_forbids_frames_and_whatever_is_not_ours(browser: Browser, path: str) -> None:
    headers = browser.get(path).response.headers
    policy = headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert policy.startswith("default-src 'none'; script-src 'self';")
    assert headers["x-frame-options"] == "DENY"
    assert headers["cache-control"] == "no-store"
    assert headers["cross-origin-opener-policy"] == "same-origin"


def test_the_page_of_a_request_lets_its_form_end_at_the_site_that_asked_only(
    browser: Browser,
) -> None:
    policy = browser.ask().response.headers["content-security-policy"]
    assert "form-action 'self' https://id.example;" in policy
    assert "frame-ancestors 'none'" in policy


def test_chromium_shows_no_frame(client: Client) -> None:
    with chromium() as running:
        page = running.new_page()
        page.set_content(f'<iframe src="{client.origin}/auth#{handed()}"></iframe>')
        page.wait_for_timeout(700)
        assert all("127.0.0.1" not in frame.url for frame in page.frames)
