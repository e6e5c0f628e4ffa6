"""The documents that are read: specimen cards in files, and who is trusted for them."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from thiqa.card.channel.passwords import CanPassword, MrzPassword
from thiqa.card.channel.suite import Suite
from thiqa.card.data_groups.images import ImageFormat
from thiqa.card.reading.access import ReadingAccess, ReadingRules
from thiqa.card.software.document.description import (
    ChipAuthenticationOffer,
    Description,
    PaceOffer,
    Portrait,
)
from thiqa.card.software.document.holder import zone_of
from thiqa.card.software.document.making import make_chip
from thiqa.card.software.document.signature import DocumentSigner
from thiqa.card.software.personalise import personalise
from thiqa.card.software.personas import Persona, load_personas
from thiqa.card.verification.policy import BORDER, NATIONAL_CARD, Policy
from thiqa.card.verification.status import DocumentStatus, StatusAnswer
from thiqa.pki.csca.certificate import read_chip_certificate
from thiqa.pki.csca.revocation import read_revocation_list
from thiqa.pki.csca.trust import CscaTrust, gather
from thiqa.pki.revocation_list import make_revocation_list
from thiqa.pki.specimen import SpecimenPki

PERSONA = "adult"
ISSUED, EXPIRES = "20250101", "20350101"
DAY = 86_400
BRAINPOOL_P384 = 16
"""ICAO 9303-11, section 9.5.1."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One kind of document."""

    name: str
    changes: Mapping[str, Any] = field(default_factory=dict)
    """What differs from the document that the specimen card has by default."""
    policy: Policy = NATIONAL_CARD


@dataclass(frozen=True, slots=True)
class Document:
    """A card in a file, how it is opened, and everything that its verification asks for."""

    path: Path
    access: ReadingAccess
    rules: ReadingRules
    trust: CscaTrust
    policy: Policy
    now: int
    status: StatusAnswer


SPECIMEN = Setting("the specimen card: PACE GM, chip authentication; P-256, AES-128")
SETTINGS = (
    SPECIMEN,
    Setting(
        "PACE CAM, which proves the chip; P-256, AES-128",
        {"pace": (PaceOffer("CAM"),)},
    ),
    Setting(
        "PACE GM, chip and active authentication; brainpoolP384r1, AES-256; a large portrait",
        {
            "pace": (PaceOffer("GM", Suite.AES256, BRAINPOOL_P384),),
            "chip_authentication": ChipAuthenticationOffer(Suite.AES256, BRAINPOOL_P384),
            "active_authentication": "ECDSA",
            "portrait": Portrait(ImageFormat.JPEG, 480, 640),
        },
    ),
    Setting(
        "an old chip: BAC, active authentication; RSA, 3DES; 256 bytes an answer",
        {
            "pace": (),
            "basic_access": True,
            "chip_authentication": None,
            "active_authentication": "RSA",
            "largest_answer": 256,
        },
        BORDER,
    ),
)


def make_document(path: Path, setting: Setting, pki: SpecimenPki, now: int) -> Document:
    """Make a card with the document of a setting."""
    citizen = load_personas()[PERSONA]
    number = citizen.national_number.ljust(9, "0")
    description = replace(Description(citizen, number, ISSUED, EXPIRES), **setting.changes)
    signer = DocumentSigner(pki.document_signer.certificate, pki.document_signer.private_key)
    chip = make_chip(description, signer, signed_at=now, random_bytes=os.urandom)
    personalise(path, citizen, partial(_issue, pki, now), chip=chip)
    password = (
        CanPassword(citizen.can) if description.pace else MrzPassword.of(zone_of(description))
    )
    return Document(
        path,
        ReadingAccess(password),
        ReadingRules(bac_allowed=setting.policy.bac_allowed),
        _trust(pki, now),
        setting.policy,
        now,
        StatusAnswer("MAR", number, "I", DocumentStatus.NOT_REPORTED, "specimen"),
    )


def _issue(pki: SpecimenPki, now: int, key: ec.EllipticCurvePublicKey, citizen: Persona) -> bytes:
    return pki.issue_card_certificate(
        key,
        given_name=citizen.certificate.given_name,
        family_name=citizen.certificate.family_name,
        national_number=citizen.national_number,
        not_before=now,
        not_after=now + DAY,
    ).public_bytes(Encoding.DER)


def _trust(pki: SpecimenPki, now: int) -> CscaTrust:
    """Trust the specimen authority, which has revoked nothing."""
    csca = pki.csca
    authority = read_chip_certificate(csca.certificate.public_bytes(Encoding.DER))
    revoked = make_revocation_list(
        csca.certificate, csca.private_key, (), now=now, lifetime_seconds=DAY
    )
    return gather(
        pinned={authority: now},
        revocation_lists=[read_revocation_list(revoked, [authority])],
    )
