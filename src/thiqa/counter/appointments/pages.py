"""The citizen's pages for appointments."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request as Visit
from starlette.responses import Response
from starlette.routing import Route

from thiqa.counter.appointments.booking import book, cancel, free_slots, offer_of
from thiqa.counter.appointments.calendar_file import MEDIA_TYPE, calendar_file
from thiqa.counter.appointments.errors import (
    NoAppointmentError,
    NoSuchSlotError,
    SlotFullError,
)
from thiqa.counter.appointments.models import Appointment, FreeSlot
from thiqa.counter.appointments.slots import NOTICE_SECONDS, days_to_choose
from thiqa.counter.appointments.views import (
    AppointmentView,
    Choice,
    ChooseView,
    held,
    place_of,
    times_of,
)
from thiqa.counter.catalogue.models import Appointment as Offer
from thiqa.counter.catalogue.models import Place
from thiqa.counter.identity.front import Front
from thiqa.counter.identity.models import Identity
from thiqa.counter.records import Records
from thiqa.counter.requests.by_citizen import find_own
from thiqa.counter.requests.errors import RequestMissingError
from thiqa.counter.requests.life import Life
from thiqa.counter.requests.models import Request, State
from thiqa.counter.requests.numbers import parse_number
from thiqa.counter.requests.views import Section
from thiqa.web import check_form_type, parse_form, parse_query, read_body, translate
from thiqa.web.messages import message

ONE = "/requests/{number}/appointment"
CALENDAR_SUMMARY = message("Appointment at the counter")
TROUBLES = {
    "full": message("Somebody else has just taken the last place. Please choose another time."),
    "gone": message("This time can no longer be chosen. Please choose another one."),
    "late": message("It is too late to change this appointment."),
}
"""Why nothing was booked, by the word in the address."""
CAN_CHOOSE = frozenset({State.SUBMITTED, State.WAITING})


@dataclass(frozen=True, slots=True)
class AppointmentPages:
    """Thin: `booking` decides."""

    front: Front
    life: Life

    def routes(self) -> list[Route]:
        """Return the addresses of this room."""
        return [
            Route(ONE, self._own(self.choose)),
            Route(ONE, self._own(self.book), methods=["POST"]),
            Route(f"{ONE}/cancel", self._own(self.cancel), methods=["POST"]),
            Route(f"{ONE}.ics", self._own(self.calendar)),
        ]

    def _own(
        self, page: Callable[[Visit, Identity, Request], Awaitable[Response]]
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

            return await page(visit, citizen, await self.front.database.read(find))

        return guarded

    async def choose(self, visit: Visit, _: Identity, request: Request) -> Response:
        """Show the times of a place on a day."""
        offer = offer_of(self.life, request)
        now = self.front.clock()
        days = days_to_choose(offer, self.life.calendar, now)
        if request.state not in CAN_CHOOSE or not days:
            return self.front.go_to(_page_of(request))
        query = parse_query(visit.scope["query_string"])
        place = place_of(offer, query.get("place", "")) or offer.places[0]
        day = _day(query.get("day", ""), days)

        async def read(records: Records) -> list[FreeSlot]:
            return await free_slots(self.life, records, request.service, offer, place.id, day, now)

        slots = await self.front.database.read(read)
        view = ChooseView(
            words=offer.words,
            places=tuple(Choice(each.id, each.name, each is place) for each in offer.places),
            days=tuple((each, each == day) for each in days),
            place=place,
            day=day,
            times=times_of(slots, self.life.calendar.timezone),
            url=ONE.format(number=request.number),
            back_url=_page_of(request),
            trouble=TROUBLES.get(query.get("trouble", "")),
        )
        return self.front.respond(visit, "appointment.html", view=view)

    async def book(self, visit: Visit, citizen: Identity, request: Request) -> Response:
        """Take a place; the same time sent twice is one appointment."""
        form = await self._form(visit)
        place, text = form.get("place", ""), form.get("starts_at", "")
        starts_at = int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else 0

        async def unit(records: Records) -> Appointment:
            now, number = self.front.clock(), request.number
            return await book(self.life, records, number, citizen.subject, place, starts_at, now)

        try:
            await self.front.database.run(unit)
        except SlotFullError:
            return self._again(request, place, starts_at, "full")
        except NoSuchSlotError:
            return self._again(request, place, starts_at, "gone")
        except NoAppointmentError:
            return self._again(request, place, starts_at, "late")
        return self.front.go_to(_page_of(request))

    async def cancel(self, visit: Visit, citizen: Identity, request: Request) -> Response:
        """Give the appointment up."""
        self.front.check_form(visit)

        async def unit(records: Records) -> Appointment:
            now, number = self.front.clock(), request.number
            return await cancel(self.life, records, number, citizen.subject, now)

        with suppress(NoAppointmentError):
            await self.front.database.run(unit)
        return self.front.go_to(_page_of(request))

    async def calendar(self, visit: Visit, _: Identity, request: Request) -> Response:
        """Give the appointment as a calendar file."""
        appointment = await self.front.database.read(
            lambda records: records.appointments.get(request.number)
        )
        offer = offer_of(self.life, request)
        place = None if appointment is None else place_of(offer, appointment.place)
        if appointment is None or place is None:
            return self.front.go_to(_page_of(request))
        language = self.front.pages.language_of(visit)
        url = self.front.settings.url
        text = calendar_file(
            appointment,
            host=urlsplit(url).hostname or "counter",
            summary=translate(self.front.pages.catalogues[language], CALENDAR_SUMMARY),
            location=f"{place.name[language]}, {place.address[language]}",
            url=f"{url}{_page_of(request)}",
        )
        name = f'attachment; filename="appointment-{request.number}.ics"'
        headers = {"content-disposition": name, "cache-control": "no-store"}
        return Response(text, media_type=MEDIA_TYPE, headers=headers)

    async def section(self, records: Records, request: Request, now: int) -> Section | None:
        """Return what a request's page shows; awaited in a unit that reads."""
        offer = self.life.service(request.service).steps.appointment
        if offer is None or request.state in {State.DRAFT, State.WITHDRAWN}:
            return None
        view = self._view(offer, request, held(await records.appointments.get(request.number)), now)
        return Section("appointment_section.html", view)

    def _view(
        self, offer: Offer, request: Request, appointment: Appointment | None, now: int
    ) -> AppointmentView:
        url = ONE.format(number=request.number)
        place: Place | None = None
        can_change = request.state in CAN_CHOOSE
        if appointment is not None:
            place = place_of(offer, appointment.place)
            can_change = can_change and appointment.starts_at >= now + NOTICE_SECONDS
        return AppointmentView(
            words=offer.words,
            place=place,
            starts_at=None if appointment is None else appointment.starts_at,
            choose_url=url if can_change else None,
            cancel_url=f"{url}/cancel" if can_change and appointment is not None else None,
            file_url=None if appointment is None else f"{url}.ics",
        )

    async def _form(self, visit: Visit) -> Mapping[str, str]:
        self.front.check_form(visit)
        check_form_type(visit.scope["headers"])
        return parse_form(await read_body(visit.receive))

    def _again(self, request: Request, place: str, starts_at: int, trouble: str) -> Response:
        query = {"trouble": trouble}
        if starts_at:
            query |= {"place": place, "day": self.life.calendar.day_of(starts_at).isoformat()}
        return self.front.go_to(f"{ONE.format(number=request.number)}?{urlencode(query)}")


def _page_of(request: Request) -> str:
    return f"/requests/{request.number}"


def _day(text: str, days: tuple[date, ...]) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return days[0]
    return day if day in days else days[0]
