"""The routes of the sandbox, which stand before those of the citizen's pages."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from thiqa.login.errors import LoginError
from thiqa.portal.browser import browser_of, query_of, read_own_form
from thiqa.portal.paths import LOGIN_PATH
from thiqa.portal.signing_in import attempt_of, login_page
from thiqa.sandbox.automatic import arrive
from thiqa.sandbox.choice import choose
from thiqa.sandbox.citizen_acts import act_of
from thiqa.sandbox.errors import UnknownChoiceError
from thiqa.sandbox.page import show_choice
from thiqa.sandbox.paths import SANDBOX_PATH
from thiqa.sandbox.sandbox import Sandbox
from thiqa.sandbox.sign_in import sign_in
from thiqa.web.errors import MalformedRequestError


def sandbox_routes(sandbox: Sandbox) -> list[Route]:
    """Return the page of choices, its answer, and the login page that may need no person."""
    portal = sandbox.portal

    async def login(request: Request) -> Response:
        return await arrive(sandbox, request)

    async def page(request: Request) -> Response:
        return show_choice(sandbox, request, await attempt_of(portal, request, query_of(request)))

    async def chosen(request: Request) -> Response:
        fields = await read_own_form(portal, request, browser_of(portal, request))
        attempt = await attempt_of(portal, request, fields)
        try:
            choice = choose(fields.get("citizen", ""), fields.get("scenario", ""), sandbox.citizens)
        except UnknownChoiceError as error:
            raise MalformedRequestError(str(error)) from error
        try:
            return await sign_in(
                sandbox, request, attempt, choice, act_of(portal, choice.scenario, None)
            )
        except LoginError as error:
            return await login_page(portal, request, attempt, error=error.problem)

    return [
        Route(LOGIN_PATH, login),
        Route(SANDBOX_PATH, page),
        Route(SANDBOX_PATH, chosen, methods=["POST"]),
    ]
