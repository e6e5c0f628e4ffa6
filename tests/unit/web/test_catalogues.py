from pathlib import Path

import pytest

from thiqa.web import CatalogueError, Language, load_catalogues, translate
from thiqa.web.catalogues import read_catalogue
from unit.web.extraction import messages_of

SOURCE = Path(__file__).parents[3] / "src" / "thiqa"
HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


def _po(folder: Path, language: str, text: str) -> Path:
    path = folder / language / "messages.po"
    path.parent.mkdir(parents=True)
    path.write_text(HEADER + text)
    return path


def test_the_catalogues_have_what_the_pages_use_and_nothing_else() -> None:
    catalogues = load_catalogues([SOURCE / "web" / "locale"])
    used = messages_of(SOURCE / "web") | messages_of(SOURCE / "portal")
    for language in Language:
        assert set(catalogues[language]) == used


def test_the_languages_differ_from_each_other() -> None:
    catalogues = load_catalogues([SOURCE / "web" / "locale"])
    for message in catalogues[Language.EN]:
        texts = {catalogues[language][message] for language in Language}
        assert len(texts) == 4 or message in {"Thiqa", "Service"}, message


def test_the_amazigh_catalogue_is_written_in_tifinagh() -> None:
    catalogue = load_catalogues([SOURCE / "web" / "locale"])[Language.ZGH]
    for message, text in catalogue.items():
        assert any("\u2d30" <= character <= "\u2d7f" for character in text), message


@pytest.mark.parametrize(
    "text",
    [
        'msgid "a"\nmsgstr ""\n',
        '#, fuzzy\nmsgid "a"\nmsgstr "b"\n',
        'msgid "a {name}"\nmsgstr "b"\n',
        'msgid "a {name}"\nmsgstr "b {nom}"\n',
        'msgid "a {name}"\nmsgstr "b {name} {name}"\n',
        'msgid "a"\nmsgid_plural "as"\nmsgstr[0] "b"\nmsgstr[1] "bs"\n',
        'msgid "a"\nmsgstr "b\n',
    ],
)
def test_a_translation_that_is_not_whole_is_refused(tmp_path: Path, text: str) -> None:
    path = _po(tmp_path, "fr", text)
    with pytest.raises(CatalogueError):
        read_catalogue(path)


def test_a_language_that_lacks_a_message_is_refused(tmp_path: Path) -> None:
    for language in ("ar", "fr"):
        _po(tmp_path, language, 'msgid "a"\nmsgstr "b"\n')
    _po(tmp_path, "zgh", 'msgid "c"\nmsgstr "d"\n')
    with pytest.raises(CatalogueError):
        load_catalogues([tmp_path])


def test_a_later_folder_adds_messages(tmp_path: Path) -> None:
    for language in ("ar", "fr", "zgh"):
        _po(tmp_path, language, 'msgid "Own message"\nmsgstr "x"\n')
    catalogues = load_catalogues([SOURCE / "web" / "locale", tmp_path])
    assert translate(catalogues[Language.FR], "Own message") == "x"
    assert translate(catalogues[Language.EN], "Own message") == "Own message"


def test_a_message_that_nobody_translated_is_an_error() -> None:
    with pytest.raises(CatalogueError):
        translate({}, "Unknown")
