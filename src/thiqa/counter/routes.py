"""The first page, how a login starts, and what is said when something goes wrong."""

import logging
import re
import secrets
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from thiqa.counter.errors import LoginGoneError
from thiqa.counter.failures import AFTER_CALLBACK, DECLINED, NOT_FOUND, Failure, failure_of
from thiqa.counter.identity.front import Front
from thiqa.counter.identity.pages import CALLBACK_PATH, IdentityPages
from thiqa.counter.purpose import POLICE_RECORD
from thiqa.web import parse_query

REFERENCE_BYTES = 4
REFERENCE = re.compile(r"[0-9a-f]{8}")

logger = logging.getLogger("thiqa.counter")


@dataclass(frozen=True, slots=True)
class Entrance:
    """Where a visit begins, and where it ends when it cannot go on."""

    front: Front
    identity: IdentityPages

    def routes(self) -> list[Route]:
        """Return the addresses of the entrance."""
        return [
            Route("/", self.home),
            Route("/identify", self.identify, methods=["POST"]),
            Route("/start", self.start),
            Route("/ended", self.ended),
            Route("/health", self.health),
        ]

    async def home(self, request: Request) -> Response:
        """Say what the service is, with the button that starts a login."""
        citizen = await self.front.citizen(request)
        return self.front.respond(request, "home.html", signed_in=citizen is not None)

    async def identify(self, request: Request) -> Response:
        """Begin a login and send the browser to the provider."""
        self.front.check_form(request)
        return await self.identity.begin(request, POLICE_RECORD, "/result")

    async def start(self, request: Request) -> Response:
        """Begin a login that somebody else asks for (OpenID Connect Core, section 4)."""
        if parse_query(request.scope["query_string"]).get("iss") != self.front.settings.issuer:
            raise LoginGoneError("a login at another provider was asked for (iss)")
        return await self.identity.begin(request, POLICE_RECORD, "/result")

    async def health(self, request: Request) -> Response:
        """Say that the process serves."""
        return PlainTextResponse("ok\n")

    async def ended(self, request: Request) -> Response:
        """Explain how a login ended, at an address without the provider's answer in it."""
        found = AFTER_CALLBACK.get(request.query_params.get("how", ""))
        if found is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        reference = request.query_params.get("reference", "")
        return self._failure_page(
            request, found, reference if REFERENCE.fullmatch(reference) else ""
        )

    async def failure(self, request: Request, error: Exception) -> Response:
        """Explain an error to the person, and note it for the operator under a reference."""
        if isinstance(error, HTTPException):
            if error.status_code == HTTPStatus.NOT_FOUND:
                return self._failure_page(request, NOT_FOUND)
            return PlainTextResponse(status_code=error.status_code, headers=error.headers)
        in_callback = request.url.path == CALLBACK_PATH
        found, reference = failure_of(error, in_callback=in_callback), ""
        if found is not DECLINED:
            reference = secrets.token_hex(REFERENCE_BYTES)
            logger.warning("%s %s: %s", reference, type(error).__name__, error)
        if in_callback:
            return self.front.go_to(
                f"/ended?{urlencode({'how': found.id, 'reference': reference})}"
            )
        return self._failure_page(request, found, reference)

    def _failure_page(self, request: Request, found: Failure, reference: str = "") -> Response:
        return self.front.respond(
            request, "failure.html", status=found.status, failure=found, reference=reference
        )
