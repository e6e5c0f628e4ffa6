"""The citizen's pages as one application, with an error page for whatever goes wrong."""

import logging
import secrets
from collections.abc import Iterable, Mapping

import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ExceptionHandler

from thiqa.base import StorageUnavailableError
from thiqa.disputes import (
    DisputeClosedError,
    DisputesError,
    NotContestableError,
    TooManyDisputesError,
)
from thiqa.ledger.errors import EntryNotFoundError, NotYetIntegratedError
from thiqa.oidc.errors import BrowserError, InvalidRequestError, ProtocolError
from thiqa.oidc.journal import refused_by
from thiqa.oidc.metadata import AUTHORIZE_PATH
from thiqa.oidc.models import CLIENT_ID
from thiqa.portal import problems
from thiqa.portal.authorize_routes import authorize_routes
from thiqa.portal.browser import BROWSER_COOKIE
from thiqa.portal.consent_routes import consent_routes
from thiqa.portal.consents_routes import consents_routes
from thiqa.portal.disputes_routes import disputes_routes
from thiqa.portal.document_routes import document_routes
from thiqa.portal.history_export_routes import history_export_routes
from thiqa.portal.history_routes import history_routes
from thiqa.portal.home_routes import home_routes
from thiqa.portal.login_routes import login_routes
from thiqa.portal.logout_routes import logout_routes
from thiqa.portal.pages import show
from thiqa.portal.portal import Portal
from thiqa.portal.receipt_routes import receipt_routes
from thiqa.portal.requests_routes import requests_routes
from thiqa.portal.sessions_routes import sessions_routes
from thiqa.portal.verify_routes import verify_routes
from thiqa.portal.views import ErrorView
from thiqa.web import Problem, WebError
from thiqa.web import problems as web_problems

REFERENCE_BYTES = 5

_BY_REASON: Mapping[str, Problem] = {
    BrowserError.UNKNOWN_CLIENT: problems.UNKNOWN_SERVICE,
    BrowserError.BAD_REQUEST: problems.INVALID_REQUEST,
    BrowserError.REQUEST_GONE: problems.EXPIRED_REQUEST,
    BrowserError.REQUEST_USED: problems.USED_REQUEST,
    BrowserError.OTHER_BROWSER: problems.OTHER_BROWSER,
}
_BY_KIND: Mapping[type[Exception], Problem] = {
    EntryNotFoundError: problems.RECEIPT_UNKNOWN,
    NotContestableError: problems.NOT_CONTESTABLE,
    TooManyDisputesError: problems.TOO_MANY_DISPUTES,
    DisputeClosedError: problems.DISPUTE_CLOSED,
}
_BY_STATUS: Mapping[int, Problem] = {
    403: web_problems.FOREIGN_FORM,
    404: web_problems.NOT_FOUND,
    405: web_problems.METHOD_NOT_ALLOWED,
    413: web_problems.TOO_LARGE,
}

LESSONS: Mapping[str, ProtocolError] = {
    BrowserError.BAD_REQUEST: InvalidRequestError(
        "the browser came without a request that had been pushed",
        rule="RFC 9126, section 4",
        parameter="request_uri",
        mend="Push the request first; send the browser with client_id and request_uri alone.",
    ),
    BrowserError.REQUEST_GONE: InvalidRequestError(
        "the pushed request has expired, was used before, or rests on what is registered no more",
        rule="RFC 9126, section 4",
        parameter="request_uri",
        mend="Push a new request for each login, and send the browser within 90 seconds.",
    ),
    BrowserError.OTHER_BROWSER: InvalidRequestError(
        "the request had been opened in another browser",
        rule="RFC 9700, section 4.7",
        parameter="request_uri",
        mend="Begin a login of its own in each browser.",
    ),
}
"""What a refusal in the browser teaches the service's developers; the person reads another text."""

log = structlog.get_logger()


def portal_app(portal: Portal, before: Iterable[Route] = ()) -> Starlette:
    """Return the application that serves every page for citizens; routes `before` come first."""
    routes = [
        *before,
        *authorize_routes(portal),
        *login_routes(portal),
        *consent_routes(portal),
        *logout_routes(portal),
        *home_routes(portal),
        *history_export_routes(portal),
        *history_routes(portal),
        *receipt_routes(portal),
        *verify_routes(portal),
        *document_routes(portal),
        *consents_routes(portal),
        *sessions_routes(portal),
        *requests_routes(portal),
        *disputes_routes(portal),
    ]
    answer = _error_page(portal)
    handled = (
        BrowserError,
        ProtocolError,
        WebError,
        DisputesError,
        EntryNotFoundError,
        NotYetIntegratedError,
        StorageUnavailableError,
        HTTPException,
        Exception,
    )
    app = Starlette(routes=routes, exception_handlers=dict.fromkeys(handled, answer))
    app.router.redirect_slashes = False  # an address has one spelling, and nobody is sent on
    return app


def _error_page(portal: Portal) -> ExceptionHandler:
    async def answer(request: Request, error: Exception) -> Response:
        problem, reference = _problem(portal, request, error), secrets.token_hex(REFERENCE_BYTES)
        unforeseen = problem is web_problems.BROKEN
        _teach(portal, request, error)
        log.log(
            logging.ERROR if unforeseen else logging.INFO,
            "error_page",
            reference=reference,
            place=_place(request),
            status=problem.status,
            error=type(error).__name__,
            detail=getattr(error, "detail", ""),
            exc_info=error if unforeseen else None,
        )
        return show(portal.pages, request, ErrorView(problem=problem, reference=reference))

    return answer


def _teach(portal: Portal, request: Request, error: Exception) -> None:
    """Note for a service's developers why the browser that they sent had no way back."""
    if isinstance(error, BrowserError) and request.url.path == AUTHORIZE_PATH:
        lesson = LESSONS.get(error.reason)
        client_id = request.query_params.get("client_id", "")
        if lesson is not None and CLIENT_ID.fullmatch(client_id):
            refusal = refused_by(lesson, client_id, AUTHORIZE_PATH, proved=False)
            portal.provider.journal.refused(refusal)


def _place(request: Request) -> str:
    """Return the pattern of the page's address: what was put into it may be anybody's number."""
    if "endpoint" not in request.scope:
        return "none"
    parts = request.url.path.split("/")
    names = {str(value): f"{{{name}}}" for name, value in request.path_params.items()}
    return "/".join(names.get(part, part) for part in parts)


def _problem(portal: Portal, request: Request, error: Exception) -> Problem:
    match error:
        case BrowserError(reason=BrowserError.OTHER_BROWSER) if not _kept_cookie(portal, request):
            return problems.NO_COOKIE
        case BrowserError():
            return _BY_REASON[error.reason]
        case DisputesError() | EntryNotFoundError():
            return _BY_KIND.get(type(error), web_problems.NOT_FOUND)
        case StorageUnavailableError() | NotYetIntegratedError():
            return web_problems.UNAVAILABLE
        case WebError(status=status) | HTTPException(status_code=status):
            return _BY_STATUS.get(status, web_problems.BAD_REQUEST)
        case _:
            return web_problems.BROKEN


def _kept_cookie(portal: Portal, request: Request) -> bool:
    return portal.cookies.read(request.scope["headers"], BROWSER_COOKIE) is not None
