"""From a view to its page: which template, what it states, where its forms may lead."""

from collections.abc import Iterable
from datetime import tzinfo
from importlib.resources import files
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from thiqa.portal import dispute_views, document_views, history_views, views
from thiqa.portal.claims import label_messages
from thiqa.portal.consent_text import Statement, consent_statement
from thiqa.portal.handover import handover_url
from thiqa.portal.kinds import WORDS
from thiqa.web import Assets, Cookies, Language, Link, Pages, Site, load_catalogues
from thiqa.web.messages import message

NAME = message("Thiqa")
TAGLINE = message(
    "Thiqa answers public services about you only when you agree, on a record that you can check."
)
SPECIMEN = message("Demonstration with specimen cards: no real person, no real service.")

HISTORY = message("Who asked about me")
CONSENTS = message("My consents")
REQUESTS = message("Requests")
DISPUTES = message("My disputes")
SESSIONS = message("My sessions")
SIGN_OUT = message("Sign out")

TEMPLATES: dict[type, str] = {
    views.HomeView: "home.html",
    views.LoginView: "login.html",
    views.LoginReturnView: "login_return.html",
    views.ConsentView: "consent.html",
    history_views.HistoryView: "history.html",
    history_views.EntryView: "entry.html",
    views.ReceiptView: "receipt.html",
    views.PromiseView: "promise.html",
    views.ConsentsView: "consents.html",
    views.SessionsView: "sessions.html",
    views.RequestsView: "requests.html",
    views.SettledView: "settled.html",
    dispute_views.NewDisputeView: "new_dispute.html",
    dispute_views.DisputesView: "disputes.html",
    dispute_views.DisputeView: "dispute.html",
    dispute_views.ContestedView: "contested.html",
    document_views.CheckedView: "document_check.html",
    views.LogoutConfirmView: "logout_confirm.html",
    views.SignedOutView: "signed_out.html",
    views.FormPostView: "form_post.html",
    views.ErrorView: "error.html",
}


def portal_pages(*, cookies: Cookies, timezone: tzinfo, specimen: bool) -> Pages:
    """Return the citizen's pages; `specimen` says at the foot of each that nothing is real."""
    web, portal = _folder("thiqa.web"), _folder("thiqa.portal")
    return Pages(
        Site(NAME, TAGLINE, notice=SPECIMEN if specimen else None),
        templates=[portal / "templates", web / "templates"],
        catalogues=load_catalogues([web / "locale"]),
        assets=Assets([web / "static", portal / "static"]),
        cookies=cookies,
        timezone=timezone,
        names={"label_messages": label_messages, "kinds": WORDS},
    )


def show(
    pages: Pages,
    request: Request,
    view: views.View,
    *,
    language: Language | None = None,
    navigation: Iterable[Link] = (),
) -> Response:
    """Answer a request with the page of a view."""
    language = language or pages.language_of(request)
    context: dict[str, Any] = {}
    form_targets: tuple[str, ...] = ()
    if isinstance(view, views.ConsentView):
        context["statement"] = statement_of(pages, view, language)
    if isinstance(view, views.LoginView):
        context["handover"] = handover_url(view, language)
    if isinstance(view, views.ConsentView | views.LoginView | views.LogoutConfirmView):
        form_targets = (view.form_target,) if view.form_target else ()
    if isinstance(view, views.FormPostView):
        form_targets = (view.post_url,)
    if (
        isinstance(view, dispute_views.ContestedView)
        and view.fields is not None
        and view.continue_url
    ):
        form_targets = (view.continue_url,)
    return pages.respond(
        request,
        TEMPLATES[type(view)],
        status=_status_of(view),
        language=language,
        navigation=navigation,
        form_targets=form_targets,
        view=view,
        **context,
    )


def _status_of(view: views.View) -> int:
    if isinstance(view, views.ErrorView):
        return view.problem.status
    return view.status if isinstance(view, document_views.CheckedView) else 200


def statement_of(pages: Pages, view: views.ConsentView, language: Language) -> Statement:
    """Return what the consent page for a view states in a language."""
    return consent_statement(view, language, pages.catalogues[language], pages.timezone)


def citizen_links(
    *,
    history_url: str,
    consents_url: str,
    requests_url: str,
    disputes_url: str,
    sessions_url: str,
    sign_out_url: str,
    current: str = "",
) -> tuple[Link, ...]:
    """Return the navigation of somebody who is signed in; `current` is the page's own URL."""
    entries = (
        (history_url, HISTORY),
        (consents_url, CONSENTS),
        (requests_url, REQUESTS),
        (disputes_url, DISPUTES),
        (sessions_url, SESSIONS),
        (sign_out_url, SIGN_OUT),
    )
    return tuple(Link(url, text, current=url == current) for url, text in entries)


def _folder(package: str) -> Path:
    return Path(str(files(package)))
