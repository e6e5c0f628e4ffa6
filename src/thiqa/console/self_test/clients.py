"""The one client of a test issuer, with its keys of this moment."""

from thiqa.crypto import CryptoError, VerificationKey, parse_jwks
from thiqa.oidc.clients.directory import ClientDirectory, FetchJson
from thiqa.oidc.errors import InvalidClientError
from thiqa.oidc.models import Client
from thiqa.web.fetch import FetchError


class OneClient(ClientDirectory):
    """Knows one client, whatever its stage, and fetches its keys each time."""

    def __init__(self, client: Client, fetch_json: FetchJson) -> None:
        self._client = client
        self._fetch = fetch_json

    async def find(self, client_id: str, token: str | None = None) -> Client:
        """See the directory."""
        if client_id != self._client.id:
            raise InvalidClientError(
                "no such client",
                rule="RFC 6749, section 5.2",
                parameter="client_id",
                mend="Use the client_id whose test issuer this is.",
            )
        return self._client

    async def keys_for(self, client_id: str, token: str) -> tuple[VerificationKey, ...]:
        """See the directory."""
        client = await self.find(client_id)
        try:
            document = client.jwks or await self._fetch(client.jwks_uri or "")
            return parse_jwks(document)
        except (FetchError, CryptoError) as error:
            raise InvalidClientError(
                f"the client's keys cannot be had: {error}",
                rule="OpenID Connect Core, section 10.1",
                parameter="jwks_uri",
                mend="Let the jwks_uri answer everybody with a JWK Set.",
            ) from error
