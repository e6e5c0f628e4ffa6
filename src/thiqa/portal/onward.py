"""Where a browser goes when a request has got as far as it can: a page of ours, or the service."""

from starlette.requests import Request
from starlette.responses import Response

from thiqa.oidc.authorization.answers import Settled
from thiqa.oidc.authorization.authorize import (
    ConsentNeeded,
    Contested,
    LoginNeeded,
    Outcome,
)
from thiqa.portal.browser import page_of
from thiqa.portal.dispute_views import ContestedView
from thiqa.portal.pages import show
from thiqa.portal.paths import CONSENT_PATH, DISPUTES_PATH, LOGIN_PATH
from thiqa.portal.portal import Portal
from thiqa.portal.views import FormPostView, SettledView
from thiqa.web.browser import see_other


def go_on(portal: Portal, request: Request, outcome: Outcome) -> Response:
    """Send the browser on; an answer in a form goes with a page that posts itself.

    Where the service is in no browser, the page says that it is done.
    """
    if isinstance(outcome, Settled):
        return show(portal.pages, request, SettledView(outcome.client.name, outcome.agreed))
    if isinstance(outcome, Contested):
        return show(portal.pages, request, _contested(outcome))
    if isinstance(outcome, ConsentNeeded | LoginNeeded):
        path = CONSENT_PATH if isinstance(outcome, ConsentNeeded) else LOGIN_PATH
        return see_other(page_of(path, outcome.authorization.id))
    if outcome.fields is None:
        return see_other(outcome.location)
    view = FormPostView(post_url=outcome.location, hidden=outcome.fields)
    return show(portal.pages, request, view)


def _contested(outcome: Contested) -> ContestedView:
    back = None if isinstance(outcome.back, Settled) else outcome.back
    return ContestedView(
        service=outcome.client.name,
        disputes_url=DISPUTES_PATH,
        continue_url=None if back is None else back.location,
        fields=None if back is None else back.fields,
    )
