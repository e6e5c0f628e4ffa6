"""Right-to-left tricks, hidden characters and look-alikes in names that people are shown."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thiqa.web import Language, NameRefusedError, check_display_name

BIDI_CONTROLS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
ZERO_WIDTH = (
    "\u00ad\u034f\u115f\u1160\u17b4\u180e\u200b\u200c"
    "\u200d\u2060\u2061\u2064\u3164\ufe0f\ufeff\uffa0"
)
SPACES = "\t\n\r\u00a0\u1680\u2003\u2007\u202f\u205f\u3000\u2028\u2029\u0085"

HONEST = [
    (Language.FR, "Caisse nationale de sécurité sociale"),
    (Language.FR, "Office de la formation (O.F.P.P.T.) – Salé & Rabat"),
    (Language.FR, "Cœur d’Œuvre : l'État, n° 1"),
    (Language.EN, "Directorate-General of Taxes 2030"),
    (Language.AR, "الصندوق الوطني للضمان الاجتماعي"),
    (Language.AR, "المديرية العامة للضرائب - DGI"),
    (Language.AR, "وزارةُ الصّحّة «أكدال»"),
    (Language.AR, "أڭادير، إنزڭان"),
    (Language.AR, "CNSS"),
    (Language.ZGH, "ⵜⴰⵎⴰⵡⴰⵙⵜ ⵏ ⵜⴷⵓⵙⵉ"),
    (Language.ZGH, "ⵜⴰⵙⵏⴷⵓⵇⵜ CNSS"),
    (Language.FR, "Aɣbalu n Tɣessa, Iẓuran"),
]


@pytest.mark.parametrize(("language", "name"), HONEST)
def test_an_honest_name_is_taken(language: Language, name: str) -> None:
    assert check_display_name(name, language) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    "character", [*BIDI_CONTROLS, *ZERO_WIDTH, *SPACES, "\x00", "\x7f", "\ue000"]
)
def test_nothing_hidden_stands_in_a_name(character: str) -> None:
    for language, name in (
        (Language.FR, f"Caisse{character}nationale"),
        (Language.AR, f"الصندوق{character}الوطني"),
        (Language.FR, f"{character}Caisse"),
        (Language.FR, f"Caisse{character}"),
    ):
        with pytest.raises(NameRefusedError):
            check_display_name(name, language)


@pytest.mark.parametrize(
    "name",
    [
        "Cаisse nationale",  # Cyrillic a
        "СNSS",  # Cyrillic Es
        "Саіѕѕе",  # Cyrillic throughout
        "Τhiqa",  # Greek Tau
        "Οffice",  # Greek Omicron
        "ⵔffice",  # Tifinagh yar for O
        "Thıqa",  # dotless i
        "Thiqɑ",  # Latin alpha
        "Ｃaisse",  # full width
        "𝐂aisse",  # mathematical
        "ﬁsc",  # ligature
        "Caiſſe",  # long s
        "Ꭲhiqa",  # Cherokee
        "Thіqa",  # Ukrainian i
        "Caisse∕Thiqa",  # division slash
        "Caisse․ma",  # one dot leader
        "thiqa.example/login",
        "<b>Thiqa</b>",
        "Thiqa\\",
        "Thiqa@home",
        "Thi\u0336qa",  # struck through
        "a\u0301\u0301\u0301",
        "Thiq\u0327a",
        "١٢٣ Thiqa",  # Arabic digits
        "ثقة",
        "ⵜⵉⵇⴰ",
    ],
)
def test_a_latin_name_has_no_look_alikes(name: str) -> None:
    with pytest.raises(NameRefusedError):
        check_display_name(name, Language.FR)


@pytest.mark.parametrize(
    "name",
    [
        "بنک المغرب",  # Persian kaf
        "الوطنی",  # Persian ya
        "الوطنى\u06d2",  # Urdu ya barree
        "ہيئة",  # Urdu heh
        "ﺍﻟﺒﻨﻚ",  # presentation forms
        "بنـــك",  # stretched
        "بنكBank",  # two scripts in one word
        "بنك‌المغرب",  # zero-width non-joiner
        "بَََنك",  # three marks
        "َبنك",  # a mark on nothing
        "بنك َ",
        "B\u064eank",  # an Arabic mark on a Latin letter
        "بنك ١٢",
        "ٱلبنك",  # wasla
        "ⵜⵉⵇⴰ بنك",
    ],
)
def test_an_arabic_name_has_no_look_alikes(name: str) -> None:
    with pytest.raises(NameRefusedError):
        check_display_name(name, Language.AR)


@pytest.mark.parametrize("name", ["", " ", " Thiqa", "Thiqa ", "a  b", "123", "-", "…", "a" * 121])
def test_a_name_is_words_and_not_too_many(name: str) -> None:
    with pytest.raises(NameRefusedError):
        check_display_name(name, Language.FR)


@given(st.text(max_size=30), st.sampled_from(Language))
def test_whatever_is_taken_is_plain(text: str, language: Language) -> None:
    try:
        name = check_display_name(text, language)
    except NameRefusedError:
        return
    assert name == unicodedata.normalize("NFC", text)
    assert name.isprintable()
    for word in name.split(" "):
        scripts = {
            unicodedata.name(character).split()[0] for character in word if character.isalpha()
        }
        assert len(scripts) <= 1
        assert scripts <= {"LATIN", "ARABIC", "TIFINAGH"}
