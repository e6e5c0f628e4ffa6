"""The addresses of this room."""

from starlette.types import ASGIApp, Receive, Scope, Send

from thiqa.issuing.issue import issue
from thiqa.issuing.models import Form
from thiqa.issuing.numbered import numbered_endpoint
from thiqa.issuing.paths import ANSWERS_PATH, BELOW_DOCUMENTS, CHECK_PATH, DOCUMENTS_PATH
from thiqa.issuing.room import Room
from thiqa.oidc.http import service_endpoint
from thiqa.web import Endpoint, endpoint


def issuing_endpoints(room: Room, pages: ASGIApp) -> dict[str, Endpoint]:
    """Return what services post their orders to, by path; `pages` is what people see there."""
    documents = service_endpoint(room.provider, issue(room, Form.DOCUMENT), "POST")
    answers = service_endpoint(room.provider, issue(room, Form.ANSWER), "POST")
    return {
        DOCUMENTS_PATH: _beside(pages, documents.app),
        CHECK_PATH: endpoint(pages, "GET", "POST"),
        ANSWERS_PATH: answers,
    }


def issuing_prefixes(room: Room) -> dict[str, Endpoint]:
    """Return what serves every path that begins with one."""
    return {BELOW_DOCUMENTS: numbered_endpoint(room)}


def _beside(pages: ASGIApp, orders: ASGIApp) -> Endpoint:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await (orders if scope["method"] == "POST" else pages)(scope, receive, send)

    return endpoint(app, "GET", "POST")
