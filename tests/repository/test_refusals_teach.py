"""Every refusal says which rule it follows, which parameter is guilty, and how to mend it."""

import ast
from collections.abc import Iterator
from pathlib import Path

from repository.tree import ROOT, SOURCE
from thiqa.oidc import errors
from thiqa.oidc.errors import ProtocolError

LESSON = {"rule", "parameter", "mend"}
KINDS = {
    name
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, ProtocolError)
}


def calls(path: Path) -> Iterator[ast.Call]:
    """Yield every call in a module that makes a refusal of the protocol."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KINDS:
            yield node


def is_silent(call: ast.Call) -> bool:
    """Tell whether a refusal answers a request without a token, which broke no rule yet."""
    first = call.args[0] if call.args else None
    return isinstance(first, ast.Constant) and first.value == ""


def test_no_refusal_lacks_its_lesson() -> None:
    lacking = [
        f"{path.relative_to(ROOT)}:{call.lineno} lacks {sorted(missing)}"
        for path in sorted(SOURCE.rglob("*.py"))
        for call in calls(path)
        if (missing := LESSON - {keyword.arg for keyword in call.keywords}) and not is_silent(call)
    ]
    assert lacking == [], "\n".join(lacking)


def test_a_lesson_has_words() -> None:
    """A mend is a sentence, and a rule is more than a name."""
    for path in SOURCE.rglob("*.py"):
        for call in calls(path):
            for keyword in call.keywords:
                if keyword.arg in LESSON and isinstance(keyword.value, ast.Constant):
                    assert keyword.value.value, f"{path}:{call.lineno}: {keyword.arg}"
                if keyword.arg == "mend" and isinstance(keyword.value, ast.Constant):
                    assert keyword.value.value.endswith("."), f"{path}:{call.lineno}"
