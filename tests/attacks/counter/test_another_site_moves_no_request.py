"""A page somewhere else sends our forms with the citizen's own browser."""

import pytest

from counter_site import Browser, Site

FORMS = {
    "form": {"f.reason": "employment", "do": "submit", "key": "k"},
    "withdraw": {},
    "contest": {"statement": "I disagree"},
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "headers",
    [{"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}, {}],
)
def test_a_form_of_another_site_changes_nothing(
    site: Site, browser: Browser, form: str, headers: dict[str, str]
) -> None:
    site.provider.subject = f"citizen of {form} {sorted(headers.items())}"
    path = browser.get(browser.log_in().headers["location"]).headers["location"]
    before = browser.get(path).text.split('name="key"')[0]
    answer = browser.http.post(f"{path}/{form}", data=FORMS[form], headers=headers)
    assert answer.status_code == 403
    assert browser.get(path).text.split('name="key"')[0] == before
