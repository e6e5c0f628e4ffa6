"""What an entry of the record says, in the words of what is registered."""

from collections.abc import Iterable, Mapping

from thiqa.disputes.case import LOOKUP_PURPOSE
from thiqa.disputes.texts import LOOKUP_TEXT
from thiqa.ledger.events import DocumentIssued, Event, Lookup, Relinking
from thiqa.oidc.models import Client
from thiqa.oidc.sectors import sector_text
from thiqa.oidc.store import Records
from thiqa.portal.history_views import LinkedSectors
from thiqa.portal.portal import Portal
from thiqa.portal.views import LocalText
from thiqa.web.messages import message

Clients = Mapping[str | None, Client]

OURSELVES: LocalText = {"ar": "ثقة", "fr": "Thiqa", "zgh": "ⵜⵉⵇⴰ", "en": "Thiqa"}
"""Who is named where no service was concerned: signing in to one's own pages."""


FACTS = {
    "officer": message("Officer"),
    "reason": message("Reason"),
    "document_type": message("Kind of document"),
    "credential_type": message("Credential"),
    "mandate": message("Mandate"),
    "action": message("What was done"),
}
"""Fields of events that are shown as they are, and their labels."""


async def clients_of(portal: Portal, events: Iterable[Event]) -> Clients:
    """Return the services that these events concern, as far as they are registered."""
    return await clients_named(portal, {event.client_id for event in events})


async def clients_named(portal: Portal, names: Iterable[str | None]) -> Clients:
    """Return the services of these names, as far as they are registered."""
    wanted = {name for name in names if name}

    async def unit(records: Records) -> Clients:
        found = {each: await records.oidc.get_client(each) for each in wanted}
        return {each: client for each, client in found.items() if client is not None}

    return await portal.provider.database.read(unit)


def linked_sectors(event: Event) -> LinkedSectors | None:
    """Return which sectors were linked, if this is what happened."""
    if not isinstance(event, Relinking):
        return None
    return LinkedSectors(sector_text(event.from_sector), sector_text(event.to_sector), event.reason)


def facts_of(event: Event) -> tuple[tuple[str, str], ...]:
    """Return what else an event says to the citizen: a message, and the text beside it."""
    if isinstance(event, DocumentIssued):
        return ((FACTS["document_type"], event.document_type),)
    return tuple(
        (label, getattr(event, name)) for name, label in FACTS.items() if getattr(event, name, None)
    )


def described(event: Event, clients: Clients) -> tuple[LocalText, LocalText, LocalText, LocalText]:
    """Return service, purpose, article and sector; what is no longer registered by its id."""
    client = clients.get(event.client_id)
    purpose_id = getattr(event, "purpose", None)
    purpose = client.purposes.get(purpose_id) if client and purpose_id else None
    return (
        service_name(event.client_id, clients),
        purpose.name if purpose else _unregistered_purpose(event),
        purpose.law if purpose else {"en": getattr(event, "article", "")},
        sector_text(client.sector if client else getattr(event, "sector", "")),
    )


def service_name(name: str | None, clients: Clients) -> LocalText:
    """Return what a service is called; what concerned none was between the citizen and us."""
    if not name:
        return OURSELVES
    return clients[name].name if name in clients else {"en": name}


def _unregistered_purpose(event: Event) -> LocalText:
    purpose = getattr(event, "purpose", None) or ""
    if isinstance(event, Lookup) and purpose == LOOKUP_PURPOSE:
        return LOOKUP_TEXT
    return {"en": purpose}
