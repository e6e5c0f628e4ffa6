"""DG8, DG9, DG10 and DG13: data whose form the issuer decides (ICAO 9303-10, 4.7.8 to 4.7.13)."""

from collections.abc import Sequence
from typing import Final

from thiqa.card.data_groups.counted import read_counted, write_counted
from thiqa.card.data_groups.errors import DataGroupError
from thiqa.card.data_groups.files import DataGroup
from thiqa.card.transport.tlv import DataObject, parse_one

MAX_FEATURES: Final = 99
FEATURE_GROUPS: Final = (DataGroup.DG8, DataGroup.DG9, DataGroup.DG10)
"""Features of data, of the structure and of the substance of a document."""


def read_features(file: bytes, group: DataGroup) -> tuple[DataObject, ...]:
    """Read the templates of DG8, DG9 or DG10."""
    features = read_counted(parse_one(file, group.tag).value, MAX_FEATURES, group.name)
    if not features:
        raise DataGroupError(f"{group.name}: no template")
    return features


def write_features(features: Sequence[DataObject], group: DataGroup) -> bytes:
    """Write the templates of DG8, DG9 or DG10."""
    return DataObject(group.tag, write_counted(features)).to_bytes()


def read_dg13(file: bytes) -> bytes:
    """Return what the issuer put there."""
    return parse_one(file, DataGroup.DG13.tag).value


def write_dg13(value: bytes) -> bytes:
    """Write what the issuer puts there."""
    return DataObject(DataGroup.DG13.tag, value).to_bytes()
