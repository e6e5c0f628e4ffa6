"""From a view to its page."""

from collections.abc import Collection, Iterable
from datetime import tzinfo
from importlib.resources import files
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from thiqa.console import audit_views, dispute_views, views
from thiqa.console.acts import ACTS
from thiqa.console.paths import (
    APPROVALS_PATH,
    CONSOLE_PATH,
    DISPUTES_PATH,
    FIGURES_PATH,
    FINDINGS_PATH,
    OPENINGS_PATH,
    SIGN_OUT_PATH,
)
from thiqa.officers import Role
from thiqa.oidc.models import Stage
from thiqa.oidc.sectors import sector_text
from thiqa.web import Assets, Cookies, Link, Pages, Site, load_catalogues
from thiqa.web.messages import message

NAME = message("Thiqa for public bodies")
TAGLINE = message("Register a service, try it, test it, and bring it to citizens.")
SPECIMEN = message("Demonstration with specimen cards: no real person, no real service.")
SERVICES = message("My services")
APPROVALS = message("Waiting for approval")
DISPUTES = message("Disputes")
FINDINGS = message("Findings")
FIGURES = message("Figures")
OPENINGS = message("Openings")
SIGN_OUT = message("Sign out")

View = views.View | dispute_views.View | audit_views.View

STAGES = {
    Stage.DRAFT: message("Draft"),
    Stage.SANDBOX: message("Sandbox"),
    Stage.PRODUCTION: message("Production"),
}
TEMPLATES: dict[type, str] = {
    views.HomeView: "services.html",
    views.FormView: "form.html",
    views.UploadView: "upload.html",
    views.ServiceView: "service.html",
    views.OwnersView: "owners.html",
    views.JoinView: "join.html",
    views.LogView: "log.html",
    views.RefusalsView: "refusals.html",
    views.KeysView: "keys.html",
    views.TestView: "self_test.html",
    views.QueueView: "queue.html",
    views.ApprovalView: "approval.html",
    views.FindingsView: "findings.html",
    views.FindingView: "finding.html",
    dispute_views.ServiceDisputesView: "service_disputes.html",
    dispute_views.DisputesView: "dispute_queue.html",
    dispute_views.ReadCaseView: "read_case.html",
    dispute_views.CaseView: "case.html",
    audit_views.FiguresView: "figures.html",
    audit_views.OpeningsView: "openings.html",
    audit_views.OpeningView: "opening.html",
    views.ErrorView: "error.html",
}


def console_pages(*, cookies: Cookies, timezone: tzinfo, specimen: bool) -> Pages:
    """Return the console's pages; `specimen` says at the foot of each that nothing is real."""
    web, console = _folder("thiqa.web"), _folder("thiqa.console")
    return Pages(
        Site(NAME, TAGLINE, home_url=CONSOLE_PATH, notice=SPECIMEN if specimen else None),
        templates=[console / "templates", web / "templates"],
        catalogues=load_catalogues([web / "locale", console / "locale"]),
        assets=Assets([web / "static", console / "static"]),
        cookies=cookies,
        timezone=timezone,
        names={"stages": STAGES, "acts": ACTS, "sector_text": sector_text},
    )


def show(
    pages: Pages,
    request: Request,
    view: View,
    *,
    status: int | None = None,
    navigation: Iterable[Link] = (),
) -> Response:
    """Answer a request with the page of a view."""
    problem = getattr(view, "problem", None)
    found = status or (problem.status if problem is not None else 200)
    return pages.respond(
        request, TEMPLATES[type(view)], status=found, navigation=navigation, view=view
    )


OF_ROLE = {
    Role.OPERATOR: [(APPROVALS_PATH, APPROVALS), (DISPUTES_PATH, DISPUTES)],
    Role.AUDITOR: [(FIGURES_PATH, FIGURES), (OPENINGS_PATH, OPENINGS)],
}
"""The pages that somebody's office opens."""


def links(current: str, roles: Collection[Role]) -> tuple[Link, ...]:
    """Return the navigation of somebody in the console."""
    entries = [(CONSOLE_PATH, SERVICES), (FINDINGS_PATH, FINDINGS), (SIGN_OUT_PATH, SIGN_OUT)]
    entries[1:1] = [page for role, pages in OF_ROLE.items() if role in roles for page in pages]
    return tuple(Link(url, text, current=url == current) for url, text in entries)


def _folder(package: str) -> Path:
    return Path(str(files(package)))
