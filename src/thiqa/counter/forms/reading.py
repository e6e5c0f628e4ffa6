"""A whole form read: what was typed is kept as it is, also where it is wrong."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from thiqa.counter.catalogue import DeclarationKind, Field
from thiqa.counter.forms.faults import NO_FILE, FieldFault
from thiqa.counter.forms.values import read_value

MAX_KEPT_CHARACTERS = 5_000
"""Of one field, as it was typed; longer than the longest that any field takes."""
FIELD_PREFIX = "f."
"""Before a field's id in the form, so that no field is mistaken for one of the page's own."""


@dataclass(frozen=True, slots=True)
class FormReading:
    """What was typed, what of it holds, and what is wrong, each by the fields' ids."""

    typed: Mapping[str, str]
    values: Mapping[str, str]
    """Canonical texts; fields that are empty, or uploads, are not among them."""
    faults: Mapping[str, FieldFault]

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing and nothing is wrong."""
        return not self.faults


def typed_in(fields: Iterable[Field], form: Mapping[str, str]) -> Mapping[str, str]:
    """Return what a form that was sent holds for our fields, to be kept as a draft.

    A box that is not ticked is not sent at all, so it counts as empty.
    """
    typed = {}
    for field in fields:
        sent = form.get(FIELD_PREFIX + field.id)
        if sent is not None:
            typed[field.id] = sent[:MAX_KEPT_CHARACTERS]
        elif isinstance(field.kind, DeclarationKind):
            typed[field.id] = ""
    return MappingProxyType(typed)


def read_form(
    fields: Iterable[Field],
    typed: Mapping[str, str],
    *,
    today: date,
    uploaded: Collection[str] = (),
) -> FormReading:
    """Read every field; `uploaded`: the ids of the upload fields whose file is there and good."""
    values: dict[str, str] = {}
    faults: dict[str, FieldFault] = {}
    for field in fields:
        if field.is_upload:
            if field.required and field.id not in uploaded:
                faults[field.id] = NO_FILE
            continue
        read = read_value(field, typed.get(field.id, ""), today)
        if isinstance(read, FieldFault):
            faults[field.id] = read
        elif read != "":
            values[field.id] = read
    return FormReading(
        MappingProxyType(dict(typed)), MappingProxyType(values), MappingProxyType(faults)
    )
