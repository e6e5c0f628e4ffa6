"""Views of the pages about payments, answers and appointments, and of the sandbox's own pages."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

from browser.counter_samples import HOSTILE, LIFE, NOW, STEPS, SUBMITTED, TYPED
from thiqa.base import Money
from thiqa.counter.appointments.models import FreeSlot
from thiqa.counter.appointments.slots import days_to_choose, slots_of_day
from thiqa.counter.appointments.views import AppointmentView, Choice, ChooseView, times_of
from thiqa.counter.bookkeeping.pages import DaysView, day_row
from thiqa.counter.delivery.views import AnswerRow, DeliveryView
from thiqa.counter.eligibility.models import Inquiry, Word
from thiqa.counter.eligibility.showing import EligibilityView, eligibility_view
from thiqa.counter.payments.models import (
    Assessment,
    AssessmentLine,
    AssessmentState,
    Difference,
    Kind,
    Payment,
    ReconciledDay,
    State,
)
from thiqa.counter.payments.views import PaymentView, TroubleView, payment_view
from thiqa.counter.requests.models import Need
from thiqa.counter.requests.showing import request_view
from thiqa.counter.requests.views import RequestView, Section
from thiqa.counter.sandbox.bodies.answering import TROUBLES as BODIES_TROUBLES
from thiqa.counter.sandbox.bodies.answering import Trouble as BodiesTrouble
from thiqa.counter.sandbox.bodies.app import BodiesView
from thiqa.counter.sandbox.payments.pages import PayView, ProviderView
from thiqa.counter.sandbox.payments.store import Payment as TheirPayment
from thiqa.counter.sandbox.payments.switches import COURSES, TROUBLES, Trouble
from thiqa.web import Language

TAX, AID = LIFE.catalogue["paiement-taxe"], LIFE.catalogue["aide-sociale"]
CARD = LIFE.catalogue["renouvellement-carte"]
OFFER = CARD.steps.appointment
NUMBER = SUBMITTED.number
AMOUNT = Money(80_550, "MAD")
LINES = (
    AssessmentLine(dict.fromkeys(("ar", "fr", "zgh", "en"), HOSTILE), Money(70_000, "MAD")),
    AssessmentLine(
        {
            "ar": "رسم الخدمات الجماعية",
            "fr": "Taxe de services communaux",
            "zgh": "ⵜⵉⵡⵉⵜ ⵏ ⵜⵏⴰⴼⵓⵜⵉⵏ ⵏ ⵜⴳⵔⴰⵡⵜ",
            "en": "Municipal services tax",
        },
        Money(10_550, "MAD"),
    ),
)
ASSESSED = Assessment(NUMBER, AssessmentState.ASSESSED, NOW, AMOUNT, LINES)
ATTEMPT = Payment("x" * 43, NUMBER, "dgi", 1, AMOUNT, NOW)
OWING = replace(SUBMITTED, service=TAX.id, due_fee=AMOUNT)
ASKING = replace(SUBMITTED, service=AID.id, needs=Need.ELIGIBILITY, due_fee=None)


def money(payment: Payment) -> PaymentView:
    """Return the part about money of a request for which a tax is owed."""
    assert TAX.fee is not None
    counted = payment if payment.state is State.PAID else None
    view = payment_view(TAX.fee, OWING, ASSESSED, payment, counted)
    return view if view.pay_url is None else replace(view, pay_url="/posted")


def asked(word: Word) -> EligibilityView:
    """Return the part about a question to another body."""
    question = AID.steps.eligibility
    assert question is not None
    until = NOW + 2_592_000 if word is Word.YES else None
    inquiry = Inquiry(NUMBER, question.id, question.body.id, word, NOW, until)
    return eligibility_view(question, inquiry)


def visit(*, is_held: bool) -> AppointmentView:
    """Return the part about an appointment."""
    assert OFFER is not None
    return AppointmentView(
        words=OFFER.words,
        place=OFFER.places[0] if is_held else None,
        starts_at=NOW + 172_800 if is_held else None,
        choose_url="/page/appointment",
        cancel_url="/posted" if is_held else None,
        file_url="/page/appointment" if is_held else None,
    )


def choice(*, is_full: bool) -> ChooseView:
    """Return the page to choose an appointment at."""
    assert OFFER is not None
    days = days_to_choose(OFFER, LIFE.calendar, NOW)
    slots = slots_of_day(CARD.id, OFFER, LIFE.calendar, OFFER.places[0].id, days[0])
    free = [] if is_full else [FreeSlot(slot, 1) for slot in slots]
    return ChooseView(
        words=OFFER.words,
        places=tuple(Choice(each.id, each.name, False) for each in OFFER.places),
        days=tuple((day, day == days[0]) for day in days),
        place=OFFER.places[0],
        day=days[0],
        times=times_of(free, LIFE.calendar.timezone),
        url="/page/appointment",
        back_url="/page/request-to-pay",
        trouble="This time can no longer be chosen. Please choose another one.",
    )


def request(*sections: Section) -> tuple[str, RequestView]:
    """Return the page of a request with the parts of other rooms."""
    view = request_view(LIFE, OWING, STEPS, TYPED, sections, Language.FR, NOW)
    return "request.html", view


def payment_section(payment: Payment) -> Section:
    """Return the part about money."""
    return Section("payment_section.html", money(payment))


DAYS = DaysView(
    TAX.body.name,
    (
        day_row(
            ReconciledDay(
                date(2026, 11, 20),
                "",
                3,
                tuple(
                    Difference(kind, "x" * 43, None, NUMBER, "dgi", AMOUNT, Money(1, "EUR"))
                    for kind in Kind
                ),
                NOW,
            ),
            "dgi",
        ),
        day_row(ReconciledDay(date(2026, 11, 19), "", 3, (), NOW), "dgi"),
    ),
)

GIVEN = DeliveryView(
    is_coming=False,
    document="7K3MZ-9QXTB-04BDH-2ZV5C",
    issued_at=NOW,
    valid_until=NOW + 7_776_000,
    withdrawn_at=None,
    download_url="#",
    check_url="#",
    question=dict.fromkeys(("ar", "fr", "zgh", "en"), HOSTILE),
    claims=("Family name", "First name"),
    answers=(
        AnswerRow("https://employeur.example", NOW, NOW + 86_400, None, "eyJ" + "x" * 700),
        AnswerRow(HOSTILE, NOW, None, None, None),
        AnswerRow("مشغل", NOW, NOW, NOW, "eyJ"),
    ),
    answer_url="/posted",
    form_key="k",
)


PARTNER_VIEWS: dict[str, tuple[str, Any]] = {
    "request-to-pay": request(
        payment_section(replace(ATTEMPT, state=State.DECLINED)),
        Section("eligibility_section.html", asked(Word.UNKNOWN)),
        Section("appointment_section.html", visit(is_held=False)),
    ),
    "request-paid": request(
        payment_section(
            replace(ATTEMPT, state=State.PAID, paid_at=NOW, refunded=Money(1_000, "MAD"))
        ),
        Section("eligibility_section.html", asked(Word.YES)),
        Section("appointment_section.html", visit(is_held=True)),
    ),
    "request-being-paid": request(payment_section(replace(ATTEMPT, state=State.PROCESSING))),
    "request-delivered": request(Section("delivery_section.html", GIVEN)),
    "request-document-comes": request(
        Section(
            "delivery_section.html",
            replace(GIVEN, is_coming=True, document=None, question=None, answers=()),
        )
    ),
    "request-document-withdrawn": request(
        Section("delivery_section.html", replace(GIVEN, withdrawn_at=NOW, question=None))
    ),
    "payment-trouble": ("payment_trouble.html", TroubleView("/posted", "/page/request-to-pay")),
    "appointment": ("appointment.html", choice(is_full=False)),
    "appointment-full": ("appointment.html", choice(is_full=True)),
    "desk-payments": ("desk_payments.html", DAYS),
}


def their_payment(state: State) -> PayView:
    """Return a payment as the sandbox's provider shows it."""
    texts = json.dumps(dict.fromkeys(("ar", "fr", "zgh", "en"), HOSTILE))
    is_paid = state is State.PAID
    payment = TheirPayment(
        id="x" * 43,
        merchant="https://guichet.example",
        key="key",
        reference=NUMBER,
        amount=80_550,
        currency="MAD",
        description=texts,
        return_url="/page/request-paid",
        page_url="/page/pay",
        state=state.value,
        course="paid",
        sequence=3,
        refunded=1_000 if is_paid else 0,
        paid_at=NOW if is_paid else None,
        settles_at=None,
        expires_at=NOW,
    )
    return PayView(payment, COURSES)


TRIAL_VIEWS: dict[str, tuple[str, Any]] = {
    "pay": ("pay.html", their_payment(State.CREATED)),
    "pay-over": ("pay.html", their_payment(State.EXPIRED)),
    "payment-provider": (
        "provider.html",
        ProviderView(
            (their_payment(State.PAID), their_payment(State.DECLINED)), TROUBLES, Trouble.NONE
        ),
    ),
    "other-bodies": ("bodies.html", BodiesView(BODIES_TROUBLES, BodiesTrouble.LATER)),
}
