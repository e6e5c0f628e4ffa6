"""A small site that shows every page with sample views, served like the real ones."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from browser.console_samples import CONSOLE_VIEWS
from browser.counter_samples import COUNTER_VIEWS
from browser.desk_samples import DESK_VIEWS
from browser.partner_samples import PARTNER_VIEWS, TRIAL_VIEWS
from browser.samples import SIGNED_IN, VIEWS
from browser.sandbox_samples import SANDBOX_VIEWS
from serving import free_port, serving
from thiqa.console.pages import console_pages, links
from thiqa.console.pages import show as show_in_console
from thiqa.counter.app import FRAME_FOLDER, OUR_FOLDER, SITE
from thiqa.counter.sandbox.frame import sandbox_pages as trial_pages
from thiqa.counter.sandbox.payments.app import SITE as TRIAL_SITE
from thiqa.officers import Role
from thiqa.portal import ErrorView, citizen_links, portal_pages, show
from thiqa.sandbox.page import sandbox_pages
from thiqa.web import Assets, Cookies, Pages, SecureHeaders, dispatch, load_catalogues
from thiqa.web.problems import NOT_FOUND


def gallery() -> ASGIApp:
    """Return the application: `/page/<name>` for each view, `/posted` echoes a form."""
    cookies = Cookies(https=False)
    pages = portal_pages(cookies=cookies, timezone=ZoneInfo("Africa/Casablanca"), specimen=True)
    console = console_pages(cookies=cookies, timezone=ZoneInfo("Africa/Casablanca"), specimen=True)
    sandbox = sandbox_pages(cookies=cookies, portal_pages=pages)

    counter = _counter_pages(cookies)
    trials = trial_pages(TRIAL_SITE)
    at_counter = {**COUNTER_VIEWS, **DESK_VIEWS, **PARTNER_VIEWS}

    async def page(request: Request) -> Response:
        name = request.path_params["name"]
        if name in CONSOLE_VIEWS:
            navigation = links(f"/page/{name}", frozenset(Role))
            return show_in_console(console, request, CONSOLE_VIEWS[name], navigation=navigation)
        if name in SANDBOX_VIEWS:
            return sandbox.respond(request, "sandbox.html", view=SANDBOX_VIEWS[name])
        if name in TRIAL_VIEWS:
            template, view = TRIAL_VIEWS[name]
            return trials.respond(request, template, view=view)
        if name in at_counter:
            template, view = at_counter[name]
            return counter.respond(request, template, view=view)
        own_links = citizen_links(
            history_url="/page/history",
            consents_url="/page/consents",
            requests_url="/page/requests",
            disputes_url="/page/disputes",
            sessions_url="/page/sessions",
            sign_out_url="/page/logout-confirm",
            current=f"/page/{name}",
        )
        view = VIEWS.get(name, ErrorView(NOT_FOUND, ""))
        return show(pages, request, view, navigation=own_links if name in SIGNED_IN else ())

    async def posted(request: Request) -> Response:
        return JSONResponse(dict(parse_qsl((await request.body()).decode())))

    app = Starlette(
        routes=[
            Route("/page/{name}", page),
            Route("/login", posted, methods=["POST"]),
            Route("/consent", posted, methods=["POST"]),
            Route("/posted", posted, methods=["POST"]),
        ]
    )
    endpoints = {
        **pages.assets.endpoints,
        **console.assets.endpoints,
        **counter.assets.endpoints,
        **trials.assets.endpoints,
    }
    return dispatch(endpoints, SecureHeaders(app, https=False))


def _counter_pages(cookies: Cookies) -> Pages:
    return Pages(
        SITE,
        templates=[OUR_FOLDER / "templates", FRAME_FOLDER / "templates"],
        catalogues=load_catalogues([FRAME_FOLDER / "locale", OUR_FOLDER / "locale"]),
        assets=Assets([FRAME_FOLDER / "static", OUR_FOLDER / "static"]),
        cookies=cookies,
        timezone=ZoneInfo("Africa/Casablanca"),
    )


@contextmanager
def served_gallery() -> Iterator[str]:
    """Give the origin of a running gallery."""
    port = free_port()
    with serving(gallery(), port):
        yield f"http://127.0.0.1:{port}"
