"""Dynamic registration of services that try things out (RFC 7591, 7592; for the sandbox alone).

Who has an initial access token registers what its library sends, and may read and delete it
again. Such a client lives for a while, sees specimen citizens only, and needs no article of
law: nothing that it is given is real.
"""

from dataclasses import replace
from http import HTTPStatus
from typing import Any

from thiqa.base import EncodingError, new_secret, parse_json_object
from thiqa.oidc.clients.registration import write_registration
from thiqa.oidc.clients.registration_tokens import (
    INITIAL_TYPE,
    REGISTRATION_TYPE,
    check_token,
    make_registration_token,
)
from thiqa.oidc.clients.trial_client import CLIENT_SECONDS, FROM_OUTSIDE, trial_client
from thiqa.oidc.errors import InvalidClientMetadataError, InvalidTokenError
from thiqa.oidc.http import Handler, Reply, ServiceRequest, json_reply
from thiqa.oidc.metadata import REGISTRATION_PATH
from thiqa.oidc.models import Client
from thiqa.oidc.provider import Provider
from thiqa.oidc.store import Records

MAX_DOCUMENT = 32_768


def register(provider: Provider) -> Handler:
    """Return what registers, shows and deletes clients, by the method of the request."""

    async def answer(request: ServiceRequest) -> Reply:
        match request.scope["method"]:
            case "POST":
                return await _register(provider, request)
            case "DELETE":
                return await _delete(provider, request)
            case _:
                return await _show(provider, request)

    return answer


async def _register(provider: Provider, request: ServiceRequest) -> Reply:
    """RFC 7591, sections 3.1 and 3.2."""
    check_token(provider, request, INITIAL_TYPE)
    given, secret = _document(request), new_secret()
    client = trial_client(given, secret, request.now)
    await provider.database.run(lambda records: records.oidc.put_client(client))
    shown = _shown(provider, client, request.now)
    if client.client_secret_digest is not None:
        shown |= {"client_secret": secret, "client_secret_expires_at": client.expires_at}
    return json_reply(shown, status=HTTPStatus.CREATED)


async def _show(provider: Provider, request: ServiceRequest) -> Reply:
    """RFC 7592, section 2.1."""
    return json_reply(_shown(provider, await _own(provider, request), request.now))


async def _delete(provider: Provider, request: ServiceRequest) -> Reply:
    """RFC 7592, section 2.3."""
    gone = replace(await _own(provider, request), retired_at=request.now)
    await provider.database.run(lambda records: records.oidc.put_client(gone))
    return Reply(b"", HTTPStatus.NO_CONTENT)


async def _own(provider: Provider, request: ServiceRequest) -> Client:
    client_id = str(check_token(provider, request, REGISTRATION_TYPE).get("sub"))

    async def unit(records: Records) -> Client | None:
        return await records.oidc.get_client(client_id)

    client = await provider.database.read(unit)
    named = request.scope["query_string"].decode("latin-1")
    if client is None or not client.is_active(request.now) or named != f"client_id={client_id}":
        raise InvalidTokenError(
            "the client is gone, or another one",
            rule="RFC 7592, section 2",
            parameter="client_id",
            mend="Use registration_client_uri with the token that came with it.",
        )
    return client


def _document(request: ServiceRequest) -> dict[str, Any]:
    try:
        return parse_json_object(request.body, max_characters=MAX_DOCUMENT)
    except EncodingError as error:
        raise InvalidClientMetadataError(
            f"the registration is not a JSON object: {error}",
            rule="RFC 7591, section 3.1",
            parameter="the body",
            mend="Send a JSON object of less than 32 kB.",
        ) from error


def _shown(provider: Provider, client: Client, now: int) -> dict[str, Any]:
    """RFC 7591, section 3.2.1, and RFC 7592, section 3."""
    registered = write_registration(client)
    address = provider.policy.issuer + REGISTRATION_PATH
    return {
        **{name: value for name, value in registered.items() if name in FROM_OUTSIDE},
        "client_id": client.id,
        "client_id_issued_at": (client.expires_at or now) - CLIENT_SECONDS,
        "client_name": client.name["en"],
        "response_types": ["code"],
        "grant_types": list(client.grant_types),
        "token_endpoint_auth_method": client.token_endpoint_auth_method.value,
        "id_token_signed_response_alg": client.id_token_algorithm.value,
        "subject_type": "pairwise",
        "registration_access_token": make_registration_token(provider, client, now),
        "registration_client_uri": f"{address}?client_id={client.id}",
    }
