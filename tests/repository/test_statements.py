"""The statements of the provider's stores: each is about one side of the data."""

import importlib
import pkgutil
from collections.abc import Iterator

import thiqa.storage
from thiqa.database.statement import AnyStatement
from thiqa.storage.sides import one_side_of

FEWEST = 150
"""There are more: fewer means that they were not found."""


def _statements_of(held: object) -> Iterator[AnyStatement]:
    if isinstance(held, AnyStatement):
        yield held
    elif isinstance(held, tuple | list):
        for each in held:
            yield from _statements_of(each)
    elif type(held).__module__.startswith("thiqa.storage") and hasattr(held, "__dict__"):
        for each in vars(held).values():
            yield from _statements_of(each)


def test_no_statement_of_ours_touches_both_sides() -> None:
    ours = [
        statement
        for module in pkgutil.walk_packages(thiqa.storage.__path__, "thiqa.storage.")
        if ".migrations." not in module.name
        for held in vars(importlib.import_module(module.name)).values()
        for statement in _statements_of(held)
    ]
    assert len(set(ours)) > FEWEST
    for statement in ours:
        one_side_of(statement.tables)
