"""The provider's records in memory, for tests of one step at a time."""

import copy
from collections.abc import Callable, Collection, Coroutine, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from thiqa.ledger.entry import open_entry
from thiqa.ledger.events import Event
from thiqa.ledger.models import NewEntry
from thiqa.oidc.backchannel.models import BackchannelLogin, Ping
from thiqa.oidc.models import (
    Authorization,
    AuthorizationRequest,
    Client,
    Consent,
    Freeze,
    Grant,
    RefreshToken,
    Session,
    State,
)
from thiqa.oidc.sessions.logout_models import LogoutNotice, SessionGrant
from thiqa.people import Person


@dataclass
class MemoryStore:
    """Implements `thiqa.oidc.store.Store`."""

    clients: dict[str, Client] = field(default_factory=dict)
    used: dict[bytes, int] = field(default_factory=dict)
    authorizations: dict[bytes, Authorization] = field(default_factory=dict)
    sessions: dict[bytes, Session] = field(default_factory=dict)
    session_grants: dict[bytes, SessionGrant] = field(default_factory=dict)
    logout_notices: dict[bytes, LogoutNotice] = field(default_factory=dict)
    backchannel: dict[bytes, BackchannelLogin] = field(default_factory=dict)
    polled: dict[bytes, int] = field(default_factory=dict)
    pings: dict[bytes, Ping] = field(default_factory=dict)
    consents: dict[tuple[str, str, str], Consent] = field(default_factory=dict)
    consent_texts: dict[bytes, str] = field(default_factory=dict)
    freezes: set[Freeze] = field(default_factory=set)
    refresh_tokens: dict[bytes, RefreshToken] = field(default_factory=dict)

    async def put_client(self, client: Client) -> None:
        self.clients[client.id] = client

    async def get_client(self, client_id: str) -> Client | None:
        return self.clients.get(client_id)

    async def list_clients(self) -> list[Client]:
        return [self.clients[name] for name in sorted(self.clients)]

    async def use_once(self, digest: bytes, expires_at: int) -> bool:
        if digest in self.used:
            return False
        self.used[digest] = expires_at
        return True

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
        return self._swap(
            authorization_id, State.PUSHED, State.OPENED, browser=browser, expires_at=until
        )

    async def grant(self, authorization_id: bytes, code: bytes, grant: Grant, until: int) -> bool:
        return self._swap(
            authorization_id,
            State.OPENED,
            State.GRANTED,
            code=code,
            grant=grant,
            expires_at=until,
        )

    async def redeem(self, authorization_id: bytes, until: int) -> bool:
        return self._swap(authorization_id, State.GRANTED, State.REDEEMED, expires_at=until)

    async def revoke(self, authorization_id: bytes) -> None:
        self._swap(authorization_id, State.REDEEMED, State.REVOKED)

    async def revoke_each(self, authorization_ids: Sequence[bytes]) -> int:
        return sum(
            self._swap(each, state, State.REVOKED)
            for each in authorization_ids
            for state in (State.GRANTED, State.REDEEMED)
        )

    async def close(self, authorization_id: bytes) -> bool:
        found = self.authorizations.get(authorization_id)
        if found is None or found.state is not State.OPENED:
            return False
        del self.authorizations[authorization_id]
        return True

    async def put_session(self, session: Session) -> None:
        self.sessions.setdefault(session.id, session)

    async def get_session(self, session_id: bytes, now: int) -> Session | None:
        found = self.sessions.get(session_id)
        return None if found is None or found.expires_at <= now else found

    async def use_session(self, session_id: bytes, now: int) -> bool:
        found = await self.get_session(session_id, now)
        if found is not None:
            self.sessions[session_id] = replace(found, used_at=now)
        return found is not None

    async def list_sessions(self, person_id: str, now: int) -> list[Session]:
        living = [
            each
            for each in self.sessions.values()
            if each.person_id == person_id and each.expires_at > now
        ]
        return sorted(living, key=lambda session: -session.used_at)

    async def end_session(self, session_id: bytes) -> bool:
        return self.sessions.pop(session_id, None) is not None

    async def put_session_grant(self, grant: SessionGrant) -> None:
        self.session_grants.setdefault(grant.authorization, grant)

    async def list_session_grants(self, sessions: Sequence[str]) -> list[SessionGrant]:
        return [each for each in self.session_grants.values() if each.session in sessions]

    async def list_lasting_grants(self, person_id: str, now: int) -> list[SessionGrant]:
        return [
            each
            for each in self.session_grants.values()
            if each.person_id == person_id
            and each.lasts
            and each.expires_at > now
            and self.authorizations[each.authorization].state is State.REDEEMED
        ]

    async def list_grants_for(
        self, person_id: str, client_id: str, purpose: str
    ) -> list[SessionGrant]:
        wanted = (person_id, client_id, purpose)
        return [
            each
            for each in self.session_grants.values()
            if (each.person_id, each.client_id, each.purpose) == wanted
        ]

    async def list_grants_at(self, person_id: str, client_id: str) -> list[SessionGrant]:
        return [
            each
            for each in self.session_grants.values()
            if (each.person_id, each.client_id) == (person_id, client_id)
        ]

    async def extend_session_grants(self, session: str, until: int) -> None:
        for each in await self.list_session_grants([session]):
            longer = replace(each, expires_at=max(until, each.expires_at))
            self.session_grants[each.authorization] = longer

    async def forget_session_grants(self, session: str) -> None:
        for each in await self.list_session_grants([session]):
            if not each.lasts:
                del self.session_grants[each.authorization]

    async def put_logout_notices(self, notices: Sequence[LogoutNotice]) -> None:
        self.logout_notices |= {notice.id: notice for notice in notices}

    async def has_logout_notices(self, now: int) -> bool:
        return any(each.due_at <= now for each in self.logout_notices.values())

    async def claim_logout_notices(
        self, now: int, until: int, room: int, *, without: Collection[str]
    ) -> list[LogoutNotice]:
        due = _due(self.logout_notices.values(), now, until, without)[: max(room, 0)]
        self.logout_notices |= {notice.id: notice for notice in due}
        return due

    async def postpone_logout_notice(self, notice: LogoutNotice, due_at: int) -> None:
        if self.logout_notices.get(notice.id) == notice:
            self.logout_notices[notice.id] = replace(notice, due_at=due_at)

    async def drop_logout_notice(self, notice: LogoutNotice) -> None:
        if self.logout_notices.get(notice.id) == notice:
            del self.logout_notices[notice.id]

    async def put_backchannel(self, login: BackchannelLogin) -> None:
        self.backchannel.setdefault(login.id, login)

    async def get_backchannel(self, identifier: bytes) -> BackchannelLogin | None:
        return self.backchannel.get(identifier)

    async def list_backchannel(self, person_id: str, now: int) -> list[BackchannelLogin]:
        waiting = {State.PUSHED, State.OPENED}
        found = [
            each
            for each in self.backchannel.values()
            if each.person_id == person_id
            and each.ends_at > now
            and each.id in self.authorizations
            and self.authorizations[each.id].state in waiting
        ]
        return sorted(found, key=lambda login: -login.began_at)

    async def note_poll(self, identifier: bytes, since: int, now: int) -> bool:
        if self.polled.get(identifier, 0) > since:
            return False
        self.polled[identifier] = now
        return True

    async def put_pings(self, pings: Sequence[Ping]) -> None:
        for ping in pings:
            self.pings.setdefault(ping.id, ping)

    async def has_pings(self, now: int) -> bool:
        return any(each.due_at <= now for each in self.pings.values())

    async def claim_pings(
        self, now: int, until: int, room: int, *, without: Collection[str]
    ) -> list[Ping]:
        due = _due(self.pings.values(), now, until, without)[: max(room, 0)]
        self.pings |= {ping.id: ping for ping in due}
        return due

    async def postpone_ping(self, ping: Ping, due_at: int) -> None:
        if self.pings.get(ping.id) == ping:
            self.pings[ping.id] = replace(ping, due_at=due_at)

    async def drop_ping(self, ping: Ping) -> None:
        if self.pings.get(ping.id) == ping:
            del self.pings[ping.id]

    async def put_consent(self, consent: Consent) -> None:
        self.consents[consent.person_id, consent.client_id, consent.purpose] = consent

    async def put_consent_text(self, text_hash: bytes, text: str) -> None:
        self.consent_texts[text_hash] = text

    async def get_consent_text(self, text_hash: bytes) -> str | None:
        return self.consent_texts.get(text_hash)

    async def get_consent(
        self, person_id: str, client_id: str, purpose: str, now: int
    ) -> Consent | None:
        found = self.consents.get((person_id, client_id, purpose))
        return None if found is None or found.expires_at <= now else found

    async def list_consents(self, person_id: str, now: int) -> list[Consent]:
        living = [
            each
            for each in self.consents.values()
            if each.person_id == person_id and each.expires_at > now
        ]
        return sorted(living, key=lambda consent: -consent.granted_at)

    async def withdraw_consent(self, person_id: str, consent_id: str) -> Consent | None:
        for key, consent in self.consents.items():
            if (consent.person_id, consent.id) == (person_id, consent_id):
                return self.consents.pop(key)
        return None

    async def put_freeze(self, freeze: Freeze) -> None:
        self.freezes.add(freeze)

    async def is_frozen(self, person_id: str, client_id: str) -> bool:
        frozen = {(each.person_id, each.client_id) for each in self.freezes}
        return (person_id, client_id) in frozen

    async def list_freezes(self, dispute: str) -> list[Freeze]:
        return [each for each in self.freezes if each.dispute == dispute]

    async def lift_freezes(self, dispute: str) -> None:
        self.freezes = {each for each in self.freezes if each.dispute != dispute}

    async def put_refresh_token(self, token: RefreshToken) -> None:
        self.refresh_tokens.setdefault(token.id, token)

    async def get_refresh_token(self, token_id: bytes) -> RefreshToken | None:
        return self.refresh_tokens.get(token_id)

    async def use_refresh_token(self, token_id: bytes, now: int) -> bool:
        found = self.refresh_tokens.get(token_id)
        if found is None or found.used_at is not None:
            return False
        self.refresh_tokens[token_id] = replace(found, used_at=now)
        return True

    def _swap(self, authorization_id: bytes, old: State, new: State, **changes: Any) -> bool:
        found = self.authorizations.get(authorization_id)
        if found is None or found.state is not old:
            return False
        self.authorizations[authorization_id] = replace(found, state=new, **changes)
        return True


N = TypeVar("N", LogoutNotice, Ping)


def _due(notices: Iterable[N], now: int, until: int, without: Collection[str]) -> list[N]:
    waiting = [each for each in notices if each.due_at <= now and each.client_id not in without]
    return [
        replace(each, due_at=until, attempts=each.attempts + 1)
        for client_id in dict.fromkeys(each.client_id for each in waiting)
        for each in [one for one in waiting if one.client_id == client_id][:4]
    ]


@dataclass
class MemoryPeople:
    """Citizens by identifier."""

    persons: dict[str, Person] = field(default_factory=dict)
    subjects: dict[bytes, str] = field(default_factory=dict)

    async def get(self, person_id: str) -> Person | None:
        return self.persons.get(person_id)

    async def find_by_national_number(self, national_number: str) -> Person | None:
        found = [each for each in self.persons.values() if each.national_number == national_number]
        return found[0] if found else None

    async def put_subject(self, digest: bytes, person_id: str) -> None:
        self.subjects.setdefault(digest, person_id)

    async def find_by_subject(self, digest: bytes) -> str | None:
        return self.subjects.get(digest)


@dataclass
class MemoryEntries:
    """What was recorded."""

    entries: list[NewEntry] = field(default_factory=list)

    async def add_entry(self, entry: NewEntry) -> None:
        self.entries.append(entry)

    @property
    def events(self) -> list[Event]:
        return [open_entry(each.leaf, each.opening).event for each in self.entries]


@dataclass
class MemoryRecords:
    """What a unit of work of the provider reads and writes."""

    oidc: MemoryStore = field(default_factory=MemoryStore)
    people: MemoryPeople = field(default_factory=MemoryPeople)
    ledger: MemoryEntries = field(default_factory=MemoryEntries)


Unit = Callable[[MemoryRecords], Coroutine[Any, Any, Any]]


@dataclass
class MemoryDatabase:
    """Implements `thiqa.base.Database`: a unit that raises leaves nothing behind."""

    records: MemoryRecords

    async def run(self, unit: Unit) -> Any:
        before = copy.deepcopy(vars(self.records))
        try:
            return await unit(self.records)
        except BaseException:
            vars(self.records).update(before)
            raise

    async def read(self, unit: Unit) -> Any:
        return await unit(self.records)
