"""Files of the catalogue that would cost much, or say one thing and mean another."""

import pytest

from service_files import faults_of
from thiqa.counter.catalogue import CatalogueFaultError
from thiqa.counter.catalogue.loading import read_service

BOMB = "a: &a [x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a]\nc: [*b, *b, *b, *b, *b]\n"


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (BOMB, 1, "an anchor"),
        ("a: *b\n", 1, "an alias"),
        ("service: a\nname: !!python/object/apply:os.system [id]\n", 2, "a tag"),
        ("service: !!str a\n", 1, "a tag"),
        ("service: a\n---\nservice: b\n", 2, "a second document"),
        ("service: a\nbody: b\nservice: c\n", 3, "'service' is already there, on line 1"),
        ("[" * 40 + "]" * 40, 1, "nested deeper"),
        ("- x\n" * 6_000, 4_998, "more than 5000 values"),
        ("# " + "x" * 140_000, 1, "longer than"),
        ("service: a\nname:\n", 2, "has no value"),
        ("service: a\n? [b, c]\n: d\n", 2, "a name that is no text"),
        ("service: a\nbody: [b\n", 3, "not YAML"),
        ("", 1, "empty"),
        ("service: a\nbody: \x01\n", 1, "not YAML"),
    ],
)
def test_a_hostile_file_is_refused_with_its_line(text: str, line: int, reason: str) -> None:
    (fault,) = faults_of(text)
    assert reason in fault.reason
    assert fault.line == line


def test_a_file_that_is_not_utf_8_is_refused_with_its_line() -> None:
    with pytest.raises(CatalogueFaultError, match=r"^x\.yaml:2: not UTF-8$"):
        read_service("x.yaml", b"service: a\nbody: \xff\n", {})
