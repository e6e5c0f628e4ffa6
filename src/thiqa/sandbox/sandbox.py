"""What every route of the sandbox is given."""

from collections.abc import Mapping
from dataclasses import dataclass

from thiqa.base import Database
from thiqa.card import Persona
from thiqa.portal.portal import Portal
from thiqa.sandbox.cards import SandboxCards
from thiqa.sandbox.store import Records
from thiqa.web import Pages


@dataclass(frozen=True, slots=True)
class Sandbox:
    """The citizen's pages, the specimen citizens with their cards, and what was chosen."""

    portal: Portal
    database: Database[Records]
    citizens: Mapping[str, Persona]
    cards: SandboxCards
    pages: Pages
