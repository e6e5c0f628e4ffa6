"""What the console asks of the storage; each method is one step of a unit of work."""

from collections.abc import Sequence
from typing import Protocol

from thiqa.console.models import (
    Decision,
    Invitation,
    KeyUse,
    LogEntry,
    Owner,
    Refusal,
    SelfTest,
    Service,
)
from thiqa.findings.store import Store as FindingsStore
from thiqa.officers.store import Store as OfficersStore
from thiqa.oidc.store import Store as OidcStore


class Store(Protocol):
    """Services, owners, invitations, logs, decisions, self-tests, refusals."""

    async def add_service(self, service: Service) -> bool:
        """Keep a new service; False if its name is taken."""
        ...

    async def hold_service(self, client_id: str) -> bool:
        """Be alone with a service until the unit ends; False if there is none."""
        ...

    async def get_service(self, client_id: str) -> Service | None:
        """Return a service."""
        ...

    async def put_service(self, service: Service) -> None:
        """Keep a service that was there before."""
        ...

    async def list_services(self, person_id: str) -> list[Service]:
        """Return the services that a person owns, by name."""
        ...

    async def list_submitted(self) -> list[Service]:
        """Return the services that wait for approval, the longest wait first."""
        ...

    async def put_owner(self, owner: Owner) -> None:
        """Make somebody an owner; nothing changes for one who is."""
        ...

    async def remove_owner(self, client_id: str, person_id: str) -> bool:
        """Make somebody no owner; False if they were none."""
        ...

    async def list_owners(self, client_id: str) -> list[Owner]:
        """Return the owners of a service, the first one first."""
        ...

    async def put_invitation(self, invitation: Invitation) -> None:
        """Keep an invitation."""
        ...

    async def get_invitation(self, digest: bytes) -> Invitation | None:
        """Return an invitation, expired or not."""
        ...

    async def take_invitation(self, digest: bytes) -> Invitation | None:
        """Use an invitation up: of many who come with it, one gets it."""
        ...

    async def list_invitations(self, client_id: str, now: int) -> list[Invitation]:
        """Return the open invitations of a service."""
        ...

    async def add_log_entry(self, entry: LogEntry) -> None:
        """Write a line of a service's log."""
        ...

    async def list_log(self, client_id: str, before: bytes, number: int) -> list[LogEntry]:
        """Return lines of a service's log, the newest first."""
        ...

    async def add_decision(self, decision: Decision) -> bool:
        """Keep an operator's decision; False if they had decided on this registration before."""
        ...

    async def list_decisions(self, client_id: str, fingerprint: str) -> list[Decision]:
        """Return what operators decided about one registration."""
        ...

    async def forget_decisions(self, client_id: str) -> None:
        """Forget what operators decided about a service: it is to be decided anew."""
        ...

    async def begin_self_test(self, test: SelfTest) -> bool:
        """Keep a test that begins; False if one of this service runs already."""
        ...

    async def note_self_test(self, test: SelfTest) -> bool:
        """Keep what a running test has found; False if it runs no more."""
        ...

    async def interrupt_self_tests(self, client_id: str, before: int) -> None:
        """Mark running tests without a sign of life since then as interrupted."""
        ...

    async def list_self_tests(self, client_id: str, number: int) -> list[SelfTest]:
        """Return the latest tests of a service, the newest first."""
        ...

    async def note_refusals(self, refusals: Sequence[Refusal], expires_at: int) -> None:
        """Count refusals of services that are registered or in the making."""
        ...

    async def trim_refusals(self, client_id: str, keep: int) -> None:
        """Forget a service's oldest refusals beyond a number."""
        ...

    async def list_refusals(self, client_id: str, code: str | None, number: int) -> list[Refusal]:
        """Return what a service was refused, the newest first."""
        ...

    async def note_key_uses(self, uses: Sequence[tuple[str, str, int, int]]) -> None:
        """Note client, kid, time and expiry of keys that proved something."""
        ...

    async def list_key_uses(self, client_id: str) -> list[KeyUse]:
        """Return the keys that a service used lately, the latest first."""
        ...

    async def put_test_step(
        self, step_id: bytes, run: str, kind: str, document: str, times: tuple[int, int]
    ) -> None:
        """Keep what happened in a self-test, at a time, until a time."""
        ...

    async def take_test_step(self, step_id: bytes, kind: str) -> tuple[str, str] | None:
        """Take a step of a kind, once; return its run and its document."""
        ...

    async def get_test_step(self, step_id: bytes, kind: str) -> tuple[str, str] | None:
        """Return run and document of a step."""
        ...

    async def list_test_steps(self, run: str) -> list[tuple[str, str]]:
        """Return kind and document of each step of a run, the oldest first."""
        ...

    async def add_test_key(self, client_id: str, generation: int, pem: str) -> bool:
        """Keep a key of a service's test issuer; False if there is one of this generation."""
        ...

    async def list_test_keys(self, client_id: str) -> list[tuple[int, str]]:
        """Return generation and text of the keys of a service's test issuer, newest first."""
        ...

    async def drop_test_keys(self, client_id: str, before: int) -> None:
        """Forget the keys of older generations."""
        ...


class Records(Protocol):
    """What a unit of work of the console may read and write."""

    @property
    def console(self) -> Store:
        """The console's own."""
        ...

    @property
    def findings(self) -> FindingsStore:
        """What is wrong somewhere."""
        ...

    @property
    def officers(self) -> OfficersStore:
        """Who may decide what."""
        ...

    @property
    def oidc(self) -> OidcStore:
        """The provider's: clients and sessions."""
        ...
