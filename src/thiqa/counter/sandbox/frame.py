"""The page frame of the processes that stand in for others, and how they are served."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

import thiqa.web
from thiqa.web import (
    Assets,
    Cookies,
    Pages,
    Problem,
    SecureHeaders,
    Site,
    WebError,
    dispatch,
    load_catalogues,
)
from thiqa.web.problems import BAD_REQUEST, BROKEN, METHOD_NOT_ALLOWED, NOT_FOUND

OUR_FOLDER = Path(__file__).parent
COUNTER_FOLDER = OUR_FOLDER.parent
FRAME_FOLDER = Path(thiqa.web.__file__).parent
TIME_ZONE = "Africa/Casablanca"


def sandbox_pages(site: Site) -> Pages:
    """Return the pages of one such process in every language."""
    return Pages(
        site,
        templates=[OUR_FOLDER / "templates", FRAME_FOLDER / "templates"],
        catalogues=load_catalogues([FRAME_FOLDER / "locale", COUNTER_FOLDER / "locale"]),
        assets=Assets([FRAME_FOLDER / "static", OUR_FOLDER / "static"]),
        cookies=Cookies(https=False),
        timezone=ZoneInfo(TIME_ZONE),
    )


def serve(pages: Pages, routes: Sequence[Route], lifespan: Callable[[Starlette], Any]) -> ASGIApp:
    """Return the application of one such process."""

    async def failure(request: Request, error: Exception) -> Response:
        problem = _problem_of(error)
        view = {"problem": problem, "service": None, "back_url": None, "reference": None}
        return pages.respond(request, "error.html", status=problem.status, view=view)

    kinds = (WebError, HTTPException, Exception)
    app = Starlette(
        routes=list(routes), exception_handlers=dict.fromkeys(kinds, failure), lifespan=lifespan
    )
    return dispatch(pages.assets.endpoints, SecureHeaders(app, https=False))


def _problem_of(error: Exception) -> Problem:
    if isinstance(error, HTTPException):
        known = {problem.status: problem for problem in (NOT_FOUND, METHOD_NOT_ALLOWED)}
        return known.get(error.status_code, BAD_REQUEST)
    return BAD_REQUEST if isinstance(error, WebError) else BROKEN
