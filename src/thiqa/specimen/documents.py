"""Chips of specimen documents: signed by the specimen document signer, for specimen terminals."""

import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from thiqa.card import Persona
from thiqa.card.channel.cv_certificates import TrustState
from thiqa.card.channel.specimen_terminals import load_or_make
from thiqa.card.data_groups.files import DataGroup
from thiqa.card.software.chip import Chip
from thiqa.card.software.document.description import Description, PaceOffer
from thiqa.card.software.document.making import make_chip
from thiqa.card.software.document.signers import DocumentAuthority
from thiqa.pki.specimen import SpecimenPki

FORMS_OF_PACE: Final = (PaceOffer("CAM"), PaceOffer("GM"))
DATA_GROUPS: Final = frozenset(
    {DataGroup.DG1, DataGroup.DG2, DataGroup.DG3, DataGroup.DG11, DataGroup.DG12}
)
"""What is on the card of a specimen citizen, fingerprints of nobody among it."""


@dataclass(frozen=True, slots=True)
class DocumentMaker:
    """Makes chips at one time; `terminals` is the folder of the specimen terminals."""

    pki: SpecimenPki
    terminals: Path
    now: int

    def chip_of(self, persona: Persona) -> Chip:
        """Make the chip of a specimen citizen's card, with all that it can do."""
        described = Description.of(persona, self.now)
        return self.make(
            replace(
                described,
                pace=FORMS_OF_PACE,
                active_authentication="ECDSA",
                terminal_authentication=True,
                data_groups=DATA_GROUPS,
            )
        )

    def make(self, description: Description) -> Chip:
        """Make the chip that is described."""
        authority = DocumentAuthority(self.pki.csca, self.pki.document_signer)
        return make_chip(
            description,
            authority.signer_for(description, self.now),
            signed_at=self.now,
            random_bytes=os.urandom,
            trust=self._trust() if description.terminal_authentication else None,
        )

    def _trust(self) -> TrustState:
        today = datetime.fromtimestamp(self.now, UTC).date()
        specimens = load_or_make(self.terminals, today=today, random_bytes=os.urandom)
        return TrustState.personalised([specimens.trust_anchor], today)
