"""All specimen authorities at one address: revocation of cards and seals, and time stamps."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from thiqa.base import Clock
from thiqa.pki.specimen import SpecimenPki, load
from thiqa.pki.specimen_seals import (
    LIST_PATH,
    OCSP_PATH,
    TIME_STAMP_PATH,
    SpecimenSeals,
    load_or_make,
)
from thiqa.pki.time_stamp_authority import TimeStampAuthority
from thiqa.specimen.ocsp_app import (
    Message,
    OcspApp,
    Receive,
    RefusedError,
    Send,
    ocsp_app,
    read_body,
    reply,
)
from thiqa.specimen.population import SpecimenFolder

TIME_STAMP_QUERY: Final = b"application/timestamp-query"
TIME_STAMP_REPLY: Final = b"application/timestamp-reply"
LIST_TYPE: Final = b"application/pkix-crl"

SEALS: Final = f"/{OCSP_PATH}".encode()
TIME_STAMPS: Final = f"/{TIME_STAMP_PATH}".encode()
LIST: Final = f"/{LIST_PATH}".encode()


@dataclass(frozen=True, slots=True)
class AuthoritiesApp:
    """Answers at / for cards, at /seals for seals, at /tsa and /crl/… for time stamps."""

    cards: OcspApp
    seals: OcspApp
    stamps: "TimeStampApp"

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one request, or the start and end of the server."""
        path: bytes = scope.get("raw_path", b"")
        if path in {TIME_STAMPS, LIST}:
            await self.stamps(scope, receive, send)
        elif path == SEALS or path.startswith(SEALS + b"/"):
            below = {**scope, "raw_path": path.removeprefix(SEALS) or b"/"}
            await self.seals(below, receive, send)
        else:
            await self.cards(scope, receive, send)


@dataclass(frozen=True, slots=True)
class TimeStampApp:
    """Answers POST to /tsa (RFC 3161, section 3.4), and GET of the list of revoked units."""

    authority: TimeStampAuthority
    seals: SpecimenSeals
    clock: Clock

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one request."""
        try:
            if scope["raw_path"] == LIST:
                answer, media_type = self._list(scope), LIST_TYPE
            else:
                answer, media_type = await self._stamp(scope, receive), TIME_STAMP_REPLY
        except RefusedError as refusal:
            await reply(send, refusal.status, b"text/plain", refusal.status.phrase.encode())
            return
        await reply(send, HTTPStatus.OK, media_type, answer)

    def _list(self, scope: Message) -> bytes:
        if scope["method"] != "GET":
            raise RefusedError(HTTPStatus.METHOD_NOT_ALLOWED)
        return self.seals.revocation_list(self.clock())

    async def _stamp(self, scope: Message, receive: Receive) -> bytes:
        if scope["method"] != "POST":
            raise RefusedError(HTTPStatus.METHOD_NOT_ALLOWED)
        if dict(scope["headers"]).get(b"content-type") != TIME_STAMP_QUERY:
            raise RefusedError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        return self.authority.answer(await read_body(receive), self.clock())


def authorities_app(cards: SpecimenPki, seals: SpecimenSeals, clock: Clock) -> AuthoritiesApp:
    """Return the application that answers for all specimen authorities."""
    return AuthoritiesApp(
        ocsp_app(cards, clock),
        OcspApp(seals.responder(), clock),
        TimeStampApp(seals.time_stamp_authority(), seals, clock),
    )


def open_authorities(folder: SpecimenFolder, clock: Clock) -> AuthoritiesApp:
    """Return the application for a folder; one that is older than seals gets their authorities."""
    cards = load(folder.pki)
    seals = load_or_make(folder.seals, now=clock(), base_url=cards.ocsp_url)
    return authorities_app(cards, seals, clock)
