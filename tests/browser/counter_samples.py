"""Views of the counter's pages, kind and hostile, each with its template, for the gallery."""

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from thiqa.base import Money
from thiqa.counter.catalogue import Outcome, load_catalogue
from thiqa.counter.forms import read_form
from thiqa.counter.requests.calendar import Calendar
from thiqa.counter.requests.deadlines import CONTEST_ANSWER
from thiqa.counter.requests.life import Life
from thiqa.counter.requests.models import Decision, Event, Need, Request, Role, State, Step
from thiqa.counter.requests.showing import form_view, request_view, row_of
from thiqa.counter.requests.views import (
    ContestView,
    FormView,
    KeptView,
    RequestsView,
    RequestView,
    WithdrawView,
)
from thiqa.web import Language

NOW = 1_795_269_900  # 21 November 2026
DAY = 86_400
LIFE = Life(load_catalogue(), Calendar(ZoneInfo("Africa/Casablanca")))
SERVICE = LIFE.catalogue["fiche-anthropometrique"]
CLAIMS = {
    "family_name": "SPECIMEN-BENALI",
    "family_name#ar": "نموذج-بنعلي",
    "given_name": "Salma",
    "given_name#ar": "سلمى",
    "birthdate": "1990-05-17",
    "national_number": "SP100001",
}
HOSTILE = "<script>document.title='broken'</script> \u202eknab\u202c {{ 7*7 }} \u0628\u0646\u0643"
TYPED = {"reason": "employment", "details": f"Ligne une\n{HOSTILE}"}
REASON = {
    "ar": "لم نتمكن من ربط هويتكم بسجلاتنا.",
    "fr": "Nous n'avons pas pu rapprocher votre identité de nos fichiers.",
    "zgh": "ⵓⵔ ⵏⵖⵉ ⴰⴷ ⵏⵙⴷⵓⴽⴽⵍ ⵜⴰⵎⴰⴳⵉⵜ ⵏⵏⵓⵏ ⴷ ⵉⴼⴰⵢⵍⵓⵜⵏ ⵏⵏⵖ.",
    "en": "We could not match your identity with our records.",
}

DRAFT = Request(
    number="7K3M-Q9ZD-4WTN",
    service=SERVICE.id,
    version=SERVICE.version,
    body=SERVICE.body.id,
    subject="sample",
    opened_at=NOW - 3 * DAY,
    claims=CLAIMS,
    expires_at=NOW + 27 * DAY,
)
SUBMITTED = replace(
    DRAFT, state=State.SUBMITTED, needs=Need.PAYMENT, due_fee=Money(5000, "MAD"), expires_at=None
)
WAITING = replace(SUBMITTED, state=State.WAITING, needs=Need(0), due_at=NOW + 4 * DAY)
LATE = replace(WAITING, due_at=NOW - 2 * DAY)
RETURNED = replace(
    WAITING, state=State.RETURNED, due_at=None, days_left=3, expires_at=NOW + 90 * DAY
)
REFUSED = replace(
    WAITING,
    state=State.DECIDED,
    due_at=None,
    decision=Decision(Outcome.REFUSED, REASON),
    decided_at=NOW,
)
DELIVERED = replace(
    REFUSED,
    state=State.DELIVERED,
    decision=Decision(Outcome.GRANTED, {"fr": "Tout est en ordre."}),
    delivered_at=NOW,
)


def steps(*events: tuple[Event, Role]) -> tuple[Step, ...]:
    """Return steps, an hour apart; those of clerks say whose."""
    return tuple(
        Step(
            DRAFT.number,
            place,
            event,
            NOW - 2 * DAY + place * 3600,
            by,
            SERVICE.body.id if by is Role.CLERK else None,
            {"fr": HOSTILE} if event is Event.ASKED_BACK else {},
        )
        for place, (event, by) in enumerate(events, 1)
    )


STEPS = steps(
    (Event.OPENED, Role.CITIZEN),
    (Event.SUBMITTED, Role.CITIZEN),
    (Event.PAID, Role.COUNTER),
    (Event.COMPLETED, Role.COUNTER),
    (Event.TAKEN, Role.CLERK),
    (Event.ASKED_BACK, Role.CLERK),
)


def shown(request: Request) -> tuple[str, RequestView]:
    """Return the page of a request that is on its way, or at its end."""
    view = request_view(LIFE, request, STEPS, TYPED, (), Language.FR, NOW)
    return "request.html", view


def form(request: Request, *, is_checked: bool) -> tuple[str, FormView]:
    """Return the page of a form."""
    typed = {"details": HOSTILE} if is_checked else {}
    today = LIFE.calendar.day_of(NOW)
    faults = read_form(SERVICE.fields, typed, today=today).faults if is_checked else {}
    view = form_view(LIFE, request, STEPS, typed, faults, (), NOW, was_kept=not is_checked)
    return "request_form.html", replace(view, post_url="/posted", form_key="key")


_EVERY_STATE = (DRAFT, SUBMITTED, WAITING, LATE, RETURNED, REFUSED, DELIVERED)

COUNTER_VIEWS: dict[str, tuple[str, Any]] = {
    "request-sign-in": ("request_sign_in.html", None),
    "request-kept": ("kept_form.html", KeptView("/posted", {"f.details": HOSTILE, "key": "key"})),
    "requests": (
        "requests.html",
        RequestsView(tuple(row_of(LIFE, request, NOW) for request in _EVERY_STATE)),
    ),
    "request-form-faults": form(RETURNED, is_checked=True),
    "request-submitted": shown(SUBMITTED),
    "request-late": shown(LATE),
    "request-refused": shown(REFUSED),
    "request-withdraw": (
        "request_withdraw.html",
        WithdrawView(
            row_of(LIFE, WAITING, NOW),
            is_draft=False,
            is_paid=True,
            post_url="/posted",
            back_url="/page/request-late",
        ),
    ),
    "request-contest": (
        "request_contest.html",
        ContestView(
            row=row_of(LIFE, REFUSED, NOW),
            until=NOW + 30 * DAY,
            answer_by=NOW + 30 * DAY,
            law=CONTEST_ANSWER.law,
            reason=REASON,
            typed="",
            is_missing=True,
            post_url="/posted",
            back_url="/page/request-refused",
        ),
    ),
}
