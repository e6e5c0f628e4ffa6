from pathlib import Path

from thiqa.card_client.pages import locale_folders
from thiqa.web import Language
from thiqa.web.catalogues import load_catalogues, read_catalogue
from unit.web.extraction import messages_of

SOURCE = Path(__file__).parents[3] / "src" / "thiqa"
FRAME, OURS = locale_folders()


def test_the_catalogues_have_what_the_pages_use_and_nothing_else() -> None:
    """What the frame's catalogue has too is taken from there: one text, one translation."""
    used = messages_of(SOURCE / "card_client")
    frame = read_catalogue(FRAME / "fr" / "messages.po")
    for language in ("ar", "fr", "zgh"):
        assert set(read_catalogue(OURS / language / "messages.po")) == used - set(frame)


def test_each_language_has_its_own_words() -> None:
    catalogues = load_catalogues([FRAME, OURS])
    for message in messages_of(SOURCE / "card_client"):
        texts = {catalogues[language][message] for language in Language}
        assert len(texts) == 4, message


def test_the_amazigh_catalogue_is_written_in_tifinagh() -> None:
    for message, text in read_catalogue(OURS / "zgh" / "messages.po").items():
        assert any("\u2d30" <= character <= "\u2d7f" for character in text), message
