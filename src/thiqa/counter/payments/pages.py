"""The citizen's way to the provider and back, and the provider's word to us."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus

from starlette.requests import Request as Visit
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from thiqa.counter.identity.front import Front, redirect
from thiqa.counter.letters import MEDIA_TYPE, LetterRefusedError
from thiqa.counter.payments.errors import (
    GatewayError,
    NothingDueError,
    PaymentBusyError,
    ReportRefusedError,
)
from thiqa.counter.payments.kinds import NOTIFICATIONS_PATH
from thiqa.counter.payments.models import Payment
from thiqa.counter.payments.paying import Payments
from thiqa.counter.payments.views import PaymentView, TroubleView, payment_view
from thiqa.counter.records import Records
from thiqa.counter.requests.by_citizen import find_own
from thiqa.counter.requests.errors import RequestMissingError
from thiqa.counter.requests.life import Life
from thiqa.counter.requests.models import EDITABLE, Request
from thiqa.counter.requests.numbers import parse_number
from thiqa.counter.requests.views import Section
from thiqa.web import WebError, read_body, single_header

PAY_PATH = "/requests/{number}/pay"
BACK_PATH = "/requests/{number}/payment"
MAX_NOTIFICATION_BYTES = 32_768
NO_STORE = {"cache-control": "no-store"}

logger = logging.getLogger("thiqa.counter.payments")


@dataclass(frozen=True, slots=True)
class PaymentPages:
    """Thin: what may be paid is decided in `attempts`, what is believed in `reports`."""

    front: Front
    life: Life
    payments: Payments

    def routes(self) -> list[Route]:
        """Return the addresses of this room."""
        return [
            Route(PAY_PATH, self._own(self.pay), methods=["POST"]),
            Route(BACK_PATH, self._own(self.back)),
            Route(NOTIFICATIONS_PATH, self.notified, methods=["POST"]),
        ]

    def _own(
        self, page: Callable[[Visit, Request], Awaitable[Response]]
    ) -> Callable[[Visit], Awaitable[Response]]:
        """Let a citizen in to a request of their own."""

        async def guarded(visit: Visit) -> Response:
            citizen = await self.front.citizen(visit)
            if citizen is None:
                return self.front.respond(visit, "request_sign_in.html")
            number = parse_number(visit.path_params["number"])
            if number is None:
                raise RequestMissingError("no such number")

            async def find(records: Records) -> Request:
                return await find_own(records, number, citizen.subject)

            return await page(visit, await self.front.database.read(find))

        return guarded

    async def pay(self, visit: Visit, request: Request) -> Response:
        """Send the browser to the provider's page: the same one, however often this is asked."""
        self.front.check_form(visit)
        language = self.front.pages.language_of(visit)
        try:
            payment = await self.payments.begin(request, language)
        except NothingDueError:
            return self.front.go_to(_page_of(request))
        except (GatewayError, PaymentBusyError, ReportRefusedError) as error:
            logger.warning("payment not begun: %s: %s", type(error).__name__, error)
            return self._trouble(visit, request)
        if payment.page_url is None or not payment.is_open:
            return self.front.go_to(_page_of(request))
        return redirect(payment.page_url)

    async def back(self, visit: Visit, request: Request) -> Response:
        """Ask the provider how it went, whatever the browser may want to tell."""
        newest = await self._newest(request)
        if newest is not None and newest.is_open:
            try:
                await self.payments.look(newest)
            except (GatewayError, PaymentBusyError, ReportRefusedError) as error:
                logger.warning("payment not looked at: %s: %s", type(error).__name__, error)
        return self.front.go_to(_page_of(request))

    async def notified(self, visit: Visit) -> Response:
        """Take what the provider tells us.

        200: it is known now, or was before. 400: it is not believed, whenever it is sent.
        503: we could not take it, so the provider sends it again.
        """
        try:
            if single_header(visit.scope["headers"], b"content-type") != MEDIA_TYPE:
                raise ReportRefusedError("not a letter")
            body = await read_body(visit.receive, limit=MAX_NOTIFICATION_BYTES)
            await self.payments.notified(body)
        except (LetterRefusedError, ReportRefusedError, WebError) as error:
            logger.warning("notification refused: %s: %s", type(error).__name__, error)
            return JSONResponse({"error": "refused"}, HTTPStatus.BAD_REQUEST, NO_STORE)
        except (GatewayError, PaymentBusyError) as error:
            logger.warning("notification not taken: %s: %s", type(error).__name__, error)
            return Response(status_code=HTTPStatus.SERVICE_UNAVAILABLE, headers=NO_STORE)
        return JSONResponse({"taken": True}, headers=NO_STORE)

    async def section(self, records: Records, request: Request, now: int) -> Section | None:
        """Return what a request's page shows of money; awaited in a unit that reads."""
        view = await self._view(records, request)
        return None if view is None else Section("payment_section.html", view)

    async def _view(self, records: Records, request: Request) -> PaymentView | None:
        fee = self.life.service(request.service).fee
        if fee is None or request.state in EDITABLE:
            return None
        counted = await records.payments.counted(request.number)
        newest = await newest_attempt(records, request.number)
        assessment = await records.payments.assessment(request.number)
        return payment_view(fee, request, assessment, newest, counted)

    async def _newest(self, request: Request) -> Payment | None:
        return await self.front.database.read(
            lambda records: newest_attempt(records, request.number)
        )

    def _trouble(self, visit: Visit, request: Request) -> Response:
        return self.front.respond(
            visit,
            "payment_trouble.html",
            status=HTTPStatus.BAD_GATEWAY,
            view=TroubleView(PAY_PATH.format(number=request.number), _page_of(request)),
        )


async def newest_attempt(records: Records, number: str) -> Payment | None:
    """Return the newest attempt to pay; awaited in a unit."""
    due = await records.payments.due(number)
    return None if due is None else await records.payments.get(due.payment_id)


def _page_of(request: Request) -> str:
    return f"/requests/{request.number}"
