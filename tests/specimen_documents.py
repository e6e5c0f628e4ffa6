"""Specimen documents for tests: a chip beside the login application, made in milliseconds."""

import os
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from authorities import NOW
from specimen_cards import TEST_COST, RamMemory, issue_throwaway
from thiqa.card import SoftwareCard, load_personas
from thiqa.card.channel.cv_certificates import CvSigningKey, Role, TrustState, trust_anchor
from thiqa.card.channel.specimen_terminals import (
    ALL_RIGHTS,
    AUTHORITY,
    TERMINAL,
    VERIFIER,
    Issuer,
    Validity,
)
from thiqa.card.channel.terminal_authentication import TerminalCredentials
from thiqa.card.software.document.description import Description
from thiqa.card.software.document.making import make_chip
from thiqa.card.software.document.signers import DocumentAuthority
from thiqa.card.software.faults import Fault
from thiqa.card.software.personalise import make_state
from thiqa.card.software.session import Interface
from thiqa.card.software.state import CardState
from thiqa.crypto.curves import BRAINPOOL_P256
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


class Trusting(NamedTuple):
    """What a card trusts, and the terminal that it therefore lets read more."""

    trust: TrustState
    terminal: TerminalCredentials


def make_trust(today: date, rights: int = ALL_RIGHTS) -> Trusting:
    """Make an authority, a verifier and a terminal with some rights, for four years."""
    validity = Validity(today, today.replace(year=today.year + 4))
    keys = [CvSigningKey.generate(BRAINPOOL_P256, os.urandom) for _ in range(3)]
    top = Issuer.self_signed(AUTHORITY, keys[0], validity, os.urandom)
    middle = top.issue(Role.DOMESTIC_VERIFIER, VERIFIER, keys[1], validity, os.urandom)
    own = middle.issue(Role.TERMINAL, TERMINAL, keys[2], validity, os.urandom, rights)
    return Trusting(
        TrustState.personalised([trust_anchor(top.certificate)], today),
        TerminalCredentials((middle.certificate, own.certificate), TERMINAL, own.key),
    )


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
