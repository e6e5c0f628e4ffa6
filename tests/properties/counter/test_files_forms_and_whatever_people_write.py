"""Parsers of the counter and whatever they are given: read, or refused; never anything else."""

from datetime import date
from types import MappingProxyType

from hypothesis import example, given
from hypothesis import strategies as st

from service_files import bodies, text_with
from thiqa.counter.catalogue import (
    CatalogueFault,
    CatalogueFaultError,
    ChoiceKind,
    DayKind,
    DeclarationKind,
    Field,
    FieldKind,
    NumberKind,
    Option,
    Placeholder,
    TextKind,
)
from thiqa.counter.catalogue.loading import read_service
from thiqa.counter.catalogue.templates import TemplateFormatError, parse_template
from thiqa.counter.catalogue.yaml_source import parse_yaml
from thiqa.counter.forms import FieldFault, read_form
from thiqa.counter.forms.values import read_value
from thiqa.counter.uploads.looking import kind_of
from thiqa.web import Language

TODAY = date(2026, 11, 22)
LABEL = MappingProxyType(dict.fromkeys(Language, "x"))
KINDS: list[FieldKind] = [
    TextKind(20),
    TextKind(50, several_lines=True),
    NumberKind(-5, 5_000),
    DayKind(-40_000, 40_000),
    ChoiceKind((Option("one", LABEL), Option("two", LABEL))),
    DeclarationKind(),
]
FIELDS = st.builds(
    Field,
    id=st.just("x"),
    kind=st.sampled_from(KINDS),
    label=st.just(LABEL),
    help=st.none(),
    required=st.booleans(),
)
TYPED = st.text(max_size=60) | st.sampled_from(["12/11/2026", "٣٠", "one", "yes", "-5", "\u200f"])
LINES = text_with().splitlines(keepends=True)


@given(FIELDS, TYPED)
def test_a_canonical_text_is_its_own(field: Field, typed: str) -> None:
    read = read_value(field, typed, TODAY)
    if isinstance(read, str):
        assert read_value(field, read, TODAY) == read


@given(FIELDS, TYPED)
def test_what_was_typed_is_never_changed(field: Field, typed: str) -> None:
    reading = read_form([field], {"x": typed}, today=TODAY)
    assert reading.typed == {"x": typed}
    assert reading.is_complete is not isinstance(reading.faults.get("x"), FieldFault)


@given(
    st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "ignore"))
)
@example(b"&a [*a]")
@example(b"a: !!python/name:os.system x")
@example(b"\xef\xbb\xbfa: 1")
def test_whatever_is_in_a_file_is_read_or_refused_with_a_line(data: bytes) -> None:
    faults: tuple[CatalogueFault, ...] = ()
    try:
        parse_yaml(data, "x.yaml")
    except CatalogueFaultError as error:
        faults = error.faults
    assert all(fault.line > 0 for fault in faults)


@given(st.integers(0, len(LINES) - 1), st.text(max_size=40))
def test_a_line_that_is_spoilt_is_no_crash(where: int, text: str) -> None:
    spoilt = "".join((*LINES[:where], text, "\n", *LINES[where + 1 :]))
    faults: tuple[CatalogueFault, ...] = ()
    try:
        read_service("fiche-anthropometrique.yaml", spoilt.encode("utf-8", "ignore"), bodies())
    except CatalogueFaultError as error:
        faults = error.faults
    assert all(0 < fault.line <= len(LINES) + 1 for fault in faults)


@given(st.text(max_size=80))
@example("{claims.family_name#ar} {a.b")
def test_a_template_says_what_it_was_read_from(text: str) -> None:
    try:
        template = parse_template(text)
    except TemplateFormatError:
        return
    assert template.fill(Placeholder.__str__) == text


@given(st.binary(max_size=40))
def test_a_file_is_what_it_begins_with(data: bytes) -> None:
    assert kind_of(data) in {"", "application/pdf", "image/jpeg", "image/png"}
