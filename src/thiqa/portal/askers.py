"""The service that asks, as the pages show it."""

from urllib.parse import urlsplit

from thiqa.oidc.models import AuthorizationRequest, Client
from thiqa.oidc.sectors import sector_text
from thiqa.portal.views import Asker


def asker_of(client: Client, request: AuthorizationRequest) -> Asker:
    """Return who asks, for what and under which article, from what is registered."""
    purpose = client.purposes[request.purpose]
    return Asker(
        service=client.name,
        sector=sector_text(client.sector),
        host=urlsplit(request.redirect_uri).netloc,
        purpose=purpose.name,
        article=purpose.law,
        message=request.binding_message,
    )
