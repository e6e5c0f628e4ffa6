"""A guess is never compared with a secret by an operator that stops at the first wrong byte.

How long each comparison takes is measured by `python -m bench.timing`; here is what would make it
leak: `==` or `!=` on something that is named like a secret.
"""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from thiqa.base import constant_time_equal

SOURCE = Path(__file__).parents[3] / "src" / "thiqa"
SECRET = re.compile(r"(^|_)(secret|digest|mac|hmac|password|pin|puk|verifier)$")


def comparisons(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Return line and name of each side of a comparison that stops early."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq | ast.NotEq):
            for side in (node.left, *node.comparators):
                if isinstance(side, ast.Name | ast.Attribute):
                    yield node.lineno, side.id if isinstance(side, ast.Name) else side.attr


@pytest.mark.parametrize("package", ["oidc", "portal", "console", "login", "web", "people"])
def test_nothing_that_is_secret_is_compared_with_an_operator(package: str) -> None:
    found = [
        f"{path.relative_to(SOURCE)}:{line} {name}"
        for path in sorted((SOURCE / package).rglob("*.py"))
        for line, name in comparisons(ast.parse(path.read_text()))
        if SECRET.search(name) and not name.startswith("is_")
    ]
    assert found == []


def test_the_comparison_that_is_used_instead_does_not_stop_early() -> None:
    [call] = [
        node
        for node in ast.walk(ast.parse(inspect.getsource(constant_time_equal)))
        if isinstance(node, ast.Call)
    ]
    assert ast.unparse(call.func) == "hmac.compare_digest"
