"""Who names a service, or writes a reason, writes text: never a command of the typesetter."""

import pytest

from sheets import receipt_sheet, text_of

MARKUP = [
    '#read("/etc/passwd")',
    "#sys.inputs",
    "= Heading *bold* _emphasis_ $x^2$",
    "`raw` <label> @reference // comment",
    "\\u{41}",
    '#pdf.attach("x", bytes("y"))',
    "https://elsewhere.example/",
]


@pytest.mark.parametrize("text", MARKUP)
def test_a_value_is_shown_as_it_is(text: str) -> None:
    assert text in text_of(receipt_sheet(facts={"Service": text})).replace("\r\n", " ")


def test_nothing_hidden_gets_onto_paper() -> None:
    shown = text_of(receipt_sheet(facts={"Service": "a\u202egnol\u2066b\u0000c日本"}))
    assert not set("\u202e\u2066\u0000日") & set(shown)
    assert "a\ufffdgnol\ufffdb" in shown
