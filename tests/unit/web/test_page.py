import re
from datetime import UTC
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from thiqa.web import Assets, CatalogueError, Cookies, Language, Link, Pages, Site, load_catalogues
from thiqa.web.page import without_language
from unit.web.asking import ask

WEB = Path(__file__).parents[3] / "src" / "thiqa" / "web"


def make_pages(folder: Path, body: str) -> Pages:
    """Return pages with one template that puts `body` into the frame."""
    template = '{% extends "base.html" %}{% block title %}T{% endblock %}{% block main %}'
    (folder / "page.html").write_text(f"{template}{body}{{% endblock %}}")
    return Pages(
        Site("Thiqa", "Cancel"),
        templates=[folder, WEB / "templates"],
        catalogues=load_catalogues([WEB / "locale"]),
        assets=Assets([WEB / "static"]),
        cookies=Cookies(https=True),
        timezone=UTC,
        names={"double": lambda number: 2 * number},
    )


def served(pages: Pages, **context: object) -> Starlette:
    """Return a site with that one page at `/page`."""

    async def page(request: Request) -> Response:
        return pages.respond(request, "page.html", **context)

    return Starlette(routes=[Route("/page", page, methods=["GET", "POST"])])


def test_messages_are_translated_when_the_template_is_compiled(tmp_path: Path) -> None:
    pages = make_pages(
        tmp_path, '<p>{{ _("Cancel") }}|{{ _("Continue to {service}")|fill(service=s) }}</p>'
    )
    assert "<p>Annuler|Continuer vers <bdi>&lt;b&gt;</bdi></p>" in pages.render(
        "page.html", Language.FR, s="<b>"
    )


def test_a_template_with_an_unknown_message_does_not_compile(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError):
        make_pages(tmp_path, '{{ _("Nobody translated this") }}').render("page.html", Language.FR)


def test_a_template_that_names_what_it_was_not_given_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UndefinedError):
        make_pages(tmp_path, "{{ view.name }}").render("page.html", Language.FR)


def test_the_names_of_a_site_can_be_used(tmp_path: Path) -> None:
    assert "<p>42</p>" in make_pages(tmp_path, "<p>{{ double(21) }}</p>").render(
        "page.html", Language.EN
    )


def test_a_page_is_answered_in_the_language_of_the_request(tmp_path: Path) -> None:
    response = ask(served(make_pages(tmp_path, "")), "/page", headers={"accept-language": "fr"})
    assert response.headers["content-language"] == "fr"
    assert response.headers["vary"] == "accept-language, cookie"
    assert 'lang="fr" dir="ltr"' in response.text
    assert "set-cookie" not in response.headers


def test_a_choice_of_language_is_remembered(tmp_path: Path) -> None:
    site = served(make_pages(tmp_path, ""))
    assert "__Host-lang=zgh" in ask(site, "/page?lang=zgh").headers["set-cookie"]
    again = ask(site, "/page", headers={"cookie": "__Host-lang=zgh", "accept-language": "fr"})
    assert again.headers["content-language"] == "zgh"
    assert "set-cookie" not in ask(site, "/page?lang=xx").headers


def test_the_switch_keeps_the_address_and_cannot_break_out_of_it(tmp_path: Path) -> None:
    site = served(make_pages(tmp_path, ""))
    text = ask(site, '/page?a=1&lang=ar&b="><script>&lang=fr').text
    assert 'href="?a=1&amp;b=%22%3E%3Cscript%3E&amp;lang=zgh"' in text
    assert "<script>" not in text
    assert without_language("lang=ar") == ""


def test_a_page_that_answers_a_form_has_no_switch(tmp_path: Path) -> None:
    assert "hreflang" not in ask(served(make_pages(tmp_path, "")), "/page", method="POST").text


def test_the_navigation_marks_the_page_one_is_on(tmp_path: Path) -> None:
    pages = make_pages(tmp_path, "")
    links = [Link("/a", "Cancel"), Link("/b", "Continue", current=True)]
    text = pages.render("page.html", Language.EN, navigation=links)
    assert re.findall(r'<a href="(/\w)"( aria-current="page")?>', text) == [
        ("/a", ""),
        ("/b", ' aria-current="page"'),
    ]


def test_a_form_that_leads_on_widens_the_policy_of_its_page_alone(tmp_path: Path) -> None:
    site = served(make_pages(tmp_path, ""), form_targets=["https://rp.example/cb"])
    assert (
        "form-action 'self' https://rp.example;"
        in ask(site, "/page").headers["content-security-policy"]
    )


def test_a_large_page_is_compressed_for_whoever_can_read_it(tmp_path: Path) -> None:
    site = served(make_pages(tmp_path, "<p>صفحة</p>" * 1000))
    plain = ask(site, "/page", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    response = ask(site, "/page", headers={"accept-encoding": "gzip"})
    assert response.headers["content-encoding"] == "gzip"
    assert response.headers["vary"] == "accept-language, cookie, accept-encoding"
    assert response.content == plain.content
    assert int(response.headers["content-length"]) < len(plain.content) / 5
    refused = ask(site, "/page", headers={"accept-encoding": "gzip;q=0, br"})
    assert "content-encoding" not in refused.headers


def test_assets_have_names_that_change_with_their_content(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a{}")
    (tmp_path / "b.js").write_text("1")
    assets = Assets([tmp_path])
    before = assets.urls["a.css"]
    assert re.fullmatch(r"/static/[0-9a-f]{16}/a\.css", before)
    assert set(assets.endpoints) == set(assets.urls.values())
    (tmp_path / "a.css").write_text("b{}")
    assert Assets([tmp_path]).urls["a.css"] != before


def test_an_asset_is_served_for_ever_and_compressed(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a{}" * 500)
    assets = Assets([tmp_path])
    url = assets.urls["a.css"]
    site = assets.endpoints[url].app
    response = ask(site, url)
    assert response.text == "a{}" * 500
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert response.headers["content-type"] == "text/css; charset=utf-8"
    assert response.headers["content-encoding"] == "gzip"
    assert int(response.headers["content-length"]) < 100
    plain = ask(site, url, headers={"accept-encoding": ""})
    assert "content-encoding" not in plain.headers
