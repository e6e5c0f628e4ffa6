"""The console's texts: in every language, all that the pages use, and nothing else."""

from pathlib import Path

from thiqa.web import Language, load_catalogues
from thiqa.web.catalogues import read_catalogue
from unit.web.extraction import messages_of

SOURCE = Path(__file__).parents[3] / "src" / "thiqa"
FOLDERS = [SOURCE / "web" / "locale", SOURCE / "console" / "locale"]


def test_it_has_what_the_pages_use_and_nothing_else() -> None:
    shared = load_catalogues(FOLDERS[:1])[Language.EN]
    used = messages_of(SOURCE / "console") - set(shared)
    for language in (Language.AR, Language.FR, Language.ZGH):
        own = read_catalogue(FOLDERS[1] / language / "messages.po")
        assert set(own) == used, set(own) ^ used


def test_the_languages_differ_from_each_other() -> None:
    catalogues = load_catalogues(FOLDERS)
    for message in messages_of(SOURCE / "console"):
        texts = {catalogues[language][message] for language in Language}
        assert len(texts) >= 3, message


def test_the_amazigh_catalogue_is_written_in_tifinagh() -> None:
    own = read_catalogue(FOLDERS[1] / Language.ZGH / "messages.po")
    for message, text in own.items():
        letters = any("\u2d30" <= character <= "\u2d7f" for character in text)
        assert letters or message == "{number} checks", message
