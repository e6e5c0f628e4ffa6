import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from thiqa.web import Language, bdi, isolate, visible
from thiqa.web.translation import choose, fill, pick


def test_plain_words_stay_as_they_are() -> None:
    for text in ("Fatima-Zahra", "فاطمة الزهراء", "ⵜⴰⵎⴰⵣⵉⵖⵜ", "M’Daghri", ""):
        assert visible(text) == text


def test_hidden_characters_become_visible() -> None:
    assert (
        visible("a\u202eb\u2066c\u200bd\u00ade\x00f\x7f")
        == "a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf\ufffd"
    )
    assert visible("a\r\nb\tc\u2028d") == "a b c d"
    assert visible("e\u0301") == "é"
    assert visible("می\u200cخواهم") == "می\u200cخواهم"


@given(st.text())
def test_no_text_keeps_a_control_or_an_override(text: str) -> None:
    shown = visible(text)
    assert unicodedata.is_normalized("NFC", shown)
    for character in shown:
        assert unicodedata.category(character)[0] != "C" or character in "\u200c\u200d"
        assert character not in "\n\r\u2028\u2029"


def test_a_text_of_the_other_direction_is_isolated() -> None:
    assert isolate("Salé") == "\u2068Salé\u2069"
    assert isolate("\u2069x") == "\u2068\ufffdx\u2069"
    assert bdi("a<b") == Markup("<bdi>a&lt;b</bdi>")
    assert bdi("سلا", "ar") == Markup('<bdi lang="ar">سلا</bdi>')


def test_values_in_a_message_are_escaped_and_isolated() -> None:
    assert fill("{service} & co", service="<x>") == Markup("<bdi>&lt;x&gt;</bdi> &amp; co")
    assert fill("{a}", a="{b}") == Markup("<bdi>{b}</bdi>")


def test_a_text_comes_in_the_readers_language_or_says_which_one_it_is_in() -> None:
    texts = {"ar": "سلا", "fr": "Salé", "en": ""}
    assert choose(texts, Language.AR) == ("سلا", "ar")
    assert choose(texts, Language.EN) == ("Salé", "fr")
    assert choose({}, Language.EN) == ("", "en")
    assert pick(texts, Language.ZGH) == Markup('<bdi lang="fr">Salé</bdi>')
    assert pick(texts, Language.FR) == Markup("<bdi>Salé</bdi>")
