"""The reader of each data group."""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from thiqa.card.data_groups.dg1 import read_dg1
from thiqa.card.data_groups.dg2 import read_dg2
from thiqa.card.data_groups.dg3 import read_dg3
from thiqa.card.data_groups.dg4 import read_dg4
from thiqa.card.data_groups.dg11 import read_dg11
from thiqa.card.data_groups.dg12 import read_dg12
from thiqa.card.data_groups.dg14 import read_dg14
from thiqa.card.data_groups.dg15 import read_dg15
from thiqa.card.data_groups.dg16 import read_dg16
from thiqa.card.data_groups.displayed_images import read_dg5, read_dg7
from thiqa.card.data_groups.errors import DataGroupError
from thiqa.card.data_groups.files import DataGroup
from thiqa.card.data_groups.issuer_data import FEATURE_GROUPS, read_dg13, read_features

READERS: Final[Mapping[DataGroup, Callable[[bytes], Any]]] = MappingProxyType(
    {
        DataGroup.DG1: read_dg1,
        DataGroup.DG2: read_dg2,
        DataGroup.DG3: read_dg3,
        DataGroup.DG4: read_dg4,
        DataGroup.DG5: read_dg5,
        DataGroup.DG7: read_dg7,
        **{group: partial(read_features, group=group) for group in FEATURE_GROUPS},
        DataGroup.DG11: read_dg11,
        DataGroup.DG12: read_dg12,
        DataGroup.DG13: read_dg13,
        DataGroup.DG14: read_dg14,
        DataGroup.DG15: read_dg15,
        DataGroup.DG16: read_dg16,
    }
)
"""All but DG6, which is reserved."""


def read_data_group(group: DataGroup, file: bytes) -> Any:
    """Read a data group into the type that its own module gives; raises CardError."""
    try:
        reader = READERS[group]
    except KeyError:
        raise DataGroupError(f"{group.name} is reserved: nothing is defined for it") from None
    return reader(file)
