"""What is known of a request that was granted: what its document may name."""

from datetime import date, datetime
from typing import Any

from thiqa.counter.catalogue.models import Service
from thiqa.counter.forms.filling import CaseFacts, Fact
from thiqa.counter.records import Records
from thiqa.counter.requests.life import Life
from thiqa.counter.requests.models import Request


async def case_facts(life: Life, records: Records, request: Request) -> CaseFacts:
    """Return what is known; a part that reads, of a unit of work."""
    service = life.service(request.service)
    others: dict[str, dict[str, Fact]] = {"request": _of_request(life, request)}
    if service.fee is not None:
        others |= await _of_payment(life, records, request)
    if service.steps.appointment is not None:
        others["appointment"] = await _of_appointment(life, records, request, service)
    decision = {} if request.decision is None else dict(request.decision.fields)
    fields = await records.requests.fields(request.number)
    return CaseFacts(request.claims, fields, decision, others)


def _of_request(life: Life, request: Request) -> dict[str, Fact]:
    facts: dict[str, Fact] = {"number": request.number}
    for name, at in (("submitted_on", request.submitted_at), ("decided_on", request.decided_at)):
        if at is not None:
            facts[name] = _day(life, at)
    return facts


async def _of_payment(life: Life, records: Records, request: Request) -> dict[str, dict[str, Fact]]:
    found: dict[str, dict[str, Fact]] = {}
    payment = await records.payments.counted(request.number)
    if payment is not None and payment.paid_at is not None:
        found["payment"] = {
            "amount": payment.amount,
            "paid_on": _day(life, payment.paid_at),
            "reference": payment.id,
        }
    assessment: Any = await records.payments.assessment(request.number)
    if assessment is not None and assessment.lines:
        labels = [dict(line.label) for line in assessment.lines]
        subject = {tag: ", ".join(label[tag] for label in labels) for tag in labels[0]}
        found["assessment"] = {"subject": subject, "reference": request.number}
    return found


async def _of_appointment(
    life: Life, records: Records, request: Request, service: Service
) -> dict[str, Fact]:
    appointment = await records.appointments.get(request.number)
    if appointment is None or appointment.is_cancelled or service.steps.appointment is None:
        return {}
    places = {place.id: place.name for place in service.steps.appointment.places}
    at = datetime.fromtimestamp(appointment.starts_at, life.calendar.timezone)
    return {
        "at": at.strftime("%d/%m/%Y %H:%M"),
        "place": places.get(appointment.place, {"en": appointment.place}),
    }


def _day(life: Life, at: int) -> date:
    return life.calendar.day_of(at)
