"""EF.SOD: the hashes of all data groups, signed (ICAO 9303-10, section 4.6.2)."""

import hashlib
from collections.abc import Mapping
from typing import Final

from thiqa.card.data_groups.asn1 import (
    OCTET_STRING,
    SEQUENCE,
    sequence,
    write_identifier,
    write_unsigned,
)
from thiqa.card.data_groups.files import EF_SOD, DataGroup
from thiqa.card.software.document.signature import HASHES, DocumentSigner, sign_content
from thiqa.card.software.faults import Fault
from thiqa.card.transport.tlv import DataObject

ID_LDS_SECURITY_OBJECT: Final = "2.23.136.1.1.1"
VERSION: Final = 0
INDEFINITE_LENGTH: Final = b"\x80"
END_OF_CONTENTS: Final = b"\0\0"
SURPLUS: Final = 0x1000


def list_hashes(groups: Mapping[DataGroup, bytes], hash_name: str) -> bytes:
    """Write the LDSSecurityObject of data groups (section 4.6.2.3)."""
    hashed = (
        sequence(
            write_unsigned(group).to_bytes(),
            DataObject(OCTET_STRING, hashlib.new(hash_name, groups[group]).digest()).to_bytes(),
        )
        for group in sorted(groups)
    )
    algorithm = sequence(write_identifier(HASHES[hash_name][0]).to_bytes())
    return sequence(write_unsigned(VERSION).to_bytes(), algorithm, sequence(*hashed))


def write_sod(
    groups: Mapping[DataGroup, bytes],
    *,
    signer: DocumentSigner,
    data_hash: str,
    signer_hash: str,
    signed_at: int,
    faults: frozenset[Fault] = frozenset(),
    shown: Mapping[DataGroup, bytes] | None = None,
) -> bytes:
    """Sign the hashes of data groups and write EF.SOD; `shown` puts others in their place."""
    signed = sign_content(
        ID_LDS_SECURITY_OBJECT,
        list_hashes(groups, data_hash),
        signer=signer,
        hash_name=signer_hash,
        signed_at=signed_at,
        faults=faults,
        data_hash=data_hash,
        shown=None if shown is None else list_hashes(shown, data_hash),
    )
    if Fault.INDEFINITE_LENGTH in faults:
        content = signed[2 + (signed[1] & 0x7F) :]
        signed = bytes((SEQUENCE,)) + INDEFINITE_LENGTH + content + END_OF_CONTENTS
    if Fault.OVERSIZED_LENGTH in faults:
        longer = int.from_bytes(signed[2:4]) + SURPLUS
        signed = signed[:2] + longer.to_bytes(2) + signed[4:]
    if Fault.TRAILING_BYTES in faults:
        signed += END_OF_CONTENTS
    return DataObject(EF_SOD.tag or 0, signed).to_bytes()
