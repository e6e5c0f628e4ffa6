"""Asking the citizen: the page, and the answer."""

from collections.abc import Mapping
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from thiqa.base import b64url_encode, digest
from thiqa.oidc.authorization.authorize import ConsentNeeded, Outcome, resume
from thiqa.oidc.authorization.consent import AskedClaim, agree, asked_claims, decline
from thiqa.oidc.authorization.grants import grant_life
from thiqa.oidc.store import Records
from thiqa.portal.askers import asker_of
from thiqa.portal.browser import (
    REQUEST_FIELD,
    authorization_id,
    browser_of,
    form_token,
    query_of,
    read_bound_form,
    visit_of,
)
from thiqa.portal.claims import claim_rows
from thiqa.portal.consent_text import consent_text
from thiqa.portal.onward import go_on
from thiqa.portal.pages import show, statement_of
from thiqa.portal.paths import CONSENT_PATH
from thiqa.portal.portal import Portal
from thiqa.portal.views import ConsentView
from thiqa.web import Language, check_form_token

SEEN_FIELD = "seen"
LANGUAGE_SHOWN = "shown_in"
"""The language that the page was shown in: the citizen answers that text, and no other."""


def consent_routes(portal: Portal) -> list[Route]:
    """Return the routes of the consent page."""

    async def page(request: Request) -> Response:
        browser = browser_of(portal, request)
        identifier = authorization_id(query_of(request).get(REQUEST_FIELD))
        now = portal.provider.clock()

        async def unit(records: Records) -> tuple[Outcome, tuple[AskedClaim, ...]]:
            outcome = await resume(visit_of(portal, records, browser, identifier, now=now))
            if not isinstance(outcome, ConsentNeeded):
                return outcome, ()
            return outcome, await asked_claims(records, outcome, now, portal.pages.timezone)

        outcome, asked = await portal.provider.database.run(unit)
        if not isinstance(outcome, ConsentNeeded):
            return go_on(portal, request, outcome)
        ui_locales = " ".join(outcome.authorization.request.ui_locales)
        language = portal.pages.language_of(request, ui_locales=ui_locales)
        view = consent_view(portal, outcome, asked, language)
        seen = _seen(outcome, text_shown(portal, view, language))
        token = form_token(portal, browser, _action(identifier, seen))
        view = replace(view, form_token=token, hidden={**view.hidden, SEEN_FIELD: seen})
        return show(portal.pages, request, view, language=language)

    async def decide(request: Request) -> Response:
        browser = browser_of(portal, request)
        fields, token = await read_bound_form(portal, request)
        identifier = authorization_id(fields.get(REQUEST_FIELD))
        now, seen = portal.provider.clock(), fields.get(SEEN_FIELD, "")

        async def unit(records: Records) -> Outcome:
            outcome = await resume(visit_of(portal, records, browser, identifier, now=now))
            if not isinstance(outcome, ConsentNeeded):
                return outcome
            check_form_token(portal.form_key, token, browser.secret, _action(identifier, seen))
            asked = await asked_claims(records, outcome, now, portal.pages.timezone)
            shown = _shown_again(portal, outcome, asked, fields)
            if _seen(outcome, shown) != seen:
                return outcome  # the page is read again, as it is now
            if fields.get("decision") != "agree":
                return await decline(portal.provider, records, outcome, now=now)
            return await agree(
                portal.provider,
                records,
                outcome,
                chosen=_chosen(asked, fields),
                shown=shown,
                remember=fields.get("remember") == "on",
                now=now,
            )

        return go_on(portal, request, await portal.provider.database.run(unit))

    return [
        Route(CONSENT_PATH, page),
        Route(CONSENT_PATH, decide, methods=["POST"]),
    ]


def consent_view(
    portal: Portal,
    needed: ConsentNeeded,
    asked: tuple[AskedClaim, ...],
    language: Language,
) -> ConsentView:
    """Return the page that asks, from the stored request alone."""
    policy, request = portal.provider.policy, needed.authorization.request
    lifetimes = policy.lifetimes
    ends_at = needed.authorization.expires_at
    opened_at = ends_at if request.is_backchannel else ends_at - lifetimes.interaction
    once = request.is_offline or request.is_backchannel
    return ConsentView(
        asker=asker_of(needed.client, request),
        rows=claim_rows(
            {claim.name: claim.essential for claim in asked},
            {claim.name: claim.value for claim in asked if claim.value is not None},
        ),
        ends_at=opened_at + grant_life(policy, request) if request.is_offline else None,
        keep_days=needed.purpose.retention_days,
        remember_until=None if once else opened_at + lifetimes.remembered_consent,
        post_url=CONSENT_PATH,
        form_token="",
        form_target=request.redirect_uri or None,
        hidden={
            REQUEST_FIELD: b64url_encode(needed.authorization.id),
            LANGUAGE_SHOWN: language.value,
        },
    )


def _chosen(asked: tuple[AskedClaim, ...], fields: Mapping[str, str]) -> frozenset[str]:
    rows = claim_rows({claim.name: claim.essential for claim in asked}, {})
    return frozenset(name for row in rows if fields.get(row.field) == "on" for name in row.names)


def _shown_again(
    portal: Portal,
    needed: ConsentNeeded,
    asked: tuple[AskedClaim, ...],
    fields: Mapping[str, str],
) -> str:
    """Render what was shown once more from the stored request."""
    shown_in = fields.get(LANGUAGE_SHOWN, "")
    language = Language(shown_in) if shown_in in set(Language) else Language.AR
    return text_shown(portal, consent_view(portal, needed, asked, language), language)


def text_shown(portal: Portal, view: ConsentView, language: Language) -> str:
    """Return what the page states in a language, as it is kept and hashed."""
    return consent_text(statement_of(portal.pages, view, language))


def _seen(needed: ConsentNeeded, text: str) -> str:
    """Return the fingerprint of what was seen: who was signed in, and the text on the page.

    An answer to another text is none: of another citizen, of another language, or of before a
    registration changed.
    """
    return digest(f"{needed.session.public_id} {text}").hex()


def _action(identifier: bytes, seen: str) -> str:
    """Return what the form's token is bound to: the request, and what was seen."""
    return f"{CONSENT_PATH} {b64url_encode(identifier)} {seen}"
