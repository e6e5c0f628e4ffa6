"""Files: sixteen groups, each with the identifiers that a terminal asks for."""

import pytest

from thiqa.card.data_groups.errors import DataGroupError
from thiqa.card.data_groups.files import APPLICATION, MASTER_FILE, DataGroup


def test_a_group_is_found_by_its_tag() -> None:
    assert [DataGroup.of_tag(group.tag) for group in DataGroup] == list(DataGroup)
    assert (DataGroup.DG2.tag, DataGroup.DG4.tag, DataGroup.DG16.tag) == (0x75, 0x76, 0x70)


def test_a_group_is_asked_for_by_its_number() -> None:
    file = DataGroup.DG14.file
    assert (file.name, file.identifier, file.short_identifier) == ("EF.DG14", 0x010E, 0x0E)


@pytest.mark.parametrize("tag", [0x00, 0x60, 0x62, 0x71, 0x77, 0x5F01, -1])
def test_a_tag_of_no_group_is_refused(tag: int) -> None:
    with pytest.raises(DataGroupError):
        DataGroup.of_tag(tag)


@pytest.mark.parametrize("files", [MASTER_FILE, APPLICATION], ids=["master file", "application"])
def test_no_two_files_share_an_identifier(files: tuple) -> None:
    assert len({file.identifier for file in files}) == len(files)
    assert len({file.short_identifier for file in files}) == len(files)
