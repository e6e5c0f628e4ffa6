"""The page that checks receipts: the same bytes for everybody, and nothing is sent back."""

import gzip

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from thiqa.portal.paths import VERIFY_PATH
from thiqa.portal.portal import Portal
from thiqa.portal.verify_page import make_verify_page
from thiqa.web.assets import accepts_gzip

CACHE = "public, max-age=3600"


def verify_routes(portal: Portal) -> list[Route]:
    """Return the route of the page that checks receipts."""
    page = make_verify_page(portal.receipts.policy, portal.pages.catalogues)
    compressed = gzip.compress(page.html, 9, mtime=0)
    headers = {
        "content-security-policy": page.content_security_policy,
        "cache-control": CACHE,
        "vary": "accept-encoding",
    }

    async def show(request: Request) -> Response:
        if accepts_gzip(request.scope["headers"]):
            return _answer(compressed, {**headers, "content-encoding": "gzip"})
        return _answer(page.html, headers)

    return [Route(VERIFY_PATH, show)]


def _answer(body: bytes, headers: dict[str, str]) -> Response:
    return Response(body, headers=headers, media_type="text/html")
