"""A copy leaves its key out of one of the lists, so that nobody asks for the proof."""

import os
from dataclasses import replace

from specimen_cards import RamMemory
from specimen_documents import CAN, describe, document_state
from thiqa.card import SoftwareCard
from thiqa.card.channel.passwords import CanPassword
from thiqa.card.data_groups.com import Contents, write_com
from thiqa.card.data_groups.files import EF_COM, DataGroup
from thiqa.card.reading.access import ReadingAccess, ReadingRules
from thiqa.card.reading.models import DocumentRead
from thiqa.card.reading.reader import read_document

WITHOUT_KEYS = write_com(Contents((DataGroup.DG1, DataGroup.DG2, DataGroup.DG11, DataGroup.DG12)))


def read(without: str = "", **files: bytes) -> DocumentRead:
    """Read a document of which files have been replaced or taken away."""
    state = document_state(describe(active_authentication="ECDSA"))
    assert state.chip is not None
    held = {**state.chip.files, EF_COM.name: files.get("com", state.chip.files[EF_COM.name])}
    held.pop(without, None)
    card = SoftwareCard(RamMemory(replace(state, chip=replace(state.chip, files=held))))
    return read_document(card, ReadingAccess(CanPassword(CAN)), ReadingRules(), os.urandom)


def test_what_the_chip_does_not_list_is_asked_for_if_it_is_signed() -> None:
    found = read(com=WITHOUT_KEYS)
    assert {DataGroup.DG14, DataGroup.DG15} <= found.data_groups.keys()
    assert found.chip_authentication is not None
    assert found.active_authentication is not None


def test_what_is_listed_and_taken_away_is_named() -> None:
    assert read(without="EF.DG15").refused == {DataGroup.DG15.file: "absent"}
    assert read(without="EF.DG14").refused == {DataGroup.DG14.file: "absent"}


def test_a_file_that_is_another_object_is_named() -> None:
    state = document_state(describe())
    assert state.chip is not None
    held = {**state.chip.files, "EF.DG1": state.chip.files["EF.DG2"]}
    card = SoftwareCard(RamMemory(replace(state, chip=replace(state.chip, files=held))))
    found = read_document(card, ReadingAccess(CanPassword(CAN)), ReadingRules(), os.urandom)
    assert found.refused == {DataGroup.DG1.file: "malformed"}
