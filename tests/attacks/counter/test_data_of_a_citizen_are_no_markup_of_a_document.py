"""A citizen types what looks like a placeholder, a template or a hidden character."""

import pytest

from service_files import read, text_with
from thiqa.counter.forms import CaseFacts, fill_document

TYPED = [
    "{claims.national_number}",
    "{decision.finding}",
    "{{ 7 * 7 }}",
    '#import "x.typ"',
    "<b>{0}</b>",
    "{fields.details.__class__}",
]


@pytest.mark.parametrize("typed", TYPED)
def test_what_is_typed_stands_in_the_document_as_it_is(typed: str) -> None:
    row = '    - label: {ar: س, fr: F, zgh: ⵜ, en: E}\n      latin: "{fields.details}"\n'
    service = read(text_with(("  rows:\n", "  rows:\n" + row)))
    assert service.document is not None
    facts = CaseFacts({"national_number": "AB123456"}, {"details": typed}, {}, {})
    assert fill_document(service, service.document, facts).rows[0].latin == typed


def test_a_name_cannot_turn_the_text_around_it() -> None:
    service = read(text_with())
    assert service.document is not None
    facts = CaseFacts({"family_name": "A\u202eB\nC"}, {}, {}, {})
    filled = fill_document(service, service.document, facts)
    assert filled.holder_latin == "A\ufffdB C"
