"""The specimen citizens made ready: their authorities, their cards, their place in the register."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from thiqa.base import Database
from thiqa.card import Persona, load_personas, personalise
from thiqa.card.software.chip import Chip
from thiqa.card.software.personalise import IssueCertificate
from thiqa.card.software.personas import CardCondition
from thiqa.people import Person, Records
from thiqa.pki.errors import SpecimenError
from thiqa.pki.specimen import SpecimenPki, load_or_make
from thiqa.specimen.documents import DocumentMaker

AUTHORITY_FILE = "specimen-card-issuing-ca.pem"
SPECIMEN_COST = 2**4
"""The N of scrypt: the PINs of specimen cards are published, their hashes protect nothing."""


@dataclass(frozen=True, slots=True)
class SpecimenFolder:
    """Where the specimen things of a demonstration are."""

    path: Path

    @property
    def pki(self) -> Path:
        """The keys and certificates of the specimen authorities."""
        return self.path / "pki"

    @property
    def country(self) -> Path:
        """The earlier key of the specimen country, and those who sign its lists."""
        return self.path / "country"

    @property
    def terminals(self) -> Path:
        """The specimen authority of terminals, and a terminal that may read fingerprints."""
        return self.path / "terminals"

    @property
    def seals(self) -> Path:
        """The keys and certificates of the authorities behind seals, and the seals of bodies."""
        return self.path / "seals"

    def card(self, persona: str) -> Path:
        """The card of a specimen citizen, for a card reader: its PIN may be changed."""
        return self.path / "cards" / f"{persona}.json"

    @property
    def sandbox(self) -> Path:
        """The cards of the sandbox, which stay as they were made."""
        return self.path / "sandbox"


def make_specimens(
    folder: SpecimenFolder, authorities: Path, *, now: int, ocsp_url: str
) -> list[Persona]:
    """Make the authorities and the cards, as far as they are missing; return the citizens."""
    pki = make_authorities(folder, authorities, now=now, ocsp_url=ocsp_url)
    maker = DocumentMaker(pki, folder.terminals, now)
    return make_cards(folder, pki, now=now, make_chip=maker.chip_of)


def make_authorities(
    folder: SpecimenFolder, authorities: Path, *, now: int, ocsp_url: str
) -> SpecimenPki:
    """Make the specimen PKI once, and let the provider trust its card authority."""
    folder.path.mkdir(mode=0o700, parents=True, exist_ok=True)
    pki = load_or_make(folder.pki, now=now, ocsp_url=ocsp_url)
    if pki.ocsp_url != ocsp_url:
        raise SpecimenError(
            f"the specimen cards in {folder.path} ask for their revocation at {pki.ocsp_url}, which"
            f" is written into them, not at {ocsp_url}: use that port again, or remove the folder"
        )
    authorities.mkdir(parents=True, exist_ok=True)
    pem = pki.card_ca.certificate.public_bytes(Encoding.PEM)
    (authorities / AUTHORITY_FILE).write_bytes(pem)
    return pki


def no_chip(_: Persona) -> None:
    """Make cards that log in and are no documents: most tests need no more."""


def make_cards(
    folder: SpecimenFolder,
    pki: SpecimenPki,
    *,
    now: int,
    make_chip: Callable[[Persona], Chip | None] = no_chip,
) -> list[Persona]:
    """Make two cards for each specimen citizen, as far as they lack them; return the citizens.

    The one for a card reader is a document too; the sandbox only ever logs in.
    """
    personas = list(load_personas().values())
    issue = issuer_of_logins(pki, now)
    for persona in personas:
        for path in (folder.card(persona.key), folder.sandbox / f"{persona.key}.json"):
            path.parent.mkdir(mode=0o700, exist_ok=True)
            if not path.exists():
                chip = make_chip(persona) if path == folder.card(persona.key) else None
                personalise(path, persona, issue, chip=chip, cost=SPECIMEN_COST)
    return personas


async def register_citizens(database: Database[Records], personas: list[Persona]) -> None:
    """Put the specimen citizens into the register; those who are there keep their identifier."""

    async def unit(records: Records) -> None:
        for persona in personas:
            if persona.condition is CardCondition.NOT_REGISTERED:
                continue
            known = await records.people.find_by_national_number(persona.national_number)
            identifier = known.id if known is not None else uuid.uuid4().hex
            person = Person(identifier, persona.national_number, persona.claims)
            await records.people.put(person)

    await database.run(unit)


def issuer_of_logins(pki: SpecimenPki, now: int) -> IssueCertificate:
    """Return what issues the login certificates of specimen cards."""

    def issue(public_key: ec.EllipticCurvePublicKey, persona: Persona) -> bytes:
        validity = persona.validity(now)
        certificate = pki.issue_card_certificate(
            public_key,
            given_name=persona.certificate.given_name,
            family_name=persona.certificate.family_name,
            national_number=persona.national_number,
            not_before=validity.not_before,
            not_after=validity.not_after,
        )
        if persona.condition is CardCondition.REVOKED:
            pki.revoke(certificate.serial_number, now)
        return certificate.public_bytes(Encoding.DER)

    return issue
