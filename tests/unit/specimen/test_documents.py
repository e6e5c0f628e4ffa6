"""The cards of specimen citizens are documents too."""

import os
from pathlib import Path

import pytest

from authorities import NOW
from specimen_cards import TEST_COST, issue_throwaway
from thiqa.card import load_personas, open_card, personalise
from thiqa.card.channel.passwords import CanPassword
from thiqa.card.channel.specimen_terminals import load
from thiqa.card.data_groups.dg1 import read_dg1
from thiqa.card.data_groups.files import DataGroup
from thiqa.card.reading.access import ReadingAccess, ReadingRules
from thiqa.card.reading.reader import read_document
from thiqa.pki.specimen import load_or_make
from thiqa.specimen.documents import DATA_GROUPS, DocumentMaker


@pytest.fixture
def maker(tmp_path: Path) -> DocumentMaker:
    """Makes documents below new authorities."""
    return DocumentMaker(load_or_make(tmp_path / "pki", now=NOW), tmp_path / "terminals", NOW)


def test_a_citizens_card_gives_everything_to_the_specimen_terminal(
    maker: DocumentMaker, tmp_path: Path
) -> None:
    adult = load_personas()["adult"]
    chip = maker.chip_of(adult)
    personalise(tmp_path / "card.json", adult, issue_throwaway, chip=chip, cost=TEST_COST)
    access = ReadingAccess(CanPassword(adult.can), load(tmp_path / "terminals").terminal)
    done = read_document(open_card(tmp_path / "card.json"), access, ReadingRules(), os.urandom)
    assert set(done.data_groups) == DATA_GROUPS | {DataGroup.DG14, DataGroup.DG15}
    assert not done.failures
    assert done.terminal_authenticated
    assert read_dg1(done.data_groups[DataGroup.DG1]).document_number == "SP1000010"


def test_every_citizen_gets_a_document_whatever_is_not_known_of_them(maker: DocumentMaker) -> None:
    for persona in load_personas().values():
        assert maker.chip_of(persona).can == persona.can
