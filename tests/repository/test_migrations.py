"""The steps of the tables: one line, in the order of their names."""

import importlib

from repository.tree import SOURCE

VERSIONS = SOURCE / "storage" / "migrations" / "versions"


def test_the_steps_are_one_line() -> None:
    paths = sorted(VERSIONS.glob("[0-9]*.py"))
    steps = [importlib.import_module(f"{__package_of(path.stem)}") for path in paths]
    numbers = [path.name.partition("_")[0] for path in paths]
    assert numbers == [f"{number:04}" for number in range(1, len(paths) + 1)]
    assert [step.revision for step in steps] == numbers
    assert [step.down_revision for step in steps] == [None, *numbers[:-1]]


def test_every_step_goes_forward_only_and_says_what_it_does() -> None:
    for path in VERSIONS.glob("[0-9]*.py"):
        step = importlib.import_module(__package_of(path.stem))
        assert step.upgrade.__doc__
        assert not hasattr(step, "downgrade")


def __package_of(stem: str) -> str:
    return f"thiqa.storage.migrations.versions.{stem}"
