"""VERIFY, CHANGE REFERENCE DATA, RESET RETRY COUNTER, GET DATA: every path to every status word."""

from pathlib import Path

import pytest

from specimen_cards import SELECT, SET_KEY, SIGN, TAKE_HASH, VERIFY, VERIFY_WRONG, ask, status
from thiqa.card import SoftwareCard

NEW = "3536373839FFFFFF"
OLD = "31323334FFFFFFFF"
WRONG = "39393939FFFFFFFF"
PUK = "3132333435363738"
WRONG_PUK = "3939393939393939"

CHANGE = f"0024008110{OLD}{NEW}"
UNBLOCK = f"002C008110{PUK}{NEW}"
VERIFY_NEW = f"0020008108{NEW}"
ASK_VERIFIED = "00200081"
FORGET = "0020FF81"


def tries(card: SoftwareCard) -> tuple[int, int]:
    """Return the tries left of PIN and PUK, as GET DATA says them."""
    answers = [ask(card, f"00CB00FF05A0038301{reference}00") for reference in ("81", "83")]
    assert all(sw == 0x9000 for _, sw in answers)
    pin, puk = (data[data.index(b"\xdf\x21\x01") + 3] for data, _ in answers)
    return pin, puk


def test_the_right_pin_is_accepted(selected: SoftwareCard) -> None:
    assert ask(selected, VERIFY) == (b"", 0x9000)
    assert tries(selected) == (3, 5)


def test_each_wrong_pin_takes_a_try_until_it_is_blocked(selected: SoftwareCard) -> None:
    assert [status(selected, VERIFY_WRONG) for _ in range(4)] == [0x63C2, 0x63C1, 0x63C0, 0x6983]
    assert tries(selected) == (0, 5)


def test_the_right_pin_gives_all_tries_back(selected: SoftwareCard) -> None:
    assert status(selected, VERIFY_WRONG) == 0x63C2
    assert status(selected, VERIFY) == 0x9000
    assert tries(selected) == (3, 5)


def test_verify_without_data_says_what_holds(selected: SoftwareCard) -> None:
    assert status(selected, ASK_VERIFIED) == 0x63C3
    assert status(selected, VERIFY) == 0x9000
    assert status(selected, ASK_VERIFIED) == 0x9000
    for _ in range(3):
        status(selected, VERIFY_WRONG)
    assert status(selected, ASK_VERIFIED) == 0x6983
    assert tries(selected) == (0, 5)


def test_the_verified_state_can_be_given_up(selected: SoftwareCard) -> None:
    assert status(selected, VERIFY) == 0x9000
    assert status(selected, FORGET) == 0x9000
    assert status(selected, ASK_VERIFIED) == 0x63C3


def test_a_wrong_pin_ends_the_verified_state(selected: SoftwareCard) -> None:
    assert status(selected, VERIFY) == 0x9000
    assert status(selected, VERIFY_WRONG) == 0x63C2
    assert status(selected, ASK_VERIFIED) == 0x63C2


@pytest.mark.parametrize(
    ("command", "sw"),
    [
        ("0020008107 31323334FFFFFF", 0x6700),
        ("0020008108 3132333400000000", 0x6A80),
        ("0020008108 313233FFFFFFFFFF", 0x6A80),
        ("0020008108 FFFFFFFFFFFFFFFF", 0x6A80),
        ("0020008108 3132333AFFFFFFFF", 0x6A80),
        ("0020008208 31323334FFFFFFFF", 0x6A88),
        ("0020018108 31323334FFFFFFFF", 0x6A86),
        ("0020FF8108 31323334FFFFFFFF", 0x6A86),
        (f"0024008108 {OLD}", 0x6700),
        (f"0024018110 {OLD}{NEW}", 0x6A86),
        (f"0024008210 {OLD}{NEW}", 0x6A88),
        (f"0024008110 {OLD}3536FFFFFFFFFFFF", 0x6A80),
        (f"002C018110 {PUK}{NEW}", 0x6A86),
        (f"002C008310 {PUK}{NEW}", 0x6A88),
        (f"002C008108 {PUK}", 0x6700),
        (f"002C008110 31323334353637FF{NEW}", 0x6A80),
        (f"002C008110 {PUK}3536FFFFFFFFFFFF", 0x6A80),
    ],
)
def test_a_wrong_form_is_refused_and_costs_no_try(
    selected: SoftwareCard, command: str, sw: int
) -> None:
    assert status(selected, command) == sw
    assert tries(selected) == (3, 5)


@pytest.mark.parametrize("command", [VERIFY, CHANGE, UNBLOCK, "00CB00FF05A003830181", FORGET])
def test_nothing_is_done_before_the_application_is_selected(
    card: SoftwareCard, command: str
) -> None:
    assert status(card, command) == 0x6985
    assert status(card, SELECT) == 0x9000
    assert tries(card) == (3, 5)


def test_a_changed_pin_replaces_the_old_one(selected: SoftwareCard) -> None:
    assert status(selected, CHANGE) == 0x9000
    assert status(selected, VERIFY) == 0x63C2
    assert status(selected, VERIFY_NEW) == 0x9000


def test_changing_with_a_wrong_old_pin_takes_a_try(selected: SoftwareCard) -> None:
    assert status(selected, f"0024008110{WRONG}{NEW}") == 0x63C2
    assert status(selected, VERIFY_NEW) == 0x63C1


def test_changing_the_pin_does_not_verify_it(selected: SoftwareCard) -> None:
    assert status(selected, CHANGE) == 0x9000
    assert status(selected, ASK_VERIFIED) == 0x63C3


def test_a_blocked_pin_cannot_be_changed(selected: SoftwareCard) -> None:
    for _ in range(3):
        status(selected, VERIFY_WRONG)
    assert status(selected, CHANGE) == 0x6983


def test_the_puk_sets_a_new_pin_with_all_its_tries(selected: SoftwareCard) -> None:
    for _ in range(3):
        status(selected, VERIFY_WRONG)
    assert status(selected, UNBLOCK) == 0x9000
    assert tries(selected) == (3, 5)
    assert status(selected, ASK_VERIFIED) == 0x63C3
    assert status(selected, VERIFY_NEW) == 0x9000


def test_a_wrong_puk_takes_a_try_until_it_is_blocked(selected: SoftwareCard) -> None:
    wrong = f"002C008110{WRONG_PUK}{NEW}"
    assert [status(selected, wrong) for _ in range(6)] == [
        0x63C4,
        0x63C3,
        0x63C2,
        0x63C1,
        0x63C0,
        0x6983,
    ]
    assert status(selected, UNBLOCK) == 0x6983
    assert tries(selected) == (3, 0)
    assert status(selected, VERIFY) == 0x9000


def test_the_right_puk_gives_its_own_tries_back(selected: SoftwareCard) -> None:
    assert status(selected, f"002C008110{WRONG_PUK}{NEW}") == 0x63C4
    assert status(selected, UNBLOCK) == 0x9000
    assert tries(selected) == (3, 5)


def test_what_the_card_knows_outlives_a_reset(selected: SoftwareCard) -> None:
    status(selected, VERIFY_WRONG)
    selected.reset()
    assert status(selected, SELECT) == 0x9000
    assert tries(selected) == (2, 5)


def test_get_data_answers_in_the_finnish_form(selected: SoftwareCard) -> None:
    data, sw = ask(selected, "00CB00FF05A00383018100")
    assert (data.hex(), sw) == ("a00b830181df210103df280108", 0x9000)


@pytest.mark.parametrize(
    ("command", "sw"),
    [
        ("00CB00FE05A00383018100", 0x6A86),
        ("00CB3FFF05A00383018100", 0x6A86),
        ("00CB00FF05A00383018200", 0x6A88),
        ("00CB00FF06A004830200 8100", 0x6A88),
        ("00CB00FF05A103830181 00", 0x6A80),
        ("00CB00FF05A00483018100", 0x6A80),
        ("00CB00FF00", 0x6A80),
    ],
)
def test_get_data_knows_nothing_else(selected: SoftwareCard, command: str, sw: int) -> None:
    assert status(selected, command) == sw


def test_a_state_that_cannot_be_written_compares_nothing(
    selected: SoftwareCard, card_path: Path
) -> None:
    card_path.with_name(".card.json.draft").mkdir()
    assert status(selected, VERIFY) == 0x6581
    assert [status(selected, command) for command in (SET_KEY, TAKE_HASH, SIGN)][-1] == 0x6982


def test_a_damaged_state_is_a_memory_failure(selected: SoftwareCard, card_path: Path) -> None:
    card_path.write_bytes(b"{}")
    assert status(selected, VERIFY) == 0x6581
    assert status(selected, "00CB00FF05A00383018100") == 0x6581
