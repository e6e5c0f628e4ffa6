"""What people type, and what becomes of it."""

from datetime import date
from types import MappingProxyType

import pytest

from thiqa.counter.catalogue import (
    ChoiceKind,
    DayKind,
    DeclarationKind,
    Field,
    FieldKind,
    FileKind,
    NumberKind,
    Option,
    TextKind,
)
from thiqa.counter.forms import (
    FieldFault,
    field_views,
    prefilled,
    read_form,
    readable_value,
    typed_in,
)
from thiqa.counter.forms import faults as say
from thiqa.counter.forms.values import read_value
from thiqa.web import Language

TODAY = date(2026, 11, 22)
LABEL = MappingProxyType(dict.fromkeys(Language, "x"))
OPTIONS = (Option("one", {**LABEL, "fr": "Un"}), Option("two", LABEL))
LINE = TextKind(5)
LINES = TextKind(20, several_lines=True)


def field(
    kind: FieldKind, *, required: bool = True, name: str = "x", prefill: str | None = None
) -> Field:
    return Field(name, kind, LABEL, None, required, prefill)


@pytest.mark.parametrize(
    ("kind", "typed", "expected"),
    [
        (LINE, "  Rabat ", "Rabat"),
        (LINE, "a\u00a0 b", "a b"),
        (LINE, "سلا\u200f", "سلا"),
        (LINE, "e\u0301", "é"),
        (LINE, "Salé !?", FieldFault(say.TOO_LONG, {"most": "5", "found": "7"})),
        (LINE, "a\ud800", say.HIDDEN_SIGN),
        (LINE, "a\ue000", say.HIDDEN_SIGN),
        (LINE, " ", say.MISSING),
        (LINE, "\u200b", say.MISSING),
        (TextKind(9, pattern=r"[0-9]{4}-[0-9]{4}"), "2026-0001", "2026-0001"),
        (TextKind(9, pattern=r"[0-9]{4}-[0-9]{4}"), "2026-000", say.OTHER_FORM),
        (LINES, "a \r\n\r\nb\r\n", "a\n\nb"),
        (NumberKind(0, 5000), "٤٢", "42"),
        (NumberKind(0, 5000), "1 250", "1250"),
        (NumberKind(0, 5000), "007", "7"),
        (NumberKind(0, 5000), "1,5", say.NO_NUMBER),
        (NumberKind(0, 5000), "9" * 5000, say.NO_NUMBER),
        (NumberKind(0, 5000), "-1", FieldFault(say.TOO_SMALL, {"least": "0"})),
        (NumberKind(0, 5000), "5001", FieldFault(say.TOO_LARGE, {"most": "5000"})),
        (DayKind(None, 0), "2026-11-22", "2026-11-22"),
        (DayKind(None, 0), "22/11/2026", "2026-11-22"),
        (DayKind(None, 0), "٢٢/١١/٢٠٢٦", "2026-11-22"),
        (DayKind(None, 0), "30/02/2026", say.NO_DAY),
        (DayKind(None, 0), "yesterday", say.NO_DAY),
        (DayKind(None, 0), "23.11.2026", FieldFault(say.TOO_LATE, {"last": "22/11/2026"})),
        (DayKind(-1, None), "2026-11-20", FieldFault(say.TOO_EARLY, {"first": "21/11/2026"})),
        (ChoiceKind(OPTIONS), "two", "two"),
        (ChoiceKind(OPTIONS), "three", say.NOT_CHOSEN),
        (ChoiceKind(OPTIONS), "", say.NOT_CHOSEN),
        (DeclarationKind(), "yes", "yes"),
        (DeclarationKind(), "no", say.NOT_DECLARED),
        (DeclarationKind(), "", say.NOT_DECLARED),
    ],
)
def test_what_is_typed_has_one_canonical_text_or_a_fault(
    kind: FieldKind, typed: str, expected: str | FieldFault
) -> None:
    assert read_value(field(kind), typed, TODAY) == expected


def test_what_may_be_left_empty_may_be() -> None:
    assert read_value(field(LINE, required=False), "  ", TODAY) == ""


def test_what_is_wrong_is_kept_as_it_was_typed() -> None:
    fields = (field(NumberKind(0, 9), name="n"), field(LINE, name="t"))
    typed = typed_in(fields, {"f.n": "many ", "f.t": "Rabat", "other": "x"})
    reading = read_form(fields, typed, today=TODAY)
    assert reading.typed == {"n": "many ", "t": "Rabat"}
    assert reading.values == {"t": "Rabat"}
    assert reading.faults == {"n": say.NO_NUMBER}
    assert not reading.is_complete
    views = field_views(fields, reading.typed, reading.faults)
    assert [(view.name, view.typed, view.fault) for view in views] == [
        ("f.n", "many ", say.NO_NUMBER),
        ("f.t", "Rabat", None),
    ]


def test_a_box_that_is_not_sent_is_not_ticked() -> None:
    fields = (field(DeclarationKind()),)
    assert typed_in(fields, {}) == {"x": ""}


def test_a_file_that_is_needed_has_to_be_there() -> None:
    fields = (field(FileKind(("application/pdf",), 1000), name="proof"),)
    assert read_form(fields, {}, today=TODAY).faults == {"proof": say.NO_FILE}
    assert read_form(fields, {}, today=TODAY, uploaded=["proof"]).is_complete


def test_a_day_that_is_none_is_shown_as_it_was_typed() -> None:
    fields = (field(DayKind(None, None)),)
    shown = [
        (view.kind, view.shown)
        for typed in ("", "22/11/2026", "soon")
        for view in field_views(fields, {"x": typed}, {})
    ]
    assert shown == [("day", ""), ("day", "2026-11-22"), ("text", "soon")]


def test_a_field_begins_with_what_the_provider_said() -> None:
    fields = (field(LINE, prefill="address"), field(LINE, name="y", prefill="gender"))
    assert prefilled(fields, {"address": {"formatted": "12, rue X"}}) == {"x": "12, rue X"}


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (ChoiceKind(OPTIONS), "one", "Un"),
        (ChoiceKind(OPTIONS), "none", ""),
        (DayKind(None, None), "2026-11-22", "22 novembre 2026"),
        (DayKind(None, None), "", ""),
        (LINE, "Salé", "Salé"),
    ],
)
def test_a_canonical_text_is_read_back(kind: FieldKind, value: str, expected: str) -> None:
    assert readable_value(field(kind), value, Language.FR) == expected
