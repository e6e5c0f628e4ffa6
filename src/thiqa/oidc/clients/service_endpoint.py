"""What a service may read about itself, with a token of its own."""

from thiqa.oidc.clients.registration import write_registration
from thiqa.oidc.errors import InsufficientScopeError
from thiqa.oidc.http import Handler, Reply, ServiceRequest, json_reply
from thiqa.oidc.models import Client
from thiqa.oidc.provider import Provider
from thiqa.oidc.store import Records
from thiqa.oidc.tokens.client_credentials_grant import SERVICE_SCOPE
from thiqa.oidc.tokens.resource import presented_token

KEPT_TO_OURSELVES = ("client_secret_digest",)


def show_registration(provider: Provider) -> Handler:
    """Return what answers a service with its own registration, as it is in force."""

    async def answer(request: ServiceRequest) -> Reply:
        presented = await presented_token(provider, request)
        if SERVICE_SCOPE not in presented.token.scope:
            raise InsufficientScopeError(
                f"this needs the scope {SERVICE_SCOPE}",
                rule="RFC 6750, section 3.1",
                parameter="scope",
                mend="Ask for a token with grant_type=client_credentials.",
            )

        async def unit(records: Records) -> Client | None:
            return await records.oidc.get_client(presented.token.client_id)

        client = await presented.run(provider.database, unit)
        document = {} if client is None else write_registration(client)
        shown = {name: value for name, value in document.items() if name not in KEPT_TO_OURSELVES}
        return json_reply(shown)

    return answer
