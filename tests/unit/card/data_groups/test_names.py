"""Names in the letters A to Z, by the tables of ICAO 9303-3, section 6."""

import pytest

from thiqa.card.data_groups.errors import MrzError
from thiqa.card.data_groups.names import transliterate


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Benali", "BENALI"),
        ("SPECIMEN-EL ALAOUI", "SPECIMEN EL ALAOUI"),
        ("d'Artagnan", "DARTAGNAN"),
        ("Fès  Çelebi", "FES CELEBI"),
        ("Müller-Größe", "MUELLER GROESSE"),
        ("Łukasz Œuvré", "LUKASZ OEUVRE"),
        ("Mu\u0308ller", "MUELLER"),
        ("سلمى", "SLMXAY"),
        ("مُحَمَّد", "MXHMMD"),
        ("فاطمة الزهراء", "FAXTTMXAH ALZHRAXE"),
        ("نموذج-بنعلي", "NMWXDHJ BNELY"),
        ("إلياس", "ILYAS"),
    ],
)
def test_a_name_is_written_with_the_letters_of_the_zone(name: str, written: str) -> None:
    assert transliterate(name) == written


def test_a_teh_marbuta_inside_a_word_is_another_one_than_at_its_end() -> None:
    assert transliterate("ةا") == "XTAA"


@pytest.mark.parametrize("name", ["", " - ", "'", "2", "ABC3", "Ω", "李", "A\nB\x00", "\u202eABC"])
def test_what_no_letter_stands_for_is_refused(name: str) -> None:
    with pytest.raises(MrzError):
        transliterate(name)
