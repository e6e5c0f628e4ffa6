"""The public pages: what there is to ask for, and what each service needs."""

from dataclasses import dataclass
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from thiqa.counter.catalogue.models import Catalogue, Service
from thiqa.counter.catalogue.views import catalogue_view, service_view
from thiqa.counter.identity.front import Front


@dataclass(frozen=True, slots=True)
class CataloguePages:
    """Nobody has to sign in to read."""

    front: Front
    catalogue: Catalogue

    def routes(self) -> list[Route]:
        """Return the addresses of this room."""
        return [
            Route("/", self.home),
            Route("/services/{service}", self.service),
        ]

    async def home(self, request: Request) -> Response:
        """List what there is to ask for."""
        citizen = await self.front.citizen(request)
        return self.front.respond(
            request,
            "home.html",
            view=catalogue_view(self.catalogue),
            signed_in=citizen is not None,
        )

    async def service(self, request: Request) -> Response:
        """Say what a service is, what it needs, and what will happen."""
        service = self.find(request.path_params["service"])
        citizen = await self.front.citizen(request)
        view = service_view(
            service,
            self.front.pages.language_of(request),
            is_open=citizen is not None and citizen.purpose == service.purpose.id,
        )
        return self.front.respond(request, "service.html", view=view)

    def find(self, service_id: str) -> Service:
        """Return a service, or say that there is no such page."""
        service = self.catalogue.services.get(service_id)
        if service is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return service
