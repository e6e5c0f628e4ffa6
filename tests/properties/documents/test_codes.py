"""Codes and sheets of any content, and readers of any bytes."""

import contextlib
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sheets import AT
from sheets_of_bodies import ROWS, body_seal, row, sheet_of
from thiqa.documents import (
    CodeError,
    CodeMalformedError,
    SheetError,
    as_printed,
    code_in,
    code_link,
    read_code,
    read_sheet,
    sign_code,
    trust_seals,
    verify_code,
)
from thiqa.documents.code_claims import code_of
from thiqa.web import Language

SEAL = body_seal()
TRUST = trust_seals([SEAL.certificate])
CODE = sign_code(sheet_of(), SEAL)
FEWER = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def printed(limit: int) -> st.SearchStrategy[str]:
    """Return texts that a sheet takes."""
    texts = st.text(min_size=1, max_size=limit).map(as_printed).map(str.strip)
    return texts.filter(lambda text: 0 < len(text) <= limit and as_printed(text) == text)


def four(limit: int) -> st.SearchStrategy[dict[str, str]]:
    """Return texts in the four languages."""
    return st.fixed_dictionaries({language.value: printed(limit) for language in Language})


VALUES: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.fixed_dictionaries({"text": printed(40)}),
    st.fixed_dictionaries({"latin": printed(30)}, optional={"arabic": printed(30)}),
    st.fixed_dictionaries({"texts": four(20)}),
    st.dates().map(lambda day: {"date": day.isoformat()}),
    st.builds(
        lambda amount, currency: {"amount": amount, "currency": currency},
        st.integers(0, 10**15),
        st.sampled_from(["MAD", "EUR", "JPY"]),
    ),
)
DRAFTS = st.fixed_dictionaries(
    {
        "title": four(40),
        "languages": st.sampled_from([["ar"], ["en"], ["ar", "fr"], ["ar", "zgh"]]),
        "rows": st.lists(st.tuples(four(20), VALUES, st.booleans()), max_size=4).map(
            lambda rows: [
                ROWS[0],
                *(
                    row(f"r{at}", label, value, essential=essential)
                    for at, (label, value, essential) in enumerate(rows)
                ),
            ]
        ),
    }
)


@FEWER
@given(DRAFTS)
def test_any_sheet_comes_back_from_its_json_and_from_its_code(changes: dict[str, Any]) -> None:
    sheet = sheet_of(**changes)
    assert read_sheet(sheet.to_json()) == sheet
    verified = verify_code(sign_code(sheet, SEAL), TRUST, now=AT)
    assert verified.code == code_of(sheet, verified.code.issuer)


@given(st.text(max_size=80))
def test_a_text_that_was_made_ready_is_ready(text: str) -> None:
    assert as_printed(as_printed(text)) == as_printed(text)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_code_or_an_error(data: bytes) -> None:
    for attempt in (data, b"\xd2" + data, b"\xd2\x84" + data):
        with contextlib.suppress(CodeMalformedError):
            read_code(attempt)


@given(st.integers(0, len(CODE) - 1), st.binary(min_size=1, max_size=6), st.integers(0, 6))
def test_a_code_with_other_bytes_in_it_proves_nothing(at: int, new: bytes, old: int) -> None:
    changed = CODE[:at] + new + CODE[at + old :]
    if changed == CODE:
        return
    try:
        verify_code(changed, TRUST, now=AT)
    except CodeError:
        return
    raise AssertionError(changed.hex())


@given(st.text(max_size=60))
def test_any_text_has_a_code_in_it_or_an_error(text: str) -> None:
    try:
        data = code_in(text)
    except CodeMalformedError:
        return
    assert code_in(code_link("", data)) == data


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@FEWER
@given(
    st.dictionaries(
        st.sampled_from(["type", "issuer", "rows", "statements", "law", "languages", "notice"]),
        JSON,
        max_size=3,
    )
)
def test_any_json_is_a_draft_or_an_error(changes: dict[str, Any]) -> None:
    try:
        sheet = sheet_of(**changes)
    except SheetError:
        return
    assert read_sheet(sheet.to_json()) == sheet
