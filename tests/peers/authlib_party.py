"""A service whose protocol steps are those of Authlib's client for OpenID Connect.

Authlib knows no pushed requests: the parameters that it would have put into the browser's
address are pushed by its own authenticated session instead.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.base_client import OAuthError
from authlib.integrations.base_client.sync_app import BaseApp, OAuth2Mixin
from authlib.integrations.base_client.sync_openid import OpenIDMixin
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from joserfc.errors import JoseError
from joserfc.jwk import import_key

from peers.keys import private_jwk
from peers.relying_party import Identified, LibraryRefusedError, ProviderRefusedError, Request
from services import Service, without_none

METADATA_PATH = "/.well-known/openid-configuration"


class _App(OAuth2Mixin, OpenIDMixin, BaseApp):
    """Authlib's registered client, outside any web framework."""

    client_cls = OAuth2Client

    def _on_update_token(self, token: Any, **_: Any) -> None:
        """Keep nothing: the tests keep the tokens."""

    def session(self) -> Any:
        """Return a session with the provider's metadata and the client's authentication."""
        return self._get_oauth_client(**self.load_server_metadata())


@dataclass
class AuthlibParty:
    """A registered service, in the hands of Authlib."""

    service: Service
    app: Any = field(init=False)

    def discover(self, **assertion: Any) -> Mapping[str, Any]:
        """Read the provider's metadata."""
        service = self.service
        authentication = PrivateKeyJWT(
            service.issuer, claims=assertion or None, alg=service.algorithm.value
        )
        self.app = _App(
            framework=None,
            client_id=service.client_id,
            client_secret=import_key(private_jwk(service.signer)),
            server_metadata_url=service.issuer + METADATA_PATH,
            client_kwargs={
                "scope": "openid",
                "code_challenge_method": "S256",
                "token_endpoint_auth_method": "private_key_jwt",
            },
            client_auth_methods=[authentication],
        )
        metadata: Mapping[str, Any] = self.app.load_server_metadata()
        return metadata

    def push(self, **parameters: str | None) -> Request:
        """Push a request."""
        asked = self.app.create_authorization_url(self.service.redirect_uri)
        url = urlsplit(asked["url"])
        pushed = without_none({**dict(parse_qsl(url.query)), **parameters})
        with self.app.session() as session:
            response = session.request(
                "POST",
                session.metadata["pushed_authorization_request_endpoint"],
                data=pushed,
                auth=session.client_auth("private_key_jwt"),
                withhold_token=True,
            )
        body = response.json()
        if response.is_error:
            raise ProviderRefusedError(
                body["error"], body["error_description"], response.status_code
            )
        query = {"client_id": self.service.client_id, "request_uri": body["request_uri"]}
        opened = url._replace(query=urlencode(query)).geturl()
        return Request(opened, asked["state"], asked["nonce"], asked["code_verifier"])

    def redeem(self, request: Request, answer: str) -> Identified:
        """Check the answer and redeem the code."""
        parameters = dict(parse_qsl(urlsplit(answer).query))
        if "error" in parameters:
            raise ProviderRefusedError(parameters["error"], parameters["error_description"])
        with _refusals():
            tokens = self.app.fetch_access_token(
                self.service.redirect_uri,
                authorization_response=answer,
                state=request.state,
                code_verifier=request.verifier,
            )
            return Identified(tokens, self.app.parse_id_token(tokens, request.nonce))

    def refresh(self, refresh_token: str, **parameters: str) -> Identified:
        """Redeem a refresh token."""
        with _refusals(), self.app.session() as session:
            tokens = session.refresh_token(refresh_token=refresh_token, **parameters)
            return Identified(tokens, self.app.parse_id_token(tokens, None))

    def userinfo(self, access_token: str, subject: str) -> Mapping[str, Any]:
        """Ask for the claims of a subject."""
        with _refusals():
            token = {"access_token": access_token, "token_type": "Bearer"}
            claims: Mapping[str, Any] = self.app.userinfo(token=token)
        if claims["sub"] != subject:
            raise LibraryRefusedError("another subject")
        return claims

    def logout_url(self, id_token: str, **parameters: str) -> str:
        """Return where a browser is sent to sign out."""
        url: str = self.app.create_logout_url(id_token_hint=id_token, **parameters)["url"]
        return url


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except OAuthError as error:
        raise ProviderRefusedError(error.error, error.description) from error
    except httpx.HTTPStatusError as error:
        challenge = error.response.headers["www-authenticate"]
        members = dict(re.findall(r'(\w+)="([^"]*)"', challenge))
        raise ProviderRefusedError(
            members["error"], members["error_description"], error.response.status_code
        ) from error
    except (AuthlibBaseError, JoseError) as error:
        raise LibraryRefusedError(repr(error)) from error
