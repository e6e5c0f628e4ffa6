"""We asked for tokens that are bound to our key; we take no others."""

import pytest

from counter_site import Browser, Site


@pytest.mark.parametrize("token_type", ["Bearer", "bearer", "N_A", "DPoP2", "", None, ["DPoP"]])
def test_a_token_of_another_type_is_refused(
    site: Site, browser: Browser, token_type: object
) -> None:
    site.provider.spoil_token_response = lambda document: {**document, "token_type": token_type}
    assert "how=provider" in browser.log_in().headers["location"]
    assert site.provider.bearers == []
