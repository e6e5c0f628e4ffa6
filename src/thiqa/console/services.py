"""Services and who owns them: begun, changed, brought into the sandbox."""

import itertools
import secrets
from dataclasses import replace

from thiqa.console.changes import only_narrows
from thiqa.console.errors import ConflictError, TooManyError, UnknownServiceError
from thiqa.console.models import Act, Document, LogEntry, Owner, Service, Standing
from thiqa.console.registration import client_at, document_of, fingerprint_of
from thiqa.console.store import Records
from thiqa.oidc.models import Client, Stage

MAX_SERVICES = 50
"""Of one person: names of services are not to be collected."""
_numbers = itertools.count()


class NameTakenError(TooManyError):
    """Another service has this client_id."""


async def begin_service(records: Records, document: Document, person_id: str, now: int) -> Service:
    """Keep a new service as a draft; whoever begins it is its first owner."""
    if len(await records.console.list_services(person_id)) >= MAX_SERVICES:
        raise TooManyError(f"a person owns {MAX_SERVICES} services at the most")
    client = client_at(document, Stage.SANDBOX)
    kept = document_of(client)
    service = Service(client.id, kept, fingerprint_of(kept), now)
    if await records.oidc.get_client(client.id) is not None:
        raise NameTakenError(client.id)
    if not await records.console.add_service(service):
        raise NameTakenError(client.id)
    await records.console.put_owner(Owner(client.id, person_id, "", now))
    await note(records, client.id, person_id, Act.CREATED, now)
    return service


async def owned_service(records: Records, client_id: str, person_id: str) -> Standing:
    """Return a service of this person's; raise UnknownServiceError for any other."""
    service = await records.console.get_service(client_id)
    owners = await records.console.list_owners(client_id)
    if service is None or all(owner.person_id != person_id for owner in owners):
        raise UnknownServiceError(client_id)
    return await standing_of(records, service)


async def held_service(records: Records, client_id: str, person_id: str) -> Standing:
    """Return a service of this person's and be alone with it until the unit ends."""
    if not await records.console.hold_service(client_id):
        raise UnknownServiceError(client_id)
    return await owned_service(records, client_id, person_id)


async def standing_of(records: Records, service: Service) -> Standing:
    """Return where a service stands."""
    client = await records.oidc.get_client(service.client_id)
    if client is None:
        return Standing(service, Stage.DRAFT, None)
    fingerprint = fingerprint_of(document_of(client))
    return Standing(service, client.stage, fingerprint, is_retired=client.retired_at is not None)


async def put_live(records: Records, client: Client) -> None:
    """Make a registration live; a service that an operator has retired stays retired."""
    known = await records.oidc.get_client(client.id)
    retired_at = None if known is None else known.retired_at
    await records.oidc.put_client(replace(client, retired_at=retired_at))


async def change_service(
    records: Records,
    client_id: str,
    document: Document,
    person_id: str,
    *,
    seen: str,
    now: int,
) -> Standing:
    """Keep a changed registration; `seen` is the fingerprint of what the change began with.

    In the sandbox it is live at once. In production it is a new version beside the live one,
    unless it asks citizens for less and shows them nothing new: then it is live at once too.
    """
    standing = await held_service(records, client_id, person_id)
    if standing.service.fingerprint != seen:
        raise ConflictError(client_id)
    client = client_at(document, Stage.SANDBOX)
    if client.id != client_id:
        raise ConflictError("a service keeps its client_id")
    kept = document_of(client)
    service = Service(client_id, kept, fingerprint_of(kept), now)
    if service.fingerprint == seen:
        return standing
    await records.console.put_service(service)
    await records.console.forget_decisions(client_id)
    act = Act.CHANGED
    if standing.stage is Stage.SANDBOX:
        await put_live(records, client)
    elif standing.stage is Stage.PRODUCTION:
        live = await records.oidc.get_client(client_id)
        if live is not None and only_narrows(document_of(live), kept):
            await put_live(records, client_at(kept, Stage.PRODUCTION))
            act = Act.NARROWED
    await note(records, client_id, person_id, act, now)
    return await standing_of(records, service)


async def enter_sandbox(records: Records, client_id: str, person_id: str, now: int) -> None:
    """Bring a draft into the sandbox: its owners do it by themselves."""
    standing = await held_service(records, client_id, person_id)
    if standing.stage is not Stage.DRAFT:
        return
    await put_live(records, client_at(standing.service.document, Stage.SANDBOX))
    await note(records, client_id, person_id, Act.SANDBOX, now)


async def note(
    records: Records, client_id: str, person_id: str, act: Act, now: int, detail: str = ""
) -> None:
    """Write a line of a service's log."""
    number = next(_numbers) % 2**32
    identifier = now.to_bytes(8, "big") + number.to_bytes(4, "big") + secrets.token_bytes(8)
    await records.console.add_log_entry(
        LogEntry(identifier, client_id, now, person_id, act, detail)
    )
