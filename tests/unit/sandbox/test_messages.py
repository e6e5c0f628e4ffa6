from pathlib import Path

import thiqa.sandbox
from thiqa.sandbox.page import FRAME_FOLDER, OUR_FOLDER, sandbox_catalogues
from thiqa.web import Language
from thiqa.web.catalogues import read_catalogue
from unit.web.extraction import messages_of

SOURCE = Path(thiqa.sandbox.__file__).parent


def test_the_catalogues_have_what_the_pages_use_and_nothing_else() -> None:
    """What the frame's catalogue has too is taken from there: one text, one translation."""
    used = messages_of(SOURCE)
    frame = read_catalogue(FRAME_FOLDER / "locale" / "fr" / "messages.po")
    for language in ("ar", "fr", "zgh"):
        ours = read_catalogue(OUR_FOLDER / "locale" / language / "messages.po")
        assert set(ours) == used - set(frame)


def test_each_language_has_its_own_words() -> None:
    catalogues = sandbox_catalogues()
    for message in messages_of(SOURCE):
        assert len({catalogues[language][message] for language in Language}) == 4, message


def test_the_amazigh_catalogue_is_written_in_tifinagh() -> None:
    for message, text in read_catalogue(OUR_FOLDER / "locale" / "zgh" / "messages.po").items():
        assert any("\u2d30" <= character <= "\u2d7f" for character in text), message
