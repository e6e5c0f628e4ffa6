"""The specimen country as others see it: whose documents are trusted, and which are reported."""

from pathlib import Path
from typing import Final

from thiqa.card import load_personas
from thiqa.card.software.document.description import Description
from thiqa.card.software.personas import CardCondition
from thiqa.crypto.key_file import ensure_signer
from thiqa.lost_documents import ReportKind, Reports, StatusQuery
from thiqa.lost_documents.editions import publish
from thiqa.pki.csca.store import TrustStore
from thiqa.pki.specimen import load
from thiqa.pki.specimen_csca import load_or_make
from thiqa.specimen.population import SpecimenFolder

ISSUER: Final = "the specimen country"
GOOD_DAYS: Final = 7


def trust_specimens(folder: SpecimenFolder, trust: Path, lost: Path, now: int) -> None:
    """Trust the specimen country in the folder `trust`, and write its list of reports, `lost`."""
    store = TrustStore(trust)
    store.create()
    load_or_make(load(folder.pki), folder.country, now=now).fill(store, now)
    lost.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    publish(
        lost,
        _reports(now),
        ensure_signer(folder.path / "lost-documents.pem"),
        issuer=ISSUER,
        countries=("MAR",),
        document_types=("I",),
        now=now,
        days=GOOD_DAYS,
    )


def _reports(now: int) -> Reports:
    """Report the cards that were lost, as the note of their citizens says."""
    documents = (
        Description.of(persona, now)
        for persona in load_personas().values()
        if persona.condition is CardCondition.REVOKED
    )
    return {
        StatusQuery(each.issuer, each.code[:1], each.number).spelling: ReportKind.LOST
        for each in documents
    }
