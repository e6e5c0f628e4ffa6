"""From the catalogue to a document that a stranger checks: every page is looked at."""

import pytest

from browser.e2e.at_the_counter import check_it, whole_way
from browser.e2e.conftest import Visit


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("language", "clerk"), [("ar", "latin-name-only"), ("fr", "birth-month-only")]
)
def test_from_the_catalogue_to_the_checked_document(
    visit: Visit, language: str, clerk: str
) -> None:
    document = whole_way(visit(language), visit(language), lambda each: each.look, clerk)
    assert document.startswith(b"%PDF-")
    stranger = visit(language)
    check_it(stranger, document, stranger.look)
    stranger.look("documents: holds")
    assert stranger.page.locator(".verdict.holds").count() == 1
    assert "SPECIMEN-BENALI" in stranger.text()
    assert "نموذج-بنعلي" in stranger.text()
    middle = len(document) // 2
    changed = document[:middle] + bytes([document[middle] ^ 1]) + document[middle + 1 :]
    check_it(stranger, changed, stranger.look)
    stranger.look("documents: changed")
    assert stranger.page.locator(".verdict.fails").count() == 1
    assert "SPECIMEN-BENALI" not in stranger.text()
