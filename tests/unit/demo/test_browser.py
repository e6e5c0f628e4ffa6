from collections.abc import Iterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from serving import free_port, serving
from thiqa.demo.browser import MAX_REDIRECTS, Browser
from thiqa.web import parse_form

PAGE = """
<title>A page</title><a href="/first">1</a><a href="http://127.0.0.1:1/auth#abc">2</a>
<form action="/send" method="post">
 <input type="hidden" name="kept" value="&quot;1&quot;"><input name="typed">
 <input type="checkbox" name="ticked" value="on" checked>
 <input type="checkbox" name="unticked" value="on">
 <select name="chosen"><option value="a"><option value="b"></select>
 <button name="decision" value="agree">Yes</button>
</form>
"""


async def page(_: Request) -> Response:
    return HTMLResponse(PAGE)


async def send(request: Request) -> Response:
    form = parse_form(await request.body())
    return HTMLResponse(f"{form} {request.headers['origin']}")


async def enter(request: Request) -> Response:
    response = RedirectResponse("/cookie?seen=1#part", 303)
    response.set_cookie("name", "value")
    return response


async def cookie(request: Request) -> Response:
    return HTMLResponse(request.cookies.get("name", "none"))


async def circle(_: Request) -> Response:
    return RedirectResponse("/circle")


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The address of a site on the loopback."""
    routes = [Route(f"/{each.__name__}", each) for each in (page, enter, cookie, circle)]
    port = free_port()
    with serving(Starlette(routes=[*routes, Route("/send", send, methods=["POST"])]), port):
        yield f"http://127.0.0.1:{port}"


def test_a_page_is_read_with_its_links_and_forms(site: str) -> None:
    page = Browser("fr").open(f"{site}/page")
    (form,) = page.forms
    assert (page.title, page.status) == ("A page", 200)
    assert page.link_to("http://127.0.0.1:1/auth#") == "http://127.0.0.1:1/auth#abc"
    assert (form.action, form.method) == ("/send", "post")
    assert form.fields == {"kept": '"1"', "typed": "", "ticked": "on", "chosen": "a"}
    assert form.buttons == [("decision", "agree")]


def test_a_form_is_sent_as_it_stands_with_what_was_filled_in(site: str) -> None:
    browser = Browser("fr")
    page = browser.open(f"{site}/page")
    answer = browser.send(page, page.forms[0], typed="x")
    assert "'typed': 'x'" in answer.html
    assert "'kept': '\"1\"'" in answer.html
    assert answer.html.endswith(site)


def test_redirects_are_followed_with_cookies_and_the_fragment_is_kept(site: str) -> None:
    page = Browser("fr").open(f"{site}/enter")
    assert page.html == "value"
    assert page.hops == (f"{site}/cookie?seen=1#part",)


def test_a_site_that_leads_in_circles_is_left(site: str) -> None:
    with pytest.raises(httpx.TooManyRedirects):
        Browser("fr").open(f"{site}/circle")
    assert MAX_REDIRECTS == 10
