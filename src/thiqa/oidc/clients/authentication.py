"""Who calls: each way in which a client may authenticate, by the method it registered."""

import hashlib
from base64 import b64decode
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import unquote_plus

from thiqa.base import b64url_encode, constant_time_equal
from thiqa.crypto import SignatureInvalidError
from thiqa.oidc.clients.client_authentication import claimed_client_id, verify_assertion
from thiqa.oidc.clients.mutual_tls import (
    TLS_METHODS,
    thumbprint_of_key,
    verify_issued_certificate,
    verify_self_signed_certificate,
)
from thiqa.oidc.errors import InvalidClientError
from thiqa.oidc.http import ServiceRequest
from thiqa.oidc.models import CLIENT_ID, AuthenticationMethod, Client
from thiqa.oidc.provider import Provider
from thiqa.oidc.store import Records

MAX_SECRET = 256
NO_DIGEST = b64url_encode(bytes(32))
"""Of no secret: an unknown client costs the same comparison."""


class Caller(Protocol):
    """A client that has proved who it is."""

    @property
    def client(self) -> Client:
        """The client."""
        ...

    async def use(self, records: Records) -> None:
        """Consume what may be used only once, in the unit of work that it was used for."""
        ...


@dataclass(frozen=True, slots=True)
class VerifiedSecret:
    """A client that knew its secret."""

    client: Client

    async def use(self, records: Records) -> None:
        """Do nothing: a secret may be used again."""


@dataclass(frozen=True, slots=True)
class _Credentials:
    """RFC 6749, section 2.3.1: a client_id and a secret, and where they stood."""

    method: AuthenticationMethod
    client_id: str
    secret: str


async def authenticate(provider: Provider, request: ServiceRequest) -> Caller:
    """Return the caller (RFC 6749, section 2.3); exactly one method, and the registered one."""
    credentials = _credentials(request)
    if credentials is None:
        if "client_assertion" in request.parameters:
            return await _authenticate_by_assertion(provider, request)
        return await _authenticate_by_certificate(provider, request)
    if "client_assertion" in request.parameters:
        raise InvalidClientError(
            "a request uses one method of client authentication",
            rule="RFC 6749, section 2.3",
            parameter="client_assertion",
            mend="Send the assertion or the secret, not both.",
        )
    return await _authenticate_by_secret(provider, request, credentials)


async def _authenticate_by_assertion(provider: Provider, request: ServiceRequest) -> Caller:
    client_id = claimed_client_id(request.parameters)
    assertion = request.parameters["client_assertion"]
    client = await provider.clients.find(client_id, assertion)
    _require_method(client, AuthenticationMethod.PRIVATE_KEY_JWT)
    try:
        keys = await provider.clients.keys_for(client_id, assertion)
    except SignatureInvalidError as error:
        raise InvalidClientError(
            "client_assertion is not a JWT",
            rule="RFC 7523, section 2.2",
            parameter="client_assertion",
            mend="Send a compact JWS.",
        ) from error
    issuer = provider.policy.issuer
    verified = verify_assertion(assertion, client, keys, issuer=issuer, now=request.now)
    provider.journal.key_used(client_id, verified.kid or "")
    return verified


async def _authenticate_by_certificate(provider: Provider, request: ServiceRequest) -> Caller:
    """RFC 8705, section 2: client_id says who, and the connection's certificate proves it."""
    client_id = request.parameters.get("client_id", "")
    if not CLIENT_ID.fullmatch(client_id):
        raise _nobody()
    client = await provider.clients.find(client_id, request.parameters.get("request"))
    if client.token_endpoint_auth_method not in TLS_METHODS:
        raise _nobody()
    der = provider.certificates.of(request.scope)
    if der is None:
        raise InvalidClientError(
            "the client has shown no certificate",
            rule="RFC 8705, section 2",
            parameter="client certificate",
            mend="Use the addresses of mtls_endpoint_aliases, with the registered certificate.",
        )
    if client.token_endpoint_auth_method is AuthenticationMethod.TLS_CLIENT_AUTH:
        return verify_issued_certificate(der, client, provider.client_authorities, request.now)
    thumbprint = thumbprint_of_key(der)
    keys = await provider.clients.keys_with_thumbprint(client_id, thumbprint)
    return verify_self_signed_certificate(der, client, keys)


async def _authenticate_by_secret(
    provider: Provider, request: ServiceRequest, credentials: _Credentials
) -> Caller:
    if request.parameters.get("client_id", credentials.client_id) != credentials.client_id:
        raise _wrong_secret()
    client = await provider.clients.find(credentials.client_id)
    _require_method(client, credentials.method)
    computed = b64url_encode(hashlib.sha256(credentials.secret.encode()).digest())
    expected = client.client_secret_digest or NO_DIGEST
    if not constant_time_equal(computed.encode(), expected.encode()):
        raise _wrong_secret()
    return VerifiedSecret(client)


def _credentials(request: ServiceRequest) -> _Credentials | None:
    header = request.header(b"authorization")
    if header is not None and header[:6].lower() == "basic ":
        client_id, secret = _basic(header[6:])
        method = AuthenticationMethod.CLIENT_SECRET_BASIC
    elif "client_secret" in request.parameters:
        client_id = request.parameters.get("client_id", "")
        secret, method = (
            request.parameters["client_secret"],
            AuthenticationMethod.CLIENT_SECRET_POST,
        )
    else:
        return None
    if not CLIENT_ID.fullmatch(client_id) or not 0 < len(secret) <= MAX_SECRET:
        raise _wrong_secret()
    return _Credentials(method, client_id, secret)


def _basic(text: str) -> tuple[str, str]:
    """RFC 6749, section 2.3.1: both are form-encoded inside of RFC 7617's."""
    try:
        client_id, colon, secret = b64decode(text.strip(), validate=True).decode().partition(":")
    except ValueError as error:
        raise _wrong_secret() from error
    if not colon:
        raise _wrong_secret()
    return unquote_plus(client_id), unquote_plus(secret)


def _require_method(client: Client, method: AuthenticationMethod) -> None:
    if client.token_endpoint_auth_method is not method:
        raise InvalidClientError(
            f"the client has registered {client.token_endpoint_auth_method}",
            rule="OpenID Connect Core, section 9",
            parameter="token_endpoint_auth_method",
            mend="Authenticate with the registered method, or register this one.",
        )


def _nobody() -> InvalidClientError:
    return InvalidClientError(
        "client authentication is missing: it is by private_key_jwt, unless registered otherwise",
        rule="RFC 6749, section 3.2.1",
        parameter="client_assertion",
        mend="Send client_assertion_type and client_assertion (RFC 7523, section 2.2).",
    )


def _wrong_secret() -> InvalidClientError:
    return InvalidClientError(
        "client_id or client_secret are wrong",
        rule="RFC 6749, section 2.3.1",
        parameter="client_secret",
        mend="Send the secret that was given at registration, form-encoded.",
    )
