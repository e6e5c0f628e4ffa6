"""Requests that were made at a counter or on the telephone, and wait for the citizen's word."""

import re

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from thiqa.base import b64url_encode
from thiqa.oidc.backchannel.answering import Waiting, pick_number, waiting_logins
from thiqa.oidc.backchannel.number import offered_numbers
from thiqa.oidc.models import Session
from thiqa.portal.askers import asker_of
from thiqa.portal.browser import (
    REQUEST_FIELD,
    authorization_id,
    browser_of,
    form_token,
    page_of,
    query_of,
    read_own_form,
    remember_browser,
    see_other,
)
from thiqa.portal.members import member_links, signed_in
from thiqa.portal.pages import show
from thiqa.portal.paths import ANSWER_REQUEST_PATH, CONSENT_PATH, REQUESTS_PATH
from thiqa.portal.portal import Portal
from thiqa.portal.views import RequestsView, WaitingRow

NUMBER_FIELD = "number"
REFUSED_FIELD = "refused"
_NUMBER = re.compile(r"[0-9]{1,3}")


def requests_routes(portal: Portal) -> list[Route]:
    """Return the routes of the requests that wait."""
    return [
        Route(REQUESTS_PATH, signed_in(portal, _requests)),
        Route(ANSWER_REQUEST_PATH, signed_in(portal, _answer), methods=["POST"]),
    ]


async def _requests(portal: Portal, request: Request, session: Session) -> Response:
    browser, now = browser_of(portal, request), portal.provider.clock()
    waiting = await portal.provider.database.read(
        lambda records: waiting_logins(
            portal.provider.policy, records, session.person_id, browser.id, now
        )
    )
    view = RequestsView(
        rows=tuple(_row(each) for each in waiting),
        post_url=ANSWER_REQUEST_PATH,
        form_token=form_token(portal, browser, ANSWER_REQUEST_PATH),
        again_url=REQUESTS_PATH,
        refused=REFUSED_FIELD in query_of(request),
    )
    page = show(portal.pages, request, view, navigation=member_links(REQUESTS_PATH))
    return remember_browser(portal, browser, page)


async def _answer(portal: Portal, request: Request, session: Session) -> Response:
    """Lead to the ordinary consent page, or refuse: by another number, or by none."""
    browser = browser_of(portal, request)
    fields = await read_own_form(portal, request, browser)
    identifier = authorization_id(fields.get(REQUEST_FIELD))
    picked = fields.get(NUMBER_FIELD, "")
    provider, now = portal.provider, portal.provider.clock()
    is_right = await provider.database.run(
        lambda records: pick_number(
            provider,
            records,
            identifier,
            person_id=session.person_id,
            browser=browser.id,
            number=int(picked) if _NUMBER.fullmatch(picked) else None,
            now=now,
        )
    )
    if is_right:
        return see_other(page_of(CONSENT_PATH, identifier))
    return see_other(f"{REQUESTS_PATH}?{REFUSED_FIELD}=1")


def _row(waiting: Waiting) -> WaitingRow:
    identifier = waiting.login.id
    return WaitingRow(
        asker=asker_of(waiting.client, waiting.authorization.request),
        since=waiting.login.began_at,
        numbers=() if waiting.is_open else offered_numbers(identifier),
        continue_url=page_of(CONSENT_PATH, identifier),
        hidden={REQUEST_FIELD: b64url_encode(identifier)},
    )
