"""Service and purpose are what a site says of itself: text, isolated, marked as its own words."""

import pytest

from card_client_site import Browser

HOSTILE = [
    "<script>document.title = 'broken'</script>",
    '"><img src=x onerror=alert(1)>',
    "</q></dd></dl><h1>https://id.example</h1>",
    "{{ 7 * 7 }} {% raw %} & &lt;",
]


@pytest.mark.parametrize("member", ["service", "purpose"])
@pytest.mark.parametrize("text", HOSTILE)
def test_markup_is_shown_and_not_obeyed(browser: Browser, member: str, text: str) -> None:
    page = browser.ask(**{member: text})
    assert " ".join(text.split()) in page.text
    assert text not in page.response.text
    assert page.response.text.count("<h1") == 1


@pytest.mark.parametrize("member", ["service", "purpose"])
@pytest.mark.parametrize("character", ["\u202e", "\u2066", "\u2069", "\u200b", "\n", "\x1b"])
def test_hidden_characters_are_not_passed_on(browser: Browser, member: str, character: str) -> None:
    page = browser.ask(**{member: f"Bank{character}knaB"})
    assert f"Bank{character}knaB" not in page.response.text
    assert "In the site's own words:" in page.text


@pytest.mark.parametrize("member", ["service", "purpose"])
def test_each_text_is_isolated_and_quoted(browser: Browser, member: str) -> None:
    page = browser.ask(**{member: "Bank بنك"})
    assert "<q><bdi>Bank بنك</bdi></q>" in page.response.text


def test_the_address_comes_before_the_words(browser: Browser) -> None:
    text = browser.ask(service="https://bank.example").text
    assert text.index("https:// id. example") < text.index("https://bank.example")
