"""A chip made from a description: its data, its keys, what is signed, and what is wrong with it."""

from typing import Final

from thiqa.card.channel.cv_certificates import (
    TrustState,
)
from thiqa.card.channel.passwords import MrzPassword
from thiqa.card.data_groups.com import Contents, write_com
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
from thiqa.card.software.document.description import Description
from thiqa.card.software.document.holder import write_holder, zone_of
from thiqa.card.software.document.keys import (
    ChipKeys,
    access_infos,
    card_security_infos,
    make_keys,
    write_keys,
)
from thiqa.card.software.document.security_object import write_sod
from thiqa.card.software.document.signature import DocumentSigner, sign_content
from thiqa.card.software.document.spoiling import altered_zone, spoil, with_wrong_wishes
from thiqa.card.software.faults import Fault
from thiqa.card.transport.capacity import Capacity, write_capacity
from thiqa.card.transport.tlv import DataObject
from thiqa.crypto.random_numbers import RandomBytes

TAG_APPLICATION_TEMPLATE: Final = 0x61
TAG_APPLICATION_IDENTIFIER: Final = 0x4F


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
    description = with_wrong_wishes(description)
    groups = write_holder(description)  # 1
    keys = make_keys(description, random_bytes)  # 2
    groups |= write_keys(description, keys)
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
        trust=trust,
        faults=description.faults,
    )
    return spoil(chip, description, signed_at, random_bytes)  # 5


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
        shown[DataGroup.DG1] = altered_zone(description)
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
