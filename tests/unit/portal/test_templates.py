from collections.abc import Callable
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest

from browser.samples import HOSTILE_NAME, TOKEN, VIEWS
from thiqa.portal import ConsentView, LoginView, View, consent_text, portal_pages, statement_of
from thiqa.portal.handover import handover_url
from thiqa.portal.pages import TEMPLATES
from thiqa.web import Cookies, Language, Pages
from unit.portal.markup import Markup

Render = Callable[[View, Language], str]
views = pytest.mark.parametrize("name", VIEWS)
languages = pytest.mark.parametrize("language", Language)


@pytest.fixture(scope="module")
def pages() -> Pages:
    return portal_pages(
        cookies=Cookies(https=False), timezone=ZoneInfo("Africa/Casablanca"), specimen=True
    )


@pytest.fixture(scope="module")
def render(pages: Pages) -> Render:
    def page_of(view: View, language: Language) -> str:
        context: dict[str, object] = {}
        if isinstance(view, ConsentView):
            context["statement"] = statement_of(pages, view, language)
        if isinstance(view, LoginView):
            context["handover"] = handover_url(view, language)
        return pages.render(TEMPLATES[type(view)], language, view=view, **context)

    return page_of


@views
@languages
def test_a_page_is_whole_and_says_its_language(
    render: Render, name: str, language: Language
) -> None:
    elements = Markup(render(VIEWS[name], language)).elements
    root = dict(elements)["html"]
    assert root == {"lang": language.value, "dir": language.direction}
    ids = [attributes["id"] for _, attributes in elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert sum(tag == "h1" for tag, _ in elements) == 1
    assert sum(tag == "main" for tag, _ in elements) == 1


@views
def test_no_page_has_inline_code_or_style_or_leaves_the_site(render: Render, name: str) -> None:
    for tag, attributes in Markup(render(VIEWS[name], Language.AR)).elements:
        assert tag not in {"style", "iframe", "object", "embed", "base"}
        assert "style" not in attributes
        assert not any(attribute.startswith("on") for attribute in attributes)
        source = attributes.get("src") or ""
        assert tag != "script" or source.startswith("/static/")
        if tag in {"link", "img", "script"}:
            assert urlsplit(attributes.get("href") or source).netloc == ""


PUBLIC_FORM = "/documents/check"
"""It changes nothing, for anybody."""


@views
def test_every_form_is_a_search_of_ours_or_a_post_that_carries_its_token(
    render: Render, name: str
) -> None:
    elements = Markup(render(VIEWS[name], Language.FR)).elements
    forms = [attributes for tag, attributes in elements if tag == "form"]
    searches = [form for form in forms if form["method"] == "get"]
    assert all((form["action"] or "").startswith("/") for form in searches)
    forms = [form for form in forms if form not in searches and form["action"] != PUBLIC_FORM]
    tokens = [attributes for _, attributes in elements if attributes.get("name") == "form_token"]
    assert [form["method"] for form in forms] == ["post"] * len(forms)
    assert [token["value"] for token in tokens] == [TOKEN] * len(forms)


@views
def test_names_that_are_hostile_stay_text(render: Render, name: str) -> None:
    html = render(VIEWS[name], Language.AR)
    assert "<script>" not in html
    assert "<img src=https" not in html
    assert "\u202e" not in html
    if "hostile" in name or name == "error-service":
        assert "\ufffdknab\ufffd" in html
        assert HOSTILE_NAME["ar"] not in html


@views
def test_a_page_in_amazigh_is_in_amazigh(render: Render, name: str) -> None:
    text = Markup(render(VIEWS[name], Language.ZGH), inside="main").text()
    tifinagh = sum("\u2d30" <= character <= "\u2d7f" for character in text)
    latin = sum(character.isascii() and character.isalpha() for character in text)
    assert tifinagh > latin or "hostile" in name or name == "receipt"


def test_the_statement_is_the_text_that_is_hashed(pages: Pages, render: Render) -> None:
    for name, view in VIEWS.items():
        if isinstance(view, ConsentView):
            for language in Language:
                shown = Markup(render(view, language), inside="statement", leave_out="value").text()
                assert shown == consent_text(statement_of(pages, view, language)), (name, language)


def test_the_pages_of_somebody_who_is_signed_in_lead_to_each_other(render: Render) -> None:
    html = render(VIEWS["home-signed-in"], Language.EN)
    assert 'href="/history"' in html
    assert 'href="/consents"' in html
    assert "/sign-in" not in html
