"""The auditors' views as the console would make them, for the gallery of pages."""

from dataclasses import replace

from browser.samples import ARTICLE, CHECKPOINT, DAY, FUND, HOSTILE_NAME, NOW, PENSION, TOKEN
from thiqa.console import problems
from thiqa.console.audit_texts import KINDS, OURSELVES, plain
from thiqa.console.audit_views import (
    FigureRow,
    FiguresView,
    OpenedEntry,
    OpeningsView,
    OpeningView,
    RequestRow,
    View,
)
from thiqa.console.views import Action, Person

ASKER = Person("k3Jq_9aB", "", is_you=True)
APPROVER = Person("Zx81-mQe", "", is_you=False)
ACTION = Action("/posted", TOKEN, {"seen": "x" * 43})
HERE = "/page/console-figures"
ROW = RequestRow(
    48_112,
    "القانون 09-08، المادة 30 (dossier 2026-114)",
    ASKER,
    NOW,
    None,
    NOW + 7 * DAY,
    "/page/console-opening",
)
APPROVED = replace(ROW, approved_by=APPROVER, url="/page/console-opening-opened")
OPENED = OpenedEntry(
    NOW,
    KINDS["release"],
    FUND,
    PENSION,
    ARTICLE,
    ("given_name", "verified_claims.family_name#ar"),
    "ملف 114 <b>",
    CHECKPOINT,
    CHECKPOINT,
)
WAITING = OpeningView(ROW, "A" * 43, ACTION, None, is_coming=False, back_url="#")

AUDIT_VIEWS: dict[str, View] = {
    "console-figures": FiguresView(
        HERE,
        (("2026-11", True), ("2026-10", False)),
        (
            FigureRow(
                FUND,
                PENSION,
                ((KINDS["release"], 1_048_576), (KINDS["refresh"], 730), (KINDS["refusal"], 12)),
            ),
            FigureRow(HOSTILE_NAME, plain("no-longer-registered"), ((KINDS["refusal"], 10),)),
            FigureRow(OURSELVES, plain(""), ((KINDS["login"], 40_000),)),
        ),
        NOW,
        is_whole=False,
    ),
    "console-figures-none": FiguresView(HERE, (("2026-11", True),), (), None, is_whole=True),
    "console-openings": OpeningsView((ROW, APPROVED), ACTION, problems.UNKNOWN_ENTRY),
    "console-openings-none": OpeningsView((), ACTION, None),
    "console-opening": WAITING,
    "console-opening-coming": replace(WAITING, row=APPROVED, approve=None, is_coming=True),
    "console-opening-opened": replace(WAITING, row=APPROVED, approve=None, opened=OPENED),
}
