"""A chip made from a description: its data, its keys, what is signed, and what is wrong with it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from thiqa.card.channel.cv_certificates import (
    CvSigningKey,
    KeyReference,
    TrustState,
    trust_anchor,
)
from thiqa.card.channel.passwords import MrzPassword
from thiqa.card.channel.specimen_terminals import Issuer, Validity
from thiqa.card.channel.suite import Suite
from thiqa.card.data_groups.com import Contents, write_com
from thiqa.card.data_groups.dg1 import write_dg1
from thiqa.card.data_groups.dg14 import write_dg14
from thiqa.card.data_groups.dg15 import write_dg15
from thiqa.card.data_groups.files import (
    EF_ATR_INFO,
    EF_CARD_ACCESS,
    EF_CARD_SECURITY,
    EF_COM,
    EF_DIR,
    EF_SOD,
    EMRTD_APPLICATION,
    DataGroup,
)
from thiqa.card.data_groups.security_infos import ID_SECURITY_OBJECT
from thiqa.card.software.chip import Chip
from thiqa.card.software.document.description import Description, PaceOffer
from thiqa.card.software.document.holder import write_holder, zone_of
from thiqa.card.software.document.keys import (
    ChipKeys,
    access_infos,
    card_security_infos,
    make_keys,
    signed_infos,
)
from thiqa.card.software.document.security_object import write_sod
from thiqa.card.software.document.signature import OTHER_HASH, DocumentSigner, sign_content
from thiqa.card.software.faults import Fault
from thiqa.card.transport.capacity import Capacity, write_capacity
from thiqa.card.transport.tlv import DataObject
from thiqa.crypto.curves import BRAINPOOL_P256
from thiqa.crypto.random_numbers import RandomBytes

FOREIGN_COUNTRY: Final = "UTO"
"""Utopia (ICAO 9303-3, section 5), which has no authority of its own."""
TAG_APPLICATION_TEMPLATE: Final = 0x61
TAG_APPLICATION_IDENTIFIER: Final = 0x4F
WEAK_PACE: Final = PaceOffer("GM", Suite.TDES)
FOREIGN_AUTHORITY: Final = KeyReference("UT", "FOREIGN", "00001")
LIFE_OF_A_KEY: Final = timedelta(days=3_650)


def make_chip(
    description: Description,
    signer: DocumentSigner,
    *,
    signed_at: int,
    random_bytes: RandomBytes,
    trust: TrustState | None = None,
) -> Chip:
    """Make the chip of a document.

    1. What is said of holder and document.
    2. The chip's keys, and what is said about them.
    3. The document signer signs the hashes of all that.
    4. Files that are read before the chip is open.
    5. What is wrong with it on purpose comes last, unless it had to be signed.
    """
    description = _with_wrong_wishes(description)
    groups = write_holder(description)  # 1
    keys = make_keys(description, random_bytes)  # 2
    groups |= _write_keys(description, keys)
    files = {group.file.name: content for group, content in groups.items()}
    files[EF_COM.name] = write_com(Contents(tuple(sorted(groups))))
    files[EF_SOD.name] = _write_sod(description, groups, signer, signed_at)  # 3
    zone = zone_of(description)
    chip = Chip(
        files=files,
        master_files=_write_master_files(description, keys, signer, signed_at),  # 4
        mrz=MrzPassword(zone.document_number, zone.date_of_birth, zone.date_of_expiry),
        can=description.citizen.can,
        pin=description.citizen.pin if description.pin_opens else None,
        basic_access=description.basic_access,
        largest_answer=description.largest_answer,
        chip_keys=keys.agreement,
        active_key=keys.active,
        trust=_trust(description, trust, signed_at, random_bytes),
        faults=description.faults,
    )
    return _spoil(chip, description, random_bytes)  # 5


def _with_wrong_wishes(description: Description) -> Description:
    """Change what has to be wrong before it is signed."""
    if Fault.FOREIGN_COUNTRY in description.faults:
        description = replace(description, issuer=FOREIGN_COUNTRY)
    if Fault.CONFUSED_HASHES in description.faults:
        other = OTHER_HASH[description.data_hash]
        description = replace(description, signer_hash=other)
    if Fault.HIDDEN_PACE in description.faults:
        description = replace(description, basic_access=True)
    return description


def _trust(
    description: Description, trust: TrustState | None, signed_at: int, random_bytes: RandomBytes
) -> TrustState | None:
    if Fault.FOREIGN_TRUST_POINT not in description.faults:
        return trust
    today = datetime.fromtimestamp(signed_at, UTC).date()
    key = CvSigningKey.generate(BRAINPOOL_P256, random_bytes)
    validity = Validity(today, today + LIFE_OF_A_KEY)
    foreign = Issuer.self_signed(FOREIGN_AUTHORITY, key, validity, random_bytes)
    return TrustState.personalised([trust_anchor(foreign.certificate)], today)


def _write_keys(description: Description, keys: ChipKeys) -> dict[DataGroup, bytes]:
    groups: dict[DataGroup, bytes] = {}
    infos = signed_infos(description, keys)
    if infos.every:
        groups[DataGroup.DG14] = write_dg14(infos.to_bytes())
    if keys.active_public is not None:
        groups[DataGroup.DG15] = write_dg15(keys.active_public)
    return groups


def _write_sod(
    description: Description,
    groups: dict[DataGroup, bytes],
    signer: DocumentSigner,
    signed_at: int,
) -> bytes:
    signed = dict(groups)
    if Fault.UNSIGNED_DATA_GROUP in description.faults:
        del signed[max(description.data_groups)]
    shown = dict(signed)
    if Fault.REHASHED_DATA in description.faults:
        shown[DataGroup.DG1] = _altered(description)
    return write_sod(
        signed,
        signer=signer,
        data_hash=description.data_hash,
        signer_hash=description.signer_hash,
        signed_at=signed_at,
        faults=description.faults,
        shown=shown,
    )


def _write_master_files(
    description: Description, keys: ChipKeys, signer: DocumentSigner, signed_at: int
) -> dict[str, bytes]:
    capacity = Capacity(description.largest_answer, description.largest_answer)
    application = DataObject(TAG_APPLICATION_IDENTIFIER, EMRTD_APPLICATION).to_bytes()
    files = {
        EF_ATR_INFO.name: write_capacity(capacity).to_bytes(),
        EF_DIR.name: DataObject(TAG_APPLICATION_TEMPLATE, application).to_bytes(),
    }
    if description.pace:
        files[EF_CARD_ACCESS.name] = access_infos(description).to_bytes()
    if any(offer.mapping == "CAM" for offer in description.pace):
        files[EF_CARD_SECURITY.name] = sign_content(
            ID_SECURITY_OBJECT,
            card_security_infos(description, keys).to_bytes(),
            signer=signer,
            hash_name=description.signer_hash,
            signed_at=signed_at,
        )
    return files


def _spoil(chip: Chip, description: Description, random_bytes: RandomBytes) -> Chip:
    files, master_files = dict(chip.files), dict(chip.master_files)
    faults = description.faults
    if faults & {Fault.ALTERED_DATA, Fault.REHASHED_DATA}:
        files[DataGroup.DG1.file.name] = _altered(description)
    if Fault.MISSING_DATA_GROUP in faults:
        del files[max(description.data_groups).file.name]
    if Fault.WEAKENED_ACCESS in faults:
        weak = replace(description, pace=(WEAK_PACE,))
        master_files[EF_CARD_ACCESS.name] = access_infos(weak).to_bytes()
    if Fault.CONFUSED_HASHES in description.faults:
        other = OTHER_HASH[description.data_hash]
        description = replace(description, signer_hash=other)
    if Fault.HIDDEN_PACE in faults:
        del master_files[EF_CARD_ACCESS.name]
    chip = replace(chip, files=files, master_files=master_files)
    if faults & {Fault.OWN_KEYS, Fault.COPIED_CHIP}:
        return _with_new_keys(chip, description, random_bytes)
    return chip


def _with_new_keys(chip: Chip, description: Description, random_bytes: RandomBytes) -> Chip:
    """Make a copy: it has no private key of the original, and may show public ones of its own."""
    keys = make_keys(description, random_bytes)
    files = dict(chip.files)
    if Fault.OWN_KEYS in description.faults:
        own = _write_keys(description, keys)
        files |= {group.file.name: content for group, content in own.items()}
    return replace(chip, files=files, chip_keys=keys.agreement, active_key=keys.active)


def _altered(description: Description) -> bytes:
    """Return EF.DG1 with the name of somebody else."""
    return write_dg1(replace(zone_of(description), secondary="SOMEBODY ELSE"))
