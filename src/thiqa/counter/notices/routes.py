"""The page on which citizens say where they want to hear from us."""

from dataclasses import dataclass, field
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from thiqa.counter.identity.front import Front
from thiqa.counter.notices.addresses import read_place
from thiqa.counter.notices.carriers import Notices
from thiqa.counter.notices.contacts import Limits, begin_contact, confirm_contact
from thiqa.counter.notices.errors import AddressError, NoticesError, TooManyNoticesError
from thiqa.counter.notices.models import Channel, Contact, Pending
from thiqa.counter.notices.texts import code_message
from thiqa.counter.notices.views import (
    BAD_ADDRESS,
    NOT_SENT,
    TOO_MANY,
    WRONG_CODE,
    NoticesView,
    StopView,
    Trouble,
    rows_of,
)
from thiqa.counter.records import Records
from thiqa.web import check_form_type, parse_form, read_body
from thiqa.web.browser import see_other

PATH = "/notices"
STOP_PATH = "/notices/stop/{contact}"


@dataclass(frozen=True, slots=True)
class NoticePages:
    """Everything that the page needs."""

    front: Front
    notices: Notices
    limits: Limits = field(default_factory=Limits)

    def routes(self) -> list[Route]:
        """Return the addresses of the page."""
        return [
            Route(PATH, self.show),
            Route(f"{PATH}/place", self.enter, methods=["POST"]),
            Route(f"{PATH}/code", self.confirm, methods=["POST"]),
            Route(f"{PATH}/forget", self.forget, methods=["POST"]),
            Route(STOP_PATH, self.offer_to_stop),
            Route(STOP_PATH, self.stop, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """Show where messages go."""
        return await self._page(request)

    async def enter(self, request: Request) -> Response:
        """Send a code to a place."""
        form, channel, subject = await self._form(request)
        if subject is None:
            return see_other("/")
        typed, language = form.get("address", ""), self.front.pages.language_of(request)
        try:
            place = read_place(channel, typed, self.front.settings.text_messages_to)
            code = await self.front.database.run(
                lambda records: begin_contact(
                    records, subject, place, language, self.limits, self.front.clock()
                )
            )
            await self.notices.send(
                code_message(place, language, code, self.front.pages.catalogues)
            )
        except AddressError:
            return await self._page(request, Trouble(channel, BAD_ADDRESS[channel], typed))
        except TooManyNoticesError:
            return await self._page(request, Trouble(channel, TOO_MANY, typed))
        except NoticesError:
            return await self._page(request, Trouble(channel, NOT_SENT, typed))
        return see_other(PATH)

    async def confirm(self, request: Request) -> Response:
        """Take the code that was sent."""
        form, channel, subject = await self._form(request)
        if subject is None:
            return see_other("/")
        code = "".join(form.get("code", "").split())
        kept = await self.front.database.run(
            lambda records: confirm_contact(records, subject, channel, code, self.front.clock())
        )
        return see_other(PATH) if kept else await self._page(request, Trouble(channel, WRONG_CODE))

    async def forget(self, request: Request) -> Response:
        """Forget a place, and a code that waits for one."""
        _, channel, subject = await self._form(request)
        if subject is None:
            return see_other("/")

        async def unit(records: Records) -> None:
            await records.notices.drop_pending(subject, channel)
            await records.notices.drop_contact(subject, channel)

        await self.front.database.run(unit)
        return see_other(PATH)

    async def offer_to_stop(self, request: Request) -> Response:
        """Ask whoever follows the link of a message: programs that follow links stop nothing."""
        return self.front.respond(request, "notices_stop.html", view=StopView(is_stopped=False))

    async def stop(self, request: Request) -> Response:
        """Stop the messages to a place; a mail program may ask, so nobody is signed in (RFC 8058).

        Whether there was such a contact is not told.
        """
        contact = str(request.path_params["contact"])
        await self.front.database.run(lambda records: records.notices.stop(contact))
        return self.front.respond(request, "notices_stop.html", view=StopView(is_stopped=True))

    async def _form(self, request: Request) -> tuple[dict[str, str], Channel, str | None]:
        self.front.check_form(request)
        check_form_type(request.scope["headers"])
        form = parse_form(await read_body(request.receive))
        try:
            channel = Channel(form.get("channel", ""))
        except ValueError:
            raise HTTPException(HTTPStatus.NOT_FOUND) from None
        return form, channel, await self._subject(request)

    async def _page(self, request: Request, trouble: Trouble | None = None) -> Response:
        subject = await self._subject(request)
        if subject is None:
            return see_other("/")

        async def unit(records: Records) -> tuple[list[Contact], list[Pending]]:
            return (
                await records.notices.list_contacts(subject),
                await records.notices.list_pending(subject, self.front.clock()),
            )

        contacts, pending = await self.front.database.read(unit)
        return self.front.respond(
            request,
            "notices.html",
            status=HTTPStatus.OK if trouble is None else HTTPStatus.UNPROCESSABLE_ENTITY,
            view=NoticesView(rows_of(self.notices.channels, contacts, pending, trouble)),
        )

    async def _subject(self, request: Request) -> str | None:
        identity = await self.front.citizen(request)
        return None if identity is None else identity.subject
