"""The provider's storage in dictionaries, with the promises of the real stores."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from services import Service
from thiqa.crypto import KeyDirectory, KeyRing
from thiqa.ledger.models import EntryId, NewEntry
from thiqa.ledger.recorder import Recorder
from thiqa.oidc.clients import ClientDirectory
from thiqa.oidc.models import (
    Authorization,
    AuthorizationRequest,
    Client,
    Consent,
    Grant,
    Policy,
    RefreshToken,
    Session,
    State,
)
from thiqa.oidc.provider import Provider
from thiqa.oidc.registration import read_registration
from thiqa.people import Person

NOW = 1_800_000_000
ISSUER = "https://id.example"
RECORD_KEY = "id.example+1+key"


@dataclass
class SteadyClock:
    """A clock that stands still until a test moves it."""

    now: int = NOW

    def __call__(self) -> int:
        return self.now

    def advance(self, seconds: int) -> None:
        self.now += seconds


def memory_client(service: Service, **changes: Any) -> Client:
    """Return a service as it is registered, with changes."""
    client = read_registration(service.registration())
    return replace(client, **changes)


@dataclass
class MemoryOidc:
    """Implements `thiqa.oidc.store.Store`."""

    clients: dict[str, Client] = field(default_factory=dict)
    used: set[bytes] = field(default_factory=set)
    authorizations: dict[bytes, Authorization] = field(default_factory=dict)
    sessions: dict[bytes, Session] = field(default_factory=dict)
    consents: dict[tuple[str, str, str], Consent] = field(default_factory=dict)
    refresh_tokens: dict[bytes, RefreshToken] = field(default_factory=dict)

    async def put_client(self, client: Client) -> None:
        self.clients[client.id] = client

    async def get_client(self, client_id: str) -> Client | None:
        return self.clients.get(client_id)

    async def list_clients(self) -> list[Client]:
        return sorted(self.clients.values(), key=lambda client: client.id)

    async def use_once(self, digest: bytes, expires_at: int) -> bool:
        fresh = digest not in self.used
        self.used.add(digest)
        return fresh

    async def push(
        self, authorization_id: bytes, request: AuthorizationRequest, until: int
    ) -> None:
        pushed = Authorization(authorization_id, State.PUSHED, request, until)
        self.authorizations.setdefault(authorization_id, pushed)

    async def get(self, authorization_id: bytes) -> Authorization | None:
        return self.authorizations.get(authorization_id)

    async def open(self, authorization_id: bytes, browser: bytes, now: int, until: int) -> bool:
        found = self.authorizations.get(authorization_id)
        if found is None or found.expires_at <= now:
            return False
        return self._move(authorization_id, State.PUSHED, browser=browser, expires_at=until)

    async def grant(self, authorization_id: bytes, code: bytes, grant: Grant, until: int) -> bool:
        return self._move(authorization_id, State.OPENED, code=code, grant=grant, expires_at=until)

    async def redeem(self, authorization_id: bytes, until: int) -> bool:
        return self._move(authorization_id, State.GRANTED, expires_at=until)

    async def revoke(self, authorization_id: bytes) -> None:
        self._move(authorization_id, State.REDEEMED)

    async def close(self, authorization_id: bytes) -> bool:
        found = self.authorizations.get(authorization_id)
        if found is None or found.state is not State.OPENED:
            return False
        del self.authorizations[authorization_id]
        return True

    async def put_session(self, session: Session) -> None:
        self.sessions[session.id] = session

    async def get_session(self, session_id: bytes, now: int) -> Session | None:
        found = self.sessions.get(session_id)
        return found if found is not None and found.expires_at > now else None

    async def end_session(self, session_id: bytes) -> None:
        self.sessions.pop(session_id, None)

    async def put_consent(self, consent: Consent) -> None:
        self.consents[consent.person_id, consent.client_id, consent.purpose] = consent

    async def get_consent(
        self, person_id: str, client_id: str, purpose: str, now: int
    ) -> Consent | None:
        found = self.consents.get((person_id, client_id, purpose))
        return found if found is not None and found.expires_at > now else None

    async def list_consents(self, person_id: str, now: int) -> list[Consent]:
        return [each for each in self.consents.values() if each.person_id == person_id]

    async def withdraw_consent(self, person_id: str, consent_id: str) -> Consent | None:
        for key, consent in self.consents.items():
            if (consent.person_id, consent.id) == (person_id, consent_id):
                return self.consents.pop(key)
        return None

    async def put_refresh_token(self, token: RefreshToken) -> None:
        self.refresh_tokens[token.id] = token

    async def get_refresh_token(self, token_id: bytes) -> RefreshToken | None:
        return self.refresh_tokens.get(token_id)

    async def use_refresh_token(self, token_id: bytes, now: int) -> bool:
        found = self.refresh_tokens.get(token_id)
        if found is None or found.used_at is not None:
            return False
        self.refresh_tokens[token_id] = replace(found, used_at=now)
        return True

    def _move(self, authorization_id: bytes, since: State, **changes: Any) -> bool:
        found = self.authorizations.get(authorization_id)
        if found is None or found.state is not since:
            return False
        states = list(State)
        after = states[states.index(since) + 1]
        self.authorizations[authorization_id] = replace(found, state=after, **changes)
        return True


@dataclass
class MemoryPeople:
    """Implements `thiqa.people.store.Store`."""

    persons: dict[str, Person] = field(default_factory=dict)

    async def put(self, person: Person) -> None:
        self.persons[person.id] = person

    async def get(self, person_id: str) -> Person | None:
        return self.persons.get(person_id)

    async def find_by_national_number(self, national_number: str) -> Person | None:
        found = (each for each in self.persons.values() if each.national_number == national_number)
        return next(found, None)


@dataclass
class MemoryLedger:
    """The one step of the record's store that the provider uses."""

    entries: dict[EntryId, NewEntry] = field(default_factory=dict)

    async def add_entry(self, entry: NewEntry) -> None:
        self.entries[entry.id] = entry


@dataclass
class MemoryRecords:
    """All stores."""

    oidc: MemoryOidc = field(default_factory=MemoryOidc)
    people: MemoryPeople = field(default_factory=MemoryPeople)
    ledger: MemoryLedger = field(default_factory=MemoryLedger)


@dataclass
class MemoryDatabase:
    """Runs units of work at once, one after the other."""

    records: MemoryRecords = field(default_factory=MemoryRecords)

    async def run(self, unit: Callable[[Any], Coroutine[Any, Any, Any]]) -> Any:
        return await unit(self.records)

    read = run


def memory_provider(database: MemoryDatabase, clock: SteadyClock, keys: KeyRing) -> Provider:
    """Return a provider on storage in memory."""

    async def no_fetch(url: str) -> dict[str, Any]:
        raise AssertionError(url)

    return Provider(
        policy=Policy(ISSUER),
        database=database,  # type: ignore[arg-type]  # a part of the record's store is enough
        keys=keys,
        clients=ClientDirectory(database, clock, no_fetch),  # type: ignore[arg-type]
        pairwise_secret=b"p" * 32,
        recorder=Recorder(),
        record_key=RECORD_KEY,
        clock=clock,
    )


def key_ring(now: int = NOW) -> KeyRing:
    """Return fresh keys, whose directory is gone already."""
    with TemporaryDirectory() as folder:
        directory = KeyDirectory(Path(folder) / "keys")
        directory.ensure(now)
        return KeyRing(directory, now)
