"""A genuine seal on a paper that says something else than the seal does proves nothing."""

from typing import Any

import pytest

from sealed_documents import BODY, NOW, SealingOffice, shared_office
from sheets import receipt_sheet
from sheets_of_bodies import RABAT, VERIFY_URL, draft, four
from thiqa.documents import make_certificate, read_draft
from thiqa.documents.sealing import SheetRefusedError
from thiqa.issuing.papers import MAX_SEALING_SECONDS, check_paper

OF_THE_BODY = four("هيئة", BODY, "ⵜⴰⵎⵙⵙⵓⵔⵜ", "A body")


def sealed(*, at: int = NOW, **changes: Any) -> bytes:
    """Return a paper that the office has sealed now, whatever is on it."""
    office = shared_office()
    members = {**draft(), "issuer": OF_THE_BODY, "valid_until": NOW + 86_400, **changes}
    sheet = read_draft(members).issued("7K3M-9QXT-04BD-H2ZV", at=at)
    pdf, _ = make_certificate(sheet, office.key, verify_url=VERIFY_URL, timezone=RABAT)
    return office.seal(pdf)


def office() -> SealingOffice:
    return shared_office()


def test_a_paper_that_is_whole_holds() -> None:
    paper = check_paper(sealed(), office().trust, NOW)
    assert paper.issuer == BODY
    assert paper.sheet.number == "7K3M-9QXT-04BD-H2ZV"


def test_2_a_sealed_file_without_its_sheet_is_refused() -> None:
    with pytest.raises(SheetRefusedError):
        check_paper(office().seal(receipt_sheet()), office().trust, NOW)


def test_3_a_paper_that_names_another_body_than_its_seal_is_refused() -> None:
    other = four("محكمة", "Tribunal", "ⵜⴰⵏⴱⴷⴰⴷⵜ", "Court")
    with pytest.raises(SheetRefusedError):
        check_paper(sealed(issuer=other), office().trust, NOW)


@pytest.mark.parametrize("away", [-MAX_SEALING_SECONDS - 60, MAX_SEALING_SECONDS + 60])
def test_4_a_paper_is_not_dated_back_or_ahead(away: int) -> None:
    with pytest.raises(SheetRefusedError):
        check_paper(sealed(at=NOW + away), office().trust, NOW)
