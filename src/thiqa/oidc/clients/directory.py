"""Registered clients and their keys, as the hot endpoints look them up."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import structlog

from thiqa.base import Clock, Database
from thiqa.crypto import CryptoError, VerificationKey, parse_jwks, read_header
from thiqa.oidc.errors import InvalidClientError, ProtocolError
from thiqa.oidc.models import Client
from thiqa.oidc.store import Records
from thiqa.web.fetch import FetchError

log = structlog.get_logger()

FetchJson = Callable[[str], Awaitable[Mapping[str, Any]]]
"""Gets a JSON object from an address that a client has registered; raises FetchError."""

REGISTRATION_CACHE_SECONDS = 5
"""A change of a registration is seen by every process within this time."""
JWKS_CACHE_SECONDS = 300
JWKS_RETRY_SECONDS = 10
"""An unknown kid fetches the keys anew, but no more often than this."""
JWKS_STALE_SECONDS = 86_400
"""Keys that could not be fetched anew for so long are not believed any more."""
MAX_CACHED_CLIENTS = 10_000


class Strangers(Protocol):
    """Makes clients of those who never registered (OpenID Federation 1.0, section 12.1)."""

    async def register(self, client_id: str, token: str | None, *, anew: bool = False) -> Client:
        """Return the client; `token` may bring its trust chain. Raises ProtocolError.

        `anew`: whatever is remembered of it may be out of date.
        """
        ...


@dataclass(slots=True)
class _Entry:
    client: Client
    read_at: int
    keys: tuple[VerificationKey, ...] = ()
    keys_at: int | None = None
    tried_at: int | None = None
    fetching: "asyncio.Task[None] | None" = None


class ClientDirectory:
    """Finds clients and their keys; keeps both for a short, named time."""

    def __init__(
        self,
        database: Database[Records],
        clock: Clock,
        fetch_json: FetchJson,
        strangers: Strangers | None = None,
        *,
        sandbox: bool = False,
    ) -> None:
        """`sandbox`: whether services in the sandbox are served too."""
        self._database = database
        self._clock = clock
        self._fetch_json = fetch_json
        self._strangers = strangers
        self._sandbox = sandbox
        self._entries: dict[str, _Entry] = {}

    async def find(self, client_id: str, token: str | None = None) -> Client:
        """Return a client that is registered and not retired; raise InvalidClientError.

        `token` is what it signed: the header of a stranger's may bring its trust chain.
        """
        return (await self._entry(client_id, token)).client

    async def keys_for(self, client_id: str, token: str) -> tuple[VerificationKey, ...]:
        """Return the client's keys, fetched anew when the token names one that is not there."""
        kid = read_header(token).get("kid")
        return await self._keys_with(client_id, lambda key: kid is None or key.kid in (None, kid))

    async def keys_with_thumbprint(
        self, client_id: str, thumbprint: str
    ) -> tuple[VerificationKey, ...]:
        """Return the client's keys, fetched anew when this one is not there (RFC 7638)."""
        return await self._keys_with(client_id, lambda key: key.thumbprint == thumbprint)

    async def _keys_with(
        self, client_id: str, is_wanted: Callable[[VerificationKey], bool]
    ) -> tuple[VerificationKey, ...]:
        entry = await self._entry(client_id)
        if entry.client.jwks is not None:
            if entry.keys_at is None:
                self._keep(entry, entry.client.jwks)
            if self._strangers is not None and self._may_have_rotated(entry, is_wanted):
                entry = await self._registered_anew(entry, self._strangers)
            return entry.keys
        if self._is_worth_fetching(entry, is_wanted):
            await self._share_fetch(entry)
        if entry.keys_at is None or self._clock() - entry.keys_at >= JWKS_STALE_SECONDS:
            raise InvalidClientError(
                "the client's jwks_uri did not answer with a JWK Set",
                rule="OpenID Connect Core, section 10.1",
                parameter="jwks_uri",
                mend="Let the jwks_uri answer everybody with a JWK Set, over https.",
            )
        return entry.keys

    async def _entry(self, client_id: str, token: str | None = None) -> _Entry:
        now = self._clock()
        entry = self._entries.get(client_id)
        if (
            entry is None
            or now - entry.read_at >= REGISTRATION_CACHE_SECONDS
            or not entry.client.is_active(now)
        ):
            entry = await self._read(client_id, token, entry, now)
        return entry

    async def _read(
        self, client_id: str, token: str | None, old: _Entry | None, now: int
    ) -> _Entry:
        client = await self._database.read(lambda records: records.oidc.get_client(client_id))
        if self._strangers is not None and _may_register(client_id, client, now):
            client = await self._strangers.register(client_id, token)
        if client is None or not client.is_served(now, sandbox=self._sandbox):
            self._entries.pop(client_id, None)
            raise InvalidClientError(
                "no such client",
                rule="RFC 6749, section 5.2",
                parameter="client_id",
                mend="Use the client_id of the registration; it may have been retired.",
            )
        if old is not None and old.client == client:
            old.read_at = now
            return old
        if len(self._entries) >= MAX_CACHED_CLIENTS:
            self._entries.clear()
        entry = self._entries[client_id] = _Entry(client, now)
        return entry

    def _may_have_rotated(
        self, entry: _Entry, is_wanted: Callable[[VerificationKey], bool]
    ) -> bool:
        """Tell whether an entity, whose keys are part of its metadata, may have new ones."""
        if entry.client.trusted_until is None:
            return False
        age = None if entry.tried_at is None else self._clock() - entry.tried_at
        known = any(is_wanted(key) for key in entry.keys)
        return not known and (age is None or age >= JWKS_RETRY_SECONDS)

    async def _registered_anew(self, entry: _Entry, strangers: Strangers) -> _Entry:
        entry.tried_at = now = self._clock()
        try:
            client = await strangers.register(entry.client.id, None, anew=True)
        except ProtocolError as error:
            log.info("entity_not_renewed", client_id=entry.client.id, detail=str(error))
            return entry
        renewed = self._entries[client.id] = _Entry(client, now, tried_at=now)
        if client.jwks is not None:
            self._keep(renewed, client.jwks)
        return renewed

    def _is_worth_fetching(
        self, entry: _Entry, is_wanted: Callable[[VerificationKey], bool]
    ) -> bool:
        known = any(is_wanted(key) for key in entry.keys)
        age = None if entry.tried_at is None else self._clock() - entry.tried_at
        return age is None or age >= (JWKS_CACHE_SECONDS if known else JWKS_RETRY_SECONDS)

    async def _share_fetch(self, entry: _Entry) -> None:
        """Fetch once for all who wait, whoever of them goes away."""
        if entry.fetching is None:
            entry.fetching = asyncio.create_task(self._fetch_keys(entry))
        await asyncio.shield(entry.fetching)

    async def _fetch_keys(self, entry: _Entry) -> None:
        try:
            self._keep(entry, await self._fetch_json(entry.client.jwks_uri or ""))
        except FetchError as error:
            log.info("jwks_uri_failed", client_id=entry.client.id, detail=str(error))
        finally:
            entry.tried_at, entry.fetching = self._clock(), None

    def _keep(self, entry: _Entry, document: Mapping[str, Any]) -> None:
        try:
            entry.keys = parse_jwks(document)
        except CryptoError as error:
            raise InvalidClientError(
                f"the client's keys are not usable: {error}",
                rule="RFC 7517, section 4",
                parameter="jwks",
                mend="Publish keys of EC P-256, Ed25519, or RSA of 2048 bits or more.",
            ) from error
        entry.keys_at = self._clock()


def _may_register(client_id: str, known: Client | None, now: int) -> bool:
    """Tell whether an address is nobody's, or that of an entity whose trust has run out."""
    if known is None:
        return "://" in client_id
    return known.retired_at is None and not known.is_active(now)
