"""The consents that a citizen can take back."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from thiqa.oidc.models import Client, Session
from thiqa.oidc.sessions.withdrawal import StandingConsent, standing_consents, withdraw
from thiqa.oidc.store import Records
from thiqa.portal.browser import (
    browser_of,
    form_token,
    query_of,
    read_own_form,
    see_other,
)
from thiqa.portal.members import member_links, signed_in
from thiqa.portal.pages import show
from thiqa.portal.paths import CONSENTS_PATH, WITHDRAW_PATH
from thiqa.portal.portal import Portal
from thiqa.portal.views import ConsentsView, RememberedConsent

CONSENT_FIELD = "consent"
WITHDRAWN_FIELD = "withdrawn"


def consents_routes(portal: Portal) -> list[Route]:
    """Return the routes of the citizen's consents."""
    return [
        Route(CONSENTS_PATH, signed_in(portal, _consents)),
        Route(WITHDRAW_PATH, signed_in(portal, _withdraw), methods=["POST"]),
    ]


async def _consents(portal: Portal, request: Request, session: Session) -> Response:
    now = portal.provider.clock()

    async def unit(records: Records) -> tuple[list[StandingConsent], dict[str, Client | None]]:
        standing = await standing_consents(records, session.person_id, now)
        wanted = {consent.client_id for consent in standing}
        return standing, {each: await records.oidc.get_client(each) for each in wanted}

    standing, clients = await portal.provider.database.read(unit)
    view = ConsentsView(
        rows=tuple(_row(consent, clients) for consent in standing),
        post_url=WITHDRAW_PATH,
        form_token=form_token(portal, browser_of(portal, request), WITHDRAW_PATH),
        withdrawn=WITHDRAWN_FIELD in query_of(request),
    )
    return show(portal.pages, request, view, navigation=member_links(CONSENTS_PATH))


async def _withdraw(portal: Portal, request: Request, session: Session) -> Response:
    fields = await read_own_form(portal, request, browser_of(portal, request))
    provider, named = portal.provider, fields.get(CONSENT_FIELD, "")
    now = provider.clock()
    await provider.database.run(
        lambda records: withdraw(provider, records, session.person_id, named, now)
    )
    return see_other(f"{CONSENTS_PATH}?{WITHDRAWN_FIELD}=1")


def _row(consent: StandingConsent, clients: Mapping[str, Client | None]) -> RememberedConsent:
    client = clients[consent.client_id]
    purpose = client.purposes.get(consent.purpose) if client else None
    return RememberedConsent(
        service=client.name if client else {"en": consent.client_id},
        purpose=purpose.name if purpose else {"en": consent.purpose},
        claims=consent.claims,
        given_at=consent.given_at,
        ends_at=consent.ends_at,
        hidden={CONSENT_FIELD: consent.id},
        lasts=consent.lasts,
    )
