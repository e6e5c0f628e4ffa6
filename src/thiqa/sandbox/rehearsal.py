"""The sandbox, opened: everything that a specimen provider has besides the usual."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.routing import Route

from thiqa.base import Database
from thiqa.card import load_personas
from thiqa.crypto import PassingKeys
from thiqa.portal.portal import Portal
from thiqa.sandbox.cards import SandboxCards
from thiqa.sandbox.faults import Faults, Pause
from thiqa.sandbox.listing import list_endpoints
from thiqa.sandbox.page import sandbox_pages
from thiqa.sandbox.routes import sandbox_routes
from thiqa.sandbox.sandbox import Sandbox
from thiqa.sandbox.store import Records
from thiqa.web import Endpoint


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What the sandbox adds to a provider."""

    sandbox: Sandbox
    faults: Faults

    def routes(self) -> list[Route]:
        """Return the pages, which come before those of the citizen."""
        return sandbox_routes(self.sandbox)

    def around(self, endpoints: Mapping[str, Endpoint]) -> dict[str, Endpoint]:
        """Return the endpoints with what can go wrong around them, and the published list."""
        listed = list_endpoints(self.sandbox.portal.origin, self.sandbox.citizens)
        return {**self.faults.around(endpoints), **listed}


def open_sandbox(
    portal: Portal,
    database: Database[Records],
    cards: SandboxCards,
    keys: PassingKeys,
    *,
    pause: Pause = asyncio.sleep,
) -> Rehearsal:
    """Open the sandbox with the citizens whose cards are there."""
    citizens = {key: each for key, each in load_personas().items() if cards.has(key)}
    pages = sandbox_pages(cookies=portal.cookies, portal_pages=portal.pages)
    sandbox = Sandbox(portal, database, citizens, cards, pages)
    return Rehearsal(sandbox, Faults(database, keys, portal.provider.clock, pause))
