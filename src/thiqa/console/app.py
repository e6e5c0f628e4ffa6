"""The console's pages as one application, with an error page for whatever goes wrong."""

import logging
import secrets
from collections.abc import Mapping

import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, ExceptionHandler, Receive, Scope, Send

from thiqa.audit.errors import (
    AuditError,
    NotTheirsError,
    OtherTextError,
    RequestGoneError,
    SamePersonError,
)
from thiqa.base import StorageUnavailableError
from thiqa.console import problems
from thiqa.console.approval_routes import approval_routes
from thiqa.console.console import Console
from thiqa.console.dispute_routes import dispute_routes
from thiqa.console.errors import (
    AuditorsOnlyError,
    ConflictError,
    ConsoleError,
    InvitationGoneError,
    LastOwnerError,
    NotReadyError,
    OperatorsOnlyError,
    TooManyError,
    UnknownServiceError,
)
from thiqa.console.figure_routes import figure_routes
from thiqa.console.finding_routes import finding_routes
from thiqa.console.log_routes import log_routes
from thiqa.console.opening_routes import opening_routes
from thiqa.console.owner_routes import owner_routes
from thiqa.console.pages import show
from thiqa.console.paths import CONSOLE_PATH
from thiqa.console.self_test_routes import self_test_routes
from thiqa.console.service_routes import service_routes
from thiqa.console.views import ErrorView
from thiqa.disputes import (
    DisputeClosedError,
    DisputesError,
    OwnCaseError,
    UnknownDisputeError,
)
from thiqa.officers import NotAnOfficerError
from thiqa.web import Problem, WebError
from thiqa.web import problems as web_problems

REFERENCE_BYTES = 5
PREFIXES = ("/console", "/self-test", "/.well-known/oauth-authorization-server/self-test")
"""The first parts of the addresses that are ours."""

_BY_KIND: Mapping[type[Exception], Problem] = {
    UnknownServiceError: problems.UNKNOWN_SERVICE,
    InvitationGoneError: problems.INVITATION_GONE,
    LastOwnerError: problems.LAST_OWNER,
    ConflictError: problems.CONFLICT,
    NotReadyError: problems.NOT_READY,
    TooManyError: problems.TOO_MANY,
    OperatorsOnlyError: problems.OPERATORS_ONLY,
    NotAnOfficerError: problems.OPERATORS_ONLY,
    AuditorsOnlyError: problems.AUDITORS_ONLY,
    NotTheirsError: problems.NOT_SHOWN,
    SamePersonError: problems.ONE_PERSON,
    OtherTextError: problems.OPENING_GONE,
    RequestGoneError: problems.OPENING_GONE,
    UnknownDisputeError: web_problems.NOT_FOUND,
    OwnCaseError: problems.OWN_CASE,
    DisputeClosedError: problems.DISPUTE_GONE,
}
_BY_STATUS: Mapping[int, Problem] = {
    403: web_problems.FOREIGN_FORM,
    404: web_problems.NOT_FOUND,
    405: web_problems.METHOD_NOT_ALLOWED,
    413: web_problems.TOO_LARGE,
}

log = structlog.get_logger()


def console_app(console: Console) -> Starlette:
    """Return the application that serves every page of the console."""
    routes = [
        *service_routes(console),
        *owner_routes(console),
        *log_routes(console),
        *self_test_routes(console),
        *approval_routes(console),
        *finding_routes(console),
        *dispute_routes(console),
        *figure_routes(console),
        *opening_routes(console),
    ]
    answer = _error_page(console)
    handled = (
        ConsoleError,
        DisputesError,
        AuditError,
        NotAnOfficerError,
        WebError,
        StorageUnavailableError,
        HTTPException,
        Exception,
    )
    app = Starlette(routes=routes, exception_handlers=dict.fromkeys(handled, answer))
    app.router.redirect_slashes = False  # an address has one spelling, and nobody is sent on
    return app


def beside(console: ASGIApp, others: ASGIApp) -> ASGIApp:
    """Return the application that serves the console below its addresses, and others elsewhere."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        is_ours = any(path == each or path.startswith(f"{each}/") for each in PREFIXES)
        await (console if is_ours else others)(scope, receive, send)

    return app


def _error_page(console: Console) -> ExceptionHandler:
    async def answer(request: Request, error: Exception) -> Response:
        problem, reference = _problem(error), secrets.token_hex(REFERENCE_BYTES)
        unforeseen = problem is web_problems.BROKEN
        log.log(
            logging.ERROR if unforeseen else logging.INFO,
            "console_error_page",
            reference=reference,
            status=problem.status,
            error=type(error).__name__,
            exc_info=error if unforeseen else None,
        )
        view = ErrorView(problem=problem, reference=reference, back_url=CONSOLE_PATH)
        return show(console.pages, request, view)

    return answer


def _problem(error: Exception) -> Problem:
    match error:
        case ConsoleError() | DisputesError() | NotAnOfficerError():
            kinds = (each for each in type(error).__mro__ if each in _BY_KIND)
            return _BY_KIND[next(kinds)]
        case StorageUnavailableError():
            return web_problems.UNAVAILABLE
        case WebError(status=status) | HTTPException(status_code=status):
            return _BY_STATUS.get(status, web_problems.BAD_REQUEST)
        case _:
            return web_problems.BROKEN
