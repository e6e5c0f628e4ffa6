"""Signing out: asked for by the citizen, or by a service (RP-initiated logout)."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from thiqa.oidc.errors import LogoutRefusedError
from thiqa.oidc.journal import Refused
from thiqa.oidc.metadata import END_SESSION_PATH
from thiqa.oidc.models import CLIENT_ID
from thiqa.oidc.sessions.logout import LogoutRequest, check_logout
from thiqa.oidc.sessions.sessions import end_session
from thiqa.oidc.store import Records
from thiqa.portal.browser import (
    SESSION_COOKIE,
    browser_of,
    come_again,
    form_token,
    query_of,
    read_own_form,
    remember_browser,
    see_other,
)
from thiqa.portal.members import current_session
from thiqa.portal.pages import show
from thiqa.portal.paths import HOME_PATH, SIGN_OUT_PATH
from thiqa.portal.portal import Portal
from thiqa.portal.views import LogoutConfirmView, SignedOutView

CARRIED = ("client_id", "id_token_hint", "post_logout_redirect_uri", "state")


def logout_routes(portal: Portal) -> list[Route]:
    """Return the routes of signing out."""

    async def ask(request: Request) -> Response:
        """OpenID Connect RP-Initiated Logout, section 2: the citizen is asked, if signed in."""
        parameters = query_of(request)
        wish = await _checked(portal, parameters)
        if await current_session(portal, request) is None:
            return _signed_out(portal, request, wish)
        browser = browser_of(portal, request)
        view = LogoutConfirmView(
            service=None if wish.client is None else wish.client.name,
            post_url=SIGN_OUT_PATH,
            form_token=form_token(portal, browser, SIGN_OUT_PATH),
            cancel_url=HOME_PATH,
            form_target=wish.location,
            hidden={name: parameters[name] for name in CARRIED if name in parameters},
        )
        language = portal.pages.language_of(request, ui_locales=parameters.get("ui_locales"))
        response = show(portal.pages, request, view, language=language)
        return remember_browser(portal, browser, response)

    async def sign_out(request: Request) -> Response:
        browser = browser_of(portal, request)
        fields = await read_own_form(portal, request, browser)
        wish = await _checked(portal, fields)
        session_id, now = browser.session_id, portal.provider.clock()
        if session_id is not None:
            await portal.provider.database.run(lambda records: _end(records, session_id, now))
        return _signed_out(portal, request, wish)

    return [
        Route(END_SESSION_PATH, ask),
        Route(END_SESSION_PATH, come_again, methods=["POST"]),
        Route(SIGN_OUT_PATH, ask),
        Route(SIGN_OUT_PATH, sign_out, methods=["POST"]),
    ]


def _signed_out(portal: Portal, request: Request, wish: LogoutRequest) -> Response:
    """Section 3: the browser goes back to the service if it named an address of its own."""
    if wish.location is not None:
        response = see_other(wish.location)
    else:
        response = show(portal.pages, request, SignedOutView(continue_url=HOME_PATH))
    cookie = portal.cookies.clearing_header(SESSION_COOKIE)
    response.headers.append("set-cookie", cookie)
    return response


async def _end(records: Records, session_id: bytes, now: int) -> None:
    session = await records.oidc.get_session(session_id, now)
    if session is not None:
        await end_session(records, session, now)


async def _checked(portal: Portal, parameters: Mapping[str, str]) -> LogoutRequest:
    provider = portal.provider
    now = provider.clock()
    own_keys = provider.keys.verification_keys(now)

    async def unit(records: Records) -> LogoutRequest:
        return await check_logout(records, provider.policy, own_keys, parameters, now)

    try:
        return await provider.database.read(unit)
    except LogoutRefusedError as error:
        _note(portal, error)
        raise


def _note(portal: Portal, error: LogoutRefusedError) -> None:
    """Tell the service that is named what was wrong, in its journal alone."""
    if error.client_id is not None and CLIENT_ID.fullmatch(error.client_id):
        refusal = Refused(
            client_id=error.client_id,
            endpoint=END_SESSION_PATH,
            code=error.reason,
            description=error.detail,
            rule=error.rule,
            parameter=error.parameter,
            mend=error.mend,
            proved=False,
        )
        portal.provider.journal.refused(refusal)
