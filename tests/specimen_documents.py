"""Specimen documents for tests: a chip beside the login application, made in milliseconds."""

import os
from dataclasses import replace
from functools import cache
from typing import Any

from authorities import NOW
from specimen_cards import TEST_COST, RamMemory, issue_throwaway
from thiqa.card import SoftwareCard, load_personas
from thiqa.card.channel.cv_certificates import TrustState
from thiqa.card.software.document.description import Description
from thiqa.card.software.document.making import make_chip
from thiqa.card.software.document.signers import DocumentAuthority
from thiqa.card.software.faults import Fault
from thiqa.card.software.personalise import make_state
from thiqa.card.software.session import Interface
from thiqa.card.software.state import CardState
from thiqa.pki.specimen import DECLARATIONS
from thiqa.pki.specimen_tree import Credential, make_credentials

DOCUMENT_NUMBER = "SP1000010"
CAN = "100001"


@cache
def specimen_credentials() -> dict[str, Credential]:
    """The specimen authorities above documents, made once for all tests of a process."""
    declared = [each for each in DECLARATIONS if each.issuer == "csca"]
    return dict(make_credentials(declared, NOW))


def document_authority() -> DocumentAuthority:
    """Who signs specimen documents."""
    credentials = specimen_credentials()
    return DocumentAuthority(credentials["csca"], credentials["document-signer"])


def describe(*faults: Fault, persona: str = "adult", **changes: Any) -> Description:
    """Describe the adult's document: PACE and chip authentication over P-256, four data groups."""
    citizen = load_personas()[persona]
    described = Description(citizen, citizen.national_number.ljust(9, "0"), "20250101", "20350101")
    return replace(described, faults=frozenset(faults), **changes)


@cache
def login_state(persona: str) -> CardState:
    """The state of a card without a chip."""
    return make_state(load_personas()[persona], issue_throwaway, cost=TEST_COST)


def document_state(description: Description, trust: TrustState | None = None) -> CardState:
    """The state of a card with the chip that is described."""
    signer = document_authority().signer_for(description, NOW)
    chip = make_chip(description, signer, signed_at=NOW, random_bytes=os.urandom, trust=trust)
    return replace(login_state(description.citizen.key), chip=chip)


def document_card(
    description: Description,
    trust: TrustState | None = None,
    interface: Interface = Interface.CONTACT,
) -> SoftwareCard:
    """A card with the document that is described."""
    return SoftwareCard(RamMemory(document_state(description, trust)), interface)


def make_document(
    *faults: Fault,
    interface: Interface = Interface.CONTACT,
    persona: str = "adult",
    **changes: Any,
) -> SoftwareCard:
    """Make a card with a document; what differs from `describe` is said by name."""
    return document_card(describe(*faults, persona=persona, **changes), interface=interface)
