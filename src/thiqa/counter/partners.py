"""The organisations that this counter works with: wires payments, answers and appointments."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import httpx
from starlette.requests import Request as Visit
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from thiqa.counter.appointments.booking import free_place_of_withdrawn
from thiqa.counter.appointments.pages import AppointmentPages
from thiqa.counter.eligibility.asking import Eligibility
from thiqa.counter.eligibility.showing import EligibilitySection
from thiqa.counter.identity.front import Front
from thiqa.counter.letters import Correspondent, PublishedKeys, Writer
from thiqa.counter.payments.assessing import Assessing
from thiqa.counter.payments.attempts import ASK_PAYMENT
from thiqa.counter.payments.gateway import Gateway
from thiqa.counter.payments.no_gateway import NoGateway
from thiqa.counter.payments.pages import PaymentPages
from thiqa.counter.payments.paying import Payments
from thiqa.counter.payments.reconciling import RECONCILE, Reconciling
from thiqa.counter.payments.refunds import GIVE_BACK
from thiqa.counter.payments.signed_gateway import SignedGateway
from thiqa.counter.records import Records
from thiqa.counter.requests.life import ASK_ELIGIBILITY, ASSESS, CLOSE, Life, number_of
from thiqa.counter.requests.pages import SectionOf
from thiqa.counter.tasks.models import Task
from thiqa.counter.tasks.worker import Handler
from thiqa.crypto.key_file import ensure_signer

JWKS_HEADERS = {"cache-control": "public, max-age=300"}


@dataclass(frozen=True, slots=True)
class Partners:
    """What the app takes from the rooms that talk to others."""

    front: Front
    life: Life
    writer: Writer
    payment_pages: PaymentPages
    appointment_pages: AppointmentPages
    assessing: Assessing
    eligibility: Eligibility
    reconciling: Reconciling

    def routes(self) -> list[Route]:
        """Return the addresses of these rooms, and that of our key."""
        return [
            Route("/jwks.json", self.jwks),
            *self.payment_pages.routes(),
            *self.appointment_pages.routes(),
        ]

    def sections(self) -> tuple[SectionOf, ...]:
        """Return what these rooms show on a request's page."""
        return (
            EligibilitySection(self.life).section,
            self.payment_pages.section,
            self.appointment_pages.section,
        )

    def handlers(self) -> Mapping[str, Handler]:
        """Return who does the tasks of these rooms."""
        payments = self.payment_pages.payments
        return {
            ASSESS: self.assessing.ask,
            ASK_ELIGIBILITY: self.eligibility.ask,
            ASK_PAYMENT: payments.ask,
            GIVE_BACK: payments.give_back,
            RECONCILE: self.reconciling.do,
            CLOSE: self.close,
        }

    async def begin(self) -> None:
        """Have the day compared that is just over."""
        if self.front.settings.payments:
            await self.reconciling.plan(self.reconciling.today() - timedelta(days=1))

    async def close(self, task: Task) -> None:
        """Let go of a withdrawn request, and give its money back; a task."""
        now = self.front.clock()
        await self.front.database.run(partial(let_go, number_of(task.key), now))
        await self.payment_pages.payments.close(task)

    async def jwks(self, _: Visit) -> Response:
        """Publish the key that our letters are signed with."""
        return JSONResponse({"keys": [self.writer.signer.public_jwk]}, headers=JWKS_HEADERS)


def make_partners(front: Front, life: Life, http: httpx.AsyncClient) -> Partners:
    """Return the rooms that talk to others, as the settings name them."""
    settings, clock, database = front.settings, front.clock, front.database
    writer = Writer(settings.url, ensure_signer(settings.letters_key_file), clock)

    def correspondent(address: str) -> Correspondent:
        return Correspondent(PublishedKeys(address, http, clock), writer, http)

    bodies = {name: correspondent(address) for name, address in settings.bodies.items()}
    gateway: Gateway = NoGateway()
    if settings.payments:
        gateway = SignedGateway(correspondent(settings.payments))
    payments = Payments(
        life, database, gateway, clock, lambda number: f"{settings.url}/requests/{number}/payment"
    )
    return Partners(
        front=front,
        life=life,
        writer=writer,
        payment_pages=PaymentPages(front, life, payments),
        appointment_pages=AppointmentPages(front, life),
        assessing=Assessing(life, database, bodies, clock),
        eligibility=Eligibility(life, database, bodies, clock),
        reconciling=Reconciling(database, gateway, clock, life.calendar.timezone),
    )


async def let_go(number: str, now: int, records: Records) -> None:
    """Free the place of a withdrawn request, and forget what others said of its citizen."""
    await free_place_of_withdrawn(records, number, now)
    await records.eligibility.forget(number)
    await records.payments.forget_assessment(number)
