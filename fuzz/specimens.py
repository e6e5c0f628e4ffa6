"""What is mutated: a specimen country, a document of it, and everything that both have signed."""

import os
import tempfile
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final, Self

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from thiqa.card.channel import specimen_terminals
from thiqa.card.channel.passwords import CanPassword
from thiqa.card.channel.specimen_terminals import SpecimenTerminals
from thiqa.card.data_groups.files import DataGroup
from thiqa.card.reading.access import ReadingAccess, ReadingRules
from thiqa.card.reading.models import DocumentRead
from thiqa.card.reading.reader import read_document
from thiqa.card.software.card import SoftwareCard
from thiqa.card.software.chip import Chip
from thiqa.card.software.document.description import Description
from thiqa.card.software.document.making import make_chip
from thiqa.card.software.document.signature import DocumentSigner
from thiqa.card.software.memory import FileMemory
from thiqa.card.software.personalise import personalise
from thiqa.card.software.personas import Persona, load_personas
from thiqa.card.software.session import Interface
from thiqa.card.software.state import CardState
from thiqa.card.verification.status import DocumentStatus, StatusAnswer
from thiqa.pki import specimen, specimen_csca
from thiqa.pki.csca.certificate import ChipCertificate, read_chip_certificate
from thiqa.pki.csca.store import TrustStore
from thiqa.pki.csca.trust import CscaTrust
from thiqa.pki.specimen import SpecimenPki
from thiqa.pki.specimen_csca import SpecimenCsca

NOW: Final = 1_800_000_000
YEAR: Final = 31_557_600
PERSONA: Final = "adult"
GROUPS: Final = frozenset(DataGroup) - {
    DataGroup.DG3,
    DataGroup.DG4,
    DataGroup.DG6,
    DataGroup.DG8,
    DataGroup.DG9,
    DataGroup.DG10,
    DataGroup.DG14,
    DataGroup.DG15,
}


class ForgetfulMemory:
    """The state of a card that is the same again for each command."""

    def __init__(self, state: CardState) -> None:
        self._state = state

    def read(self) -> CardState:
        """Return the state."""
        return self._state

    def write(self, state: CardState) -> None:
        """Forget what was changed."""

    def exclusive(self) -> AbstractContextManager[None]:
        """Keep nobody out."""
        return nullcontext()


@dataclass(frozen=True, slots=True)
class Specimens:
    """A country and a document of it."""

    country: SpecimenCsca
    anchor: ChipCertificate
    """The authority that is pinned."""
    trust: CscaTrust
    signer: ChipCertificate
    terminals: SpecimenTerminals
    chip: Chip
    state: CardState
    read: DocumentRead
    """What our own reader reads of the document."""

    @classmethod
    def make(cls) -> Self:
        """Make everything anew, in a folder that is gone afterwards."""
        with tempfile.TemporaryDirectory() as name:
            return cls._make(Path(name))

    @classmethod
    def _make(cls, folder: Path) -> Self:
        pki = specimen.make(folder / "pki", now=NOW)
        country = specimen_csca.make(pki, folder / "country", now=NOW)
        store = TrustStore(folder / "trust")
        country.fill(store, NOW)
        opened = store.open(NOW)
        today = datetime.fromtimestamp(NOW, UTC).date()
        terminals = specimen_terminals.make(
            folder / "terminals", today=today, random_bytes=os.urandom
        )
        citizen = load_personas()[PERSONA]
        chip = _make_chip(pki, citizen)
        personalise(folder / "card.json", citizen, partial(_issue, pki), chip=chip)
        state = FileMemory(folder / "card.json").read()
        card = SoftwareCard(ForgetfulMemory(state), Interface.CONTACTLESS)
        return cls(
            country=country,
            anchor=opened.pinned[0],
            trust=opened.trust,
            signer=read_chip_certificate(_der(pki)),
            terminals=terminals,
            chip=chip,
            state=state,
            read=read_document(
                card, ReadingAccess(CanPassword(citizen.can)), ReadingRules(), os.urandom
            ),
        )

    @property
    def password(self) -> CanPassword:
        """What opens the chip."""
        return CanPassword(self.chip.can)

    @property
    def status(self) -> StatusAnswer:
        """What is said of the document's number: nobody misses it."""
        number = self.chip.mrz.document_number
        return StatusAnswer("MAR", number, "I", DocumentStatus.NOT_REPORTED, "specimen")

    @property
    def files(self) -> Mapping[str, bytes]:
        """The files of the document by their names."""
        return self.chip.files


def _make_chip(pki: SpecimenPki, citizen: Persona) -> Chip:
    number = citizen.national_number.ljust(9, "0")
    description = Description(
        citizen, number, "20250101", "20350101", data_groups=GROUPS, active_authentication="ECDSA"
    )
    signer = DocumentSigner(pki.document_signer.certificate, pki.document_signer.private_key)
    return make_chip(description, signer, signed_at=NOW, random_bytes=os.urandom)


def _issue(pki: SpecimenPki, key: ec.EllipticCurvePublicKey, citizen: Persona) -> bytes:
    return pki.issue_card_certificate(
        key,
        given_name=citizen.certificate.given_name,
        family_name=citizen.certificate.family_name,
        national_number=citizen.national_number,
        not_before=NOW,
        not_after=NOW + YEAR,
    ).public_bytes(Encoding.DER)


def _der(pki: SpecimenPki) -> bytes:
    return pki.document_signer.certificate.public_bytes(Encoding.DER)
