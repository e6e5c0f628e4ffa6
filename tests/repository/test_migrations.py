"""The steps of the tables, of the provider and of the counter: one line, in the order of names."""

import importlib

import pytest

from repository.tree import SOURCE

ROOMS = ["storage", "counter"]


@pytest.mark.parametrize("room", ROOMS)
def test_the_steps_are_one_line(room: str) -> None:
    stems = _stems(room)
    steps = [importlib.import_module(_package_of(room, stem)) for stem in stems]
    numbers = [stem.partition("_")[0] for stem in stems]
    assert numbers == [f"{number:04}" for number in range(1, len(stems) + 1)]
    assert [step.revision for step in steps] == numbers
    assert [step.down_revision for step in steps] == [None, *numbers[:-1]]


@pytest.mark.parametrize("room", ROOMS)
def test_every_step_goes_forward_only_and_says_what_it_does(room: str) -> None:
    for stem in _stems(room):
        step = importlib.import_module(_package_of(room, stem))
        assert step.upgrade.__doc__
        assert not hasattr(step, "downgrade")


def _stems(room: str) -> list[str]:
    folder = SOURCE / room / "migrations" / "versions"
    return sorted(path.stem for path in folder.glob("[0-9]*.py"))


def _package_of(room: str, stem: str) -> str:
    return f"thiqa.{room}.migrations.versions.{stem}"
