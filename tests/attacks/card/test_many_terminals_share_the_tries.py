"""Several processes with the same card have its tries between them, and not each."""

import multiprocessing
from pathlib import Path

from specimen_cards import SELECT, VERIFY, VERIFY_WRONG, make_card, status
from thiqa.card import open_card

PROCESSES = 6


def guess(path: Path) -> list[int]:
    card = open_card(path)
    assert status(card, SELECT) == 0x9000
    return [status(card, VERIFY_WRONG) for _ in range(3)]


def test_wrong_pins_of_all_processes_together_use_up_the_tries_once(tmp_path: Path) -> None:
    path = tmp_path / "card.json"
    card = make_card(path)
    with multiprocessing.get_context("fork").Pool(PROCESSES) as pool:
        answers = [word for words in pool.map(guess, [path] * PROCESSES) for word in words]
    assert sorted(answers) == sorted([0x63C2, 0x63C1, 0x63C0] + [0x6983] * (3 * PROCESSES - 3))
    assert status(card, SELECT) == 0x9000
    assert status(card, VERIFY) == 0x6983


def test_a_pin_blocked_elsewhere_is_blocked_here(tmp_path: Path) -> None:
    path = tmp_path / "card.json"
    here, elsewhere = make_card(path), open_card(path)
    for card in (here, elsewhere):
        assert status(card, SELECT) == 0x9000
    for _ in range(3):
        status(elsewhere, VERIFY_WRONG)
    assert status(here, VERIFY) == 0x6983
