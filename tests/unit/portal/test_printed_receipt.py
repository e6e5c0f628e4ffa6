"""A receipt on paper: what an independent reader finds on the sheet, and in it."""

import dataclasses
from zoneinfo import ZoneInfo

import pytest

from browser.samples import RECEIPT
from national_receipt import ENTRIES, INDEX, LOG, WITNESSES, national_policy, national_receipt
from sheets import attached_files, code_on, text_of
from specimen_log import NOON
from thiqa.base.digits import bytes_of, digits_of
from thiqa.documents import make_qr_code
from thiqa.ledger.compact import pack_receipt, unpack_receipt
from thiqa.ledger.receipt import verify_receipt
from thiqa.ledger.verify import check_receipt_file
from thiqa.portal.claims import LABELS
from thiqa.portal.pages import portal_pages
from thiqa.portal.printed_receipt import ATTACHED_NAME, print_receipt
from thiqa.web import Cookies, Language, translate

TEXT = national_receipt()
DIGITS = digits_of(pack_receipt(TEXT))
LINK = "https://thiqa.gov.example/verify#"
PAGES = portal_pages(
    cookies=Cookies(https=True), timezone=ZoneInfo("Africa/Casablanca"), specimen=True
)
VIEW = dataclasses.replace(
    RECEIPT,
    checkpoint=TEXT,
    log=LOG.name,
    index=INDEX,
    tree_size=ENTRIES,
    verify_url=LINK + DIGITS,
    witnesses=tuple((each.key.name, NOON) for each in WITNESSES),
)

COARSE = 1.5
"""108 dots to an inch, three to a module: less than any phone sees of a sheet."""


@pytest.mark.parametrize("language", Language)
def test_the_code_on_paper_holds_the_whole_receipt(language: Language) -> None:
    found = code_on(print_receipt(PAGES, VIEW, language), scale=COARSE)
    link, _, digits = found.partition("#")
    assert f"{link}#" == LINK
    text = unpack_receipt(bytes_of(digits))
    assert text == TEXT
    assert verify_receipt(text, national_policy()).index == INDEX


@pytest.mark.parametrize("language", [Language.FR, Language.ZGH, Language.EN])
def test_the_sheet_says_what_was_done_and_who_has_seen_it(language: Language) -> None:
    shown = text_of(print_receipt(PAGES, VIEW, language))
    label = translate(PAGES.catalogues[language], LABELS["family_name"])
    names = [LOG.name, *(each.key.name for each in WITNESSES)]
    for text in (label, *names, str(INDEX), "https://thiqa.gov.example/verify"):
        assert text in shown


def test_the_receipt_lies_in_the_document_for_machines() -> None:
    attached = attached_files(print_receipt(PAGES, VIEW, Language.FR))
    assert check_receipt_file(attached[ATTACHED_NAME], national_policy()).receipt.index == INDEX


@pytest.mark.parametrize("url", [None, LINK + "7" * 7_080])
def test_what_no_code_holds_is_printed_without_one(url: str | None) -> None:
    pdf = print_receipt(PAGES, dataclasses.replace(VIEW, verify_url=url), Language.EN)
    assert "too long for a code" in text_of(pdf)
    assert ATTACHED_NAME in attached_files(pdf)


def test_a_national_receipt_is_a_code_of_version_29() -> None:
    """133 modules a side: 0.7 mm each on paper."""
    code = make_qr_code(LINK, DIGITS)
    assert (code.version, code.level) == (29, "L")
