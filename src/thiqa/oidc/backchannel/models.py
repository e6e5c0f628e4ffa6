"""A decoupled login as it is kept, beside the authorization with the same identifier."""

from dataclasses import dataclass

INTERVAL_SECONDS = 5
"""CIBA Core, section 7.3: how long a client waits between two polls."""
DEFAULT_SECONDS, SHORTEST_SECONDS, LONGEST_SECONDS = 300, 10, 600
"""For how long the citizen can answer."""
REMEMBERED_SECONDS = 600
"""How much longer a login is known, so that a late client reads that it has expired."""
PING = "ping"
"""CIBA Core, section 5: the client is told when there is something to fetch."""


@dataclass(frozen=True, slots=True)
class BackchannelLogin:
    """A login that a service has begun; nobody bears a `person_id` of None.

    The secrets are there for a client that is told by a ping, and for it alone.
    """

    id: bytes
    client_id: str
    person_id: str | None
    began_at: int
    ends_at: int
    expires_at: int
    auth_req_id: str | None = None
    notification_token: str | None = None


@dataclass(frozen=True, slots=True)
class Ping:
    """A client that has yet to be told that a login was answered.

    Whoever delivers it holds it until `due_at`, and answers for it with that very value.
    """

    id: bytes
    client_id: str
    auth_req_id: str
    notification_token: str
    attempts: int
    due_at: int
    ends_at: int
    """When we give up."""
