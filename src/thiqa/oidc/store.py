"""What the provider asks of the storage; each method is one step of a unit of work."""

from collections.abc import Collection, Sequence
from typing import Protocol

from thiqa.ledger.store import Store as LedgerStore
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
)
from thiqa.oidc.sessions.logout_models import LogoutNotice, SessionGrant
from thiqa.people.store import Store as PeopleStore


class Clients(Protocol):
    """Registered clients, and what they may use only once."""

    async def put_client(self, client: Client) -> None:
        """Add a client, or replace the registration of one."""
        ...

    async def get_client(self, client_id: str) -> Client | None:
        """Return a client, retired or not."""
        ...

    async def list_clients(self) -> list[Client]:
        """Return all clients by identifier."""
        ...

    async def use_once(self, digest: bytes, expires_at: int) -> bool:
        """Note an assertion's identifier; False if it has been used before."""
        ...


class Authorizations(Protocol):
    """Authorizations on their way."""

    async def push(
        self, authorization_id: bytes, request: AuthorizationRequest, until: int
    ) -> None:
        """Keep a pushed request."""
        ...

    async def get(self, authorization_id: bytes) -> Authorization | None:
        """Return an authorization, expired or not."""
        ...

    async def open(self, authorization_id: bytes, browser: bytes, now: int, until: int) -> bool:
        """pushed → opened, for one browser; False unless it was pushed and unexpired."""
        ...

    async def grant(self, authorization_id: bytes, code: bytes, grant: Grant, until: int) -> bool:
        """opened → granted; False unless it was opened."""
        ...

    async def redeem(self, authorization_id: bytes, until: int) -> bool:
        """granted → redeemed; False unless it was granted: a code works once."""
        ...

    async def revoke(self, authorization_id: bytes) -> None:
        """redeemed → revoked: no token of it is worth anything from now on."""
        ...

    async def revoke_each(self, authorization_ids: Sequence[bytes]) -> int:
        """granted or redeemed → revoked: neither code nor tokens work; return how many were."""
        ...

    async def close(self, authorization_id: bytes) -> bool:
        """opened → gone, when the citizen said no; False unless it was opened."""
        ...


class Sessions(Protocol):
    """Sessions of citizens."""

    async def put_session(self, session: Session) -> None:
        """Keep a new session."""
        ...

    async def get_session(self, session_id: bytes, now: int) -> Session | None:
        """Return a session that lives."""
        ...

    async def use_session(self, session_id: bytes, now: int) -> bool:
        """Note that a session is used, and keep it until the unit ends; False if it is over."""
        ...

    async def list_sessions(self, person_id: str, now: int) -> list[Session]:
        """Return a citizen's sessions that live, the last used first."""
        ...

    async def end_session(self, session_id: bytes) -> bool:
        """Forget a session; False if it was over already."""
        ...


class SessionGrants(Protocol):
    """What citizens gave to services, by the session that they gave it in."""

    async def put_session_grant(self, grant: SessionGrant) -> None:
        """Keep where a grant was given."""
        ...

    async def list_session_grants(self, sessions: Sequence[str]) -> list[SessionGrant]:
        """Return what was given in some sessions, the newest first."""
        ...

    async def list_lasting_grants(self, person_id: str, now: int) -> list[SessionGrant]:
        """Return a citizen's grants that outlive their session and were not revoked."""
        ...

    async def list_grants_for(
        self, person_id: str, client_id: str, purpose: str
    ) -> list[SessionGrant]:
        """Return what a citizen gave to a service for a purpose."""
        ...

    async def list_grants_at(self, person_id: str, client_id: str) -> list[SessionGrant]:
        """Return what a citizen gave to a service, whatever for."""
        ...

    async def extend_session_grants(self, session: str, until: int) -> None:
        """Keep what was given in a session for as long as the session goes on."""
        ...

    async def forget_session_grants(self, session: str) -> None:
        """Forget what ends with a session."""
        ...


class LogoutNotices(Protocol):
    """Services that have yet to be told of the end of a session."""

    async def put_logout_notices(self, notices: Sequence[LogoutNotice]) -> None:
        """Keep what has to be told."""
        ...

    async def has_logout_notices(self, now: int) -> bool:
        """Tell whether a notice is due."""
        ...

    async def claim_logout_notices(
        self, now: int, until: int, room: int, *, without: Collection[str]
    ) -> list[LogoutNotice]:
        """Return notices that are due, held until then by whoever asks: by nobody else.

        At most `room`, and none for the clients in `without`.
        """
        ...

    async def postpone_logout_notice(self, notice: LogoutNotice, due_at: int) -> None:
        """Let a notice be due later, if it is still held by this claim."""
        ...

    async def drop_logout_notice(self, notice: LogoutNotice) -> None:
        """Forget a notice, if it is still held by this claim."""
        ...


class BackchannelLogins(Protocol):
    """Decoupled logins beside their authorizations, and the clients that wait for a ping."""

    async def put_backchannel(self, login: BackchannelLogin) -> None:
        """Keep a login that has begun."""
        ...

    async def get_backchannel(self, identifier: bytes) -> BackchannelLogin | None:
        """Return a login, answered or not."""
        ...

    async def list_backchannel(self, person_id: str, now: int) -> list[BackchannelLogin]:
        """Return the latest logins that wait for a citizen, the newest first."""
        ...

    async def note_poll(self, identifier: bytes, since: int, now: int) -> bool:
        """Note that a client asks; False if it has asked after `since`."""
        ...

    async def put_pings(self, pings: Sequence[Ping]) -> None:
        """Keep who has to be told."""
        ...

    async def has_pings(self, now: int) -> bool:
        """Tell whether a ping is due."""
        ...

    async def claim_pings(
        self, now: int, until: int, room: int, *, without: Collection[str]
    ) -> list[Ping]:
        """Return pings that are due, held until then by whoever asks: by nobody else."""
        ...

    async def postpone_ping(self, ping: Ping, due_at: int) -> None:
        """Let a ping be due later, if it is still held by this claim."""
        ...

    async def drop_ping(self, ping: Ping) -> None:
        """Forget a ping, if it is still held by this claim."""
        ...


class Consents(Protocol):
    """Remembered consents."""

    async def put_consent(self, consent: Consent) -> None:
        """Remember a consent, in the place of an older one for the same purpose."""
        ...

    async def get_consent(
        self, person_id: str, client_id: str, purpose: str, now: int
    ) -> Consent | None:
        """Return the remembered consent for a purpose, if it lives."""
        ...

    async def list_consents(self, person_id: str, now: int) -> list[Consent]:
        """Return a citizen's remembered consents, newest first."""
        ...

    async def withdraw_consent(self, person_id: str, consent_id: str) -> Consent | None:
        """Forget a consent of this citizen; None if there is no such."""
        ...


class Freezes(Protocol):
    """Services that get nothing about a citizen, while the citizen contests what they did."""

    async def put_freeze(self, freeze: Freeze) -> None:
        """Keep a freeze."""
        ...

    async def is_frozen(self, person_id: str, client_id: str) -> bool:
        """Tell whether a service gets nothing about a citizen, for whatever dispute."""
        ...

    async def list_freezes(self, dispute: str) -> list[Freeze]:
        """Return what is frozen for a dispute."""
        ...

    async def lift_freezes(self, dispute: str) -> None:
        """Forget what was frozen for a dispute; other disputes go on."""
        ...


class ConsentTexts(Protocol):
    """What consent pages stated, by the SHA-256 of the text."""

    async def put_consent_text(self, text_hash: bytes, text: str) -> None:
        """Keep a text; nothing changes if it is there."""
        ...

    async def get_consent_text(self, text_hash: bytes) -> str | None:
        """Return the text that was kept under a hash, not yet checked against it."""
        ...


class RefreshTokens(Protocol):
    """Refresh tokens."""

    async def put_refresh_token(self, token: RefreshToken) -> None:
        """Keep a new refresh token."""
        ...

    async def get_refresh_token(self, token_id: bytes) -> RefreshToken | None:
        """Return a refresh token, used or not."""
        ...

    async def use_refresh_token(self, token_id: bytes, now: int) -> bool:
        """Mark it used; False if it was used before."""
        ...


class Store(
    Clients,
    Authorizations,
    Sessions,
    SessionGrants,
    LogoutNotices,
    BackchannelLogins,
    Consents,
    ConsentTexts,
    Freezes,
    RefreshTokens,
    Protocol,
):
    """Everything that the provider keeps."""


class Records(Protocol):
    """What a unit of work of the provider may read and write."""

    @property
    def oidc(self) -> Store:
        """The provider's own."""
        ...

    @property
    def people(self) -> PeopleStore:
        """The citizens."""
        ...

    @property
    def ledger(self) -> LedgerStore:
        """The record."""
        ...
