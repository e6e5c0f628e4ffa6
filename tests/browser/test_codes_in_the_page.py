"""What the page refuses of a code, and why, is what the Python verifier refuses, and why."""

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from sheets import AT
from sheets_of_bodies import SHEET_NUMBER, body_seal, new_seal, sheet_of
from thiqa.base.digits import digits_of
from thiqa.documents import CodeError, sign_code, trust_seals, verify_code
from thiqa.portal.document_trust import trust_data
from thiqa.web import Language

STATIC = Path(__file__).parents[2] / "src" / "thiqa" / "portal" / "static"
REVOKED = new_seal("A body whose seal was stolen")
TRUST = trust_seals([body_seal().certificate], [REVOKED.certificate])
CHECK = """async ([texts, seals, now]) => {
  const said = [];
  for (const text of texts) {
    try {
      said.push((await verifyCode(codeBytes(text), seals, now)).number);
    } catch (error) {
      said.push(error.reason || String(error));
    }
  }
  return said;
}"""


@pytest.fixture(scope="module")
def verifier(chromium_browser: Browser, gallery_origin: str) -> Iterator[Page]:
    """A page with the script, at an origin where browsers give scripts their signatures."""
    context = chromium_browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(gallery_origin.replace("127.0.0.1", "localhost") + "/page/document-check")
    page.add_script_tag(content=(STATIC / "document_code.js").read_text())
    yield page
    context.close()


def said_by_page(page: Page, codes: list[bytes]) -> list[str]:
    """Return what the page says of each code: its number, or why it is refused."""
    seals = json.loads(trust_data(TRUST, {}, _Untranslated(), Language.EN))["seals"]
    texts = [digits_of(code) for code in codes]
    found: list[str] = page.evaluate(CHECK, [texts, seals, AT])
    return found


class _Untranslated(dict[str, str]):
    """A catalogue of a language that has every message as it is."""

    def __missing__(self, message: str) -> str:
        return message


def said_by_python(code: bytes) -> str:
    """Return the number, or the name of the error."""
    try:
        return verify_code(code, TRUST, now=AT).code.number
    except CodeError as error:
        return type(error).__name__


def test_a_code_with_any_changed_byte_is_refused_for_the_same_reason(verifier: Page) -> None:
    whole = sign_code(sheet_of(), body_seal())
    codes = [whole]
    for at in range(len(whole)):
        for change in (0x01, 0x20, 0x80):
            codes.append(whole[:at] + bytes([whole[at] ^ change]) + whole[at + 1 :])
    said = said_by_page(verifier, codes)
    assert said[0] == SHEET_NUMBER
    for code, by_page in zip(codes, said, strict=True):
        assert_same(code, by_page)


def test_a_code_that_was_cut_or_lengthened_is_refused(verifier: Page) -> None:
    whole = sign_code(sheet_of(), body_seal())
    chance = random.Random(7)  # noqa: S311  # the same each time
    codes = [whole[:size] for size in range(1, len(whole), 5)]
    codes += [whole + b"\0", whole + whole, whole[1:]]
    codes += [chance.randbytes(chance.randrange(1, 400)) for _ in range(200)]
    for code, by_page in zip(codes, said_by_page(verifier, codes), strict=True):
        assert by_page == said_by_python(code) == "CodeMalformedError"


def test_seals_are_told_apart(verifier: Page) -> None:
    sheet = sheet_of()
    codes = [
        sign_code(sheet, new_seal("Nobody whom we know")),
        sign_code(sheet, REVOKED),
        sign_code(_issued(sheet, AT + 301), body_seal()),
        sign_code(_issued(sheet, AT - 20 * 31_557_600), body_seal()),
        sign_code(_issued(sheet, AT + 300), body_seal()),
    ]
    said = said_by_page(verifier, codes)
    assert said == [said_by_python(code) for code in codes]
    assert said == [
        "CodeSealUnknownError",
        "CodeSealRevokedError",
        "CodePeriodError",
        "CodePeriodError",
        SHEET_NUMBER,
    ]


def assert_same(code: bytes, by_page: str) -> None:
    """Compare; a text that no sheet may have is malformed for Python, unsigned for the page."""
    by_python = said_by_python(code)
    if by_python == "CodeMalformedError":
        assert by_page in {"CodeMalformedError", "CodeSignatureError", "CodeSealUnknownError"}
    else:
        assert by_page == by_python


def _issued(sheet: Any, at: int) -> Any:
    return replace(sheet, issued_at=at, valid_until=None)
