"""How a login starts, and what is said when something goes wrong."""

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

from thiqa.counter.catalogue.pages import CataloguePages
from thiqa.counter.errors import LoginGoneError
from thiqa.counter.failures import AFTER_CALLBACK, DECLINED, NOT_FOUND, Failure, failure_of
from thiqa.counter.identity.front import Front
from thiqa.counter.identity.pages import CALLBACK_PATH, IdentityPages
from thiqa.counter.identity.store import LOGIN_SECONDS
from thiqa.counter.purpose import SIGN_IN
from thiqa.web import check_form_type, parse_form, parse_query, read_body

SERVICE_FIELD = "service"
SERVICE_COOKIE = "counter-service"
"""What the last login was for, so that whoever starts again starts for the same."""
REQUESTS_PATH = "/requests"

REFERENCE_BYTES = 4
REFERENCE = re.compile(r"[0-9a-f]{8}")

logger = logging.getLogger("thiqa.counter")


@dataclass(frozen=True, slots=True)
class Entrance:
    """Where a visit begins, and where it ends when it cannot go on."""

    front: Front
    identity: IdentityPages
    catalogue: CataloguePages

    def routes(self) -> list[Route]:
        """Return the addresses of the entrance."""
        return [
            Route("/identify", self.identify, methods=["POST"]),
            Route("/start", self.start),
            Route("/ended", self.ended),
            Route("/health", self.health),
        ]

    async def identify(self, request: Request) -> Response:
        """Begin a login, for a service or for none, and send the browser to the provider."""
        self.front.check_form(request)
        service_id = (await _read_form(request)).get(SERVICE_FIELD)
        cookies = self.front.cookies
        if service_id is None:
            response = await self.identity.begin(request, SIGN_IN, REQUESTS_PATH)
            response.headers.append("set-cookie", cookies.clearing_header(SERVICE_COOKIE))
            return response
        service = self.catalogue.find(service_id)
        goal = f"/services/{service.id}/begin"
        response = await self.identity.begin(request, service.purpose, goal)
        wanted = cookies.header(SERVICE_COOKIE, service.id, max_age=LOGIN_SECONDS)
        response.headers.append("set-cookie", wanted)
        return response

    async def start(self, request: Request) -> Response:
        """Begin a login that somebody else asks for (OpenID Connect Core, section 4)."""
        if parse_query(request.scope["query_string"]).get("iss") != self.front.settings.issuer:
            raise LoginGoneError("a login at another provider was asked for (iss)")
        return await self.identity.begin(request, SIGN_IN, REQUESTS_PATH)

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
        wanted = self.front.cookie(request, SERVICE_COOKIE)
        return self.front.respond(
            request,
            "failure.html",
            status=found.status,
            failure=found,
            reference=reference,
            service=wanted if wanted in self.catalogue.catalogue else None,
        )


async def _read_form(request: Request) -> dict[str, str]:
    body = await read_body(request.receive)
    if body:
        check_form_type(request.scope["headers"])
    return parse_form(body)
