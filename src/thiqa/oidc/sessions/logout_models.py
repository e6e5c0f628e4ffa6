"""What a session has given to services, and what they are told when it ends."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SessionGrant:
    """A grant that a citizen gave at a service, by its authorization.

    `session` is the public identifier of the session that it was given in, `sid` the one that
    this service knows it by. One that `lasts` (offline_access) outlives the session.
    """

    authorization: bytes
    session: str
    person_id: str
    client_id: str
    sid: str
    subject: str
    purpose: str
    lasts: bool
    granted_at: int
    expires_at: int


@dataclass(frozen=True, slots=True)
class LogoutNotice:
    """A service that has yet to be told that a session is over.

    Whoever delivers it holds it until `due_at`, and answers for it with that very value.
    """

    id: bytes
    client_id: str
    sid: str
    subject: str
    attempts: int
    due_at: int
    ends_at: int
    """When we give up."""
