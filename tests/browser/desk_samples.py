"""Views of the desk and of notices, kind and hostile, each with its template, for the gallery."""

from dataclasses import replace
from typing import Any

from browser.counter_samples import CLAIMS, HOSTILE, LIFE, NOW, REFUSED, STEPS, TYPED, WAITING
from thiqa.counter.catalogue import Outcome
from thiqa.counter.desk.files import OpenFile
from thiqa.counter.desk.models import Clerk, Role
from thiqa.counter.desk.views import (
    Attempt,
    ClerkRow,
    ClerksView,
    FileView,
    QueueView,
    file_view,
    row_of,
)
from thiqa.counter.desk.words import NO_REASON
from thiqa.counter.forms import read_form
from thiqa.counter.notices.models import Channel
from thiqa.counter.notices.views import (
    BAD_ADDRESS,
    LABELS,
    NAMES,
    WRONG_CODE,
    NoticesView,
    Row,
)
from thiqa.counter.requests.models import Decision, Request, State
from thiqa.web import Language

CLERK = Clerk("clerk", "sub", WAITING.body, Role.SUPERVISOR, "Desk 4", NOW)
BODY = LIFE.catalogue.bodies[CLERK.body].name
SERVICE = LIFE.service(WAITING.service)
TAKEN = replace(WAITING, taken_by=CLERK.id, taken_until=NOW + 3600, claims=CLAIMS)
OF_A_COLLEAGUE = replace(WAITING, taken_by="colleague", taken_until=NOW + 3600)
LATE = replace(WAITING, due_at=NOW - 86_400)
PROPOSED = replace(
    TAKEN,
    proposal=Decision(Outcome.REFUSED, {"fr": HOSTILE}),
    proposed_by="colleague",
)
CONTESTED = replace(REFUSED, state=State.CONTESTED, due_at=NOW + 86_400)


def opened(request: Request, attempt: Attempt | None = None) -> tuple[str, FileView]:
    """Return the page of an open file."""
    file = OpenFile(request, TYPED, list(STEPS))
    view = file_view(file, CLERK, LIFE, language=Language.FR, now=NOW, key="key", attempt=attempt)
    return "desk_file.html", view


def rows(*requests: Request) -> Any:
    """Return files as the queue shows them."""
    return tuple(row_of(request, CLERK, LIFE, NOW) for request in requests)


NOTHING_FILLED_IN = Attempt(
    Outcome.GRANTED,
    "",
    HOSTILE,
    NO_REASON,
    read_form(SERVICE.decision.fields, {}, today=LIFE.calendar.day_of(NOW)),
)

DESK_VIEWS: dict[str, tuple[str, Any]] = {
    "desk-queue": (
        "desk_queue.html",
        QueueView(BODY, rows(TAKEN), rows(LATE, OF_A_COLLEAGUE, CONTESTED), "/page/desk", False),
    ),
    "desk-file": opened(TAKEN, NOTHING_FILLED_IN),
    "desk-proposal": opened(PROPOSED),
    "desk-clerks": (
        "desk_clerks.html",
        ClerksView(
            BODY,
            (ClerkRow("a", "Desk 4", True, True, NOW), ClerkRow("b", HOSTILE, False, False, NOW)),
            f"https://guichet.example/desk/join/{'x' * 43}",
        ),
    ),
    "notices": (
        "notices.html",
        NoticesView(
            (
                Row(
                    Channel.EMAIL,
                    NAMES[Channel.EMAIL],
                    LABELS[Channel.EMAIL],
                    address=f"{'salma.' * 9}benali@courrier-de-demonstration.example.ma",
                    has_failed=True,
                    waiting="salma@example.ma",
                    fault=WRONG_CODE,
                ),
                Row(
                    Channel.TEXT,
                    NAMES[Channel.TEXT],
                    LABELS[Channel.TEXT],
                    typed=HOSTILE,
                    fault=BAD_ADDRESS[Channel.TEXT],
                ),
            )
        ),
    ),
}
