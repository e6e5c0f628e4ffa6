"""Fields shown and read: what was typed is kept, what holds has one canonical text."""

from thiqa.counter.forms.applicants import ApplicantRefusedError, check_applicant
from thiqa.counter.forms.faults import FieldFault
from thiqa.counter.forms.filling import (
    CaseFacts,
    FilledDocument,
    FilledRow,
    fill_document,
    fill_question,
    is_yes,
)
from thiqa.counter.forms.reading import FIELD_PREFIX, FormReading, read_form, typed_in
from thiqa.counter.forms.shown import FieldView, field_views, prefilled, readable_value

__all__ = [
    "FIELD_PREFIX",
    "ApplicantRefusedError",
    "CaseFacts",
    "FieldFault",
    "FieldView",
    "FilledDocument",
    "FilledRow",
    "FormReading",
    "check_applicant",
    "field_views",
    "fill_document",
    "fill_question",
    "is_yes",
    "prefilled",
    "read_form",
    "readable_value",
    "typed_in",
]
