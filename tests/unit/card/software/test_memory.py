"""The file of a software card: whole, private, never overwritten by another card."""

from dataclasses import replace
from pathlib import Path

import pytest

from specimen_cards import make_card
from thiqa.card.errors import CardPresentError, CardStateError
from thiqa.card.software.memory import FileMemory


@pytest.fixture
def memory(card_path: Path) -> FileMemory:
    make_card(card_path)
    return FileMemory(card_path)


def test_what_is_written_is_read_again(memory: FileMemory) -> None:
    state = replace(memory.read(), persona="other")
    with memory.exclusive():
        memory.write(state)
    assert memory.read() == state


def test_only_the_owner_may_read_the_file(memory: FileMemory, card_path: Path) -> None:
    assert {path.stat().st_mode & 0o777 for path in card_path.parent.iterdir()} == {0o600}
    card_path.chmod(0o640)
    with pytest.raises(CardStateError, match="chmod 600"):
        memory.read()


def test_a_card_is_never_overwritten_by_another(memory: FileMemory) -> None:
    with pytest.raises(CardPresentError):
        memory.create(memory.read())


def test_a_write_that_fails_keeps_the_old_state(memory: FileMemory, card_path: Path) -> None:
    before = memory.read()
    card_path.with_name(".card.json.draft").mkdir()
    with pytest.raises(CardStateError, match="cannot write"):
        memory.write(replace(before, persona="other"))
    assert memory.read() == before


def test_a_draft_left_by_a_loss_of_power_is_no_obstacle(
    memory: FileMemory, card_path: Path
) -> None:
    card_path.with_name(".card.json.draft").write_bytes(b"half a st")
    memory.write(replace(memory.read(), persona="other"))
    assert memory.read().persona == "other"


def test_a_draft_is_never_written_through_a_link(memory: FileMemory, card_path: Path) -> None:
    victim = card_path.with_name("victim")
    victim.write_text("kept")
    card_path.with_name(".card.json.draft").symlink_to(victim)
    memory.write(memory.read())
    assert victim.read_text() == "kept"


def test_a_missing_card_or_folder_is_named(tmp_path: Path) -> None:
    memory = FileMemory(tmp_path / "nowhere" / "card.json")
    with pytest.raises(CardStateError, match="nowhere"):
        memory.read()
    with pytest.raises(CardStateError, match="cannot lock"), memory.exclusive():
        pass


def test_a_card_under_two_names_stays_one_card(memory: FileMemory, card_path: Path) -> None:
    link = card_path.with_name("link.json")
    link.symlink_to(card_path)
    FileMemory(link).write(replace(memory.read(), persona="other"))
    assert memory.read().persona == "other"
    assert link.is_symlink()
