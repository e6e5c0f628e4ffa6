"""DG15: the public key for active authentication (ICAO 9303-10, section 4.7.15)."""

from typing import Final

from thiqa.card.data_groups.errors import DataGroupError
from thiqa.card.data_groups.files import DataGroup
from thiqa.card.transport.tlv import DataObject, parse, parse_one

MAX_KEY_BYTES: Final = 2_048
SUBJECT_PUBLIC_KEY_INFO: Final = [0x30, 0x03]
"""The algorithm and the key, by their types (RFC 5280, section 4.1.2.7)."""


def read_dg15(file: bytes) -> bytes:
    """Return the SubjectPublicKeyInfo, DER."""
    key = parse_one(file, DataGroup.DG15.tag).value
    if len(key) > MAX_KEY_BYTES:
        raise DataGroupError("DG15: the key is too long")
    if [part.tag for part in parse(parse_one(key, 0x30).value)] != SUBJECT_PUBLIC_KEY_INFO:
        raise DataGroupError("DG15: not a public key")
    return key


def write_dg15(public_key: bytes) -> bytes:
    """Write DG15 with a SubjectPublicKeyInfo, DER."""
    return DataObject(DataGroup.DG15.tag, public_key).to_bytes()
