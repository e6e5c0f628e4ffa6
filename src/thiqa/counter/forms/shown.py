"""Fields as pages show them: to be filled in, or read back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from thiqa.counter.catalogue import (
    ChoiceKind,
    DayKind,
    DeclarationKind,
    Field,
    FieldKind,
    FileKind,
    NumberKind,
    PhotoKind,
    TextKind,
)
from thiqa.counter.forms.faults import FieldFault
from thiqa.counter.forms.reading import FIELD_PREFIX
from thiqa.counter.forms.values import parse_day
from thiqa.counter.identity.claims import readable
from thiqa.web import Language
from thiqa.web.formats import format_day
from thiqa.web.messages import message

DECLARED_TEXT = message("Yes")

_NAMES: Mapping[type[FieldKind], str] = {
    TextKind: "text",
    NumberKind: "number",
    DayKind: "day",
    ChoiceKind: "choice",
    DeclarationKind: "declaration",
    FileKind: "file",
    PhotoKind: "photo",
}


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field of a form, as `form_fields.html` draws it."""

    field: Field
    typed: str
    fault: FieldFault | None

    @property
    def name(self) -> str:
        """Its name in the form that is sent."""
        return FIELD_PREFIX + self.field.id

    @property
    def kind(self) -> str:
        """What is drawn."""
        match self.field.kind:
            case TextKind(several_lines=True):
                return "lines"
            case DayKind() if self.typed and parse_day(self.typed) is None:
                return "text"  # a field for days would lose what is no day
            case kind:
                return _NAMES[type(kind)]

    @property
    def shown(self) -> str:
        """What stands in it: as typed, but a day as fields for days want it."""
        day = parse_day(self.typed) if self.kind == "day" else None
        return self.typed if day is None else day.isoformat()


def field_views(
    fields: Iterable[Field],
    typed: Mapping[str, str],
    faults: Mapping[str, FieldFault],
) -> tuple[FieldView, ...]:
    """Return the fields of a form with what was typed, and what is wrong with it."""
    return tuple(
        FieldView(field, typed.get(field.id, ""), faults.get(field.id)) for field in fields
    )


def prefilled(fields: Iterable[Field], claims: Mapping[str, Any]) -> Mapping[str, str]:
    """Return what stands in fields at first: what the provider told us of the citizen."""
    return {
        field.id: text
        for field in fields
        if field.prefill and (text := _prefill(field, claims.get(field.prefill)))
    }


def _prefill(field: Field, value: Any) -> str:
    if isinstance(field.kind, DayKind):
        return value if isinstance(value, str) else ""
    return readable(field.prefill or "", value, Language.FR)


def readable_value(field: Field, value: str, language: Language) -> str:
    """Return a canonical text as a person reads it; an English message for a declaration."""
    match field.kind:
        case ChoiceKind() as kind:
            return next((each.label[language] for each in kind.options if each.id == value), "")
        case DayKind() if value:
            return format_day(date.fromisoformat(value), language)
        case _:
            return value
