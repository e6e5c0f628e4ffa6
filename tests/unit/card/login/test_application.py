"""The terminal: what a login needs of a card, and what it makes of strange answers."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from specimen_cards import PIN, PUK, make_card
from thiqa.card import (
    FINEID_V4,
    THIQA_SPECIMEN,
    CardApplication,
    CardProfile,
    InProcessConnection,
    SoftwareCard,
    find_application,
)
from thiqa.card.errors import (
    ApduError,
    CardAnswerError,
    CardRemovedError,
    NotOurCardError,
    PinBlockedError,
    PinFormatError,
    PinRequiredError,
    PukBlockedError,
    TlvError,
    WrongPinError,
    WrongPukError,
)
from thiqa.card.software.memory import FileMemory

DIGEST = b"\x5a" * 48


class ScriptedCard:
    """Answers by instruction, in hexadecimal digits; everything else with 9000."""

    def __init__(self, answers: Mapping[int, str]) -> None:
        self._answers = answers
        self.commands: list[bytes] = []

    def transmit(self, command: bytes) -> bytes:
        self.commands.append(command)
        return bytes.fromhex(self._answers.get(command[1], "9000"))


@pytest.fixture(params=[THIQA_SPECIMEN, FINEID_V4], ids=lambda profile: profile.name)
def application(request: pytest.FixtureRequest, card_path: Path) -> CardApplication:
    """The adult's card, of either profile, found by asking it."""
    profile: CardProfile = request.param
    return find_application(InProcessConnection(make_card(card_path, profile=profile)))


def test_the_certificate_is_read_whole(application: CardApplication, card_path: Path) -> None:
    assert application.read_certificate() == FileMemory(card_path).read().certificate


def test_a_wrong_pin_says_how_many_tries_are_left(application: CardApplication) -> None:
    before = application.pin_tries_left()
    with pytest.raises(WrongPinError) as wrong:
        application.verify_pin("9999")
    assert wrong.value.tries_left == application.pin_tries_left() == before - 1


def test_a_blocked_pin_is_said_until_the_puk_unblocks_it(application: CardApplication) -> None:
    for left in reversed(range(application.pin_tries_left())):
        with pytest.raises(WrongPinError, match=f"{left} tries left"):
            application.verify_pin("9999")
    for pin in ("9999", PIN):
        with pytest.raises(PinBlockedError):
            application.verify_pin(pin)
    application.unblock_pin(PUK, "5678")
    application.verify_pin("5678")


def test_a_wrong_puk_says_how_many_tries_are_left_until_it_is_blocked(
    application: CardApplication,
) -> None:
    for left in reversed(range(application.puk_tries_left())):
        with pytest.raises(WrongPukError, match=f"{left} tries left"):
            application.unblock_pin("99999999", PIN)
    assert application.puk_tries_left() == 0
    with pytest.raises(PukBlockedError):
        application.unblock_pin(PUK, PIN)


def test_the_pin_is_changed_with_the_old_one(application: CardApplication) -> None:
    with pytest.raises(WrongPinError):
        application.change_pin("9999", "5678")
    application.change_pin(PIN, "5678")
    with pytest.raises(WrongPinError):
        application.verify_pin(PIN)
    application.verify_pin("5678")


def test_a_pin_that_no_card_has_is_never_sent(application: CardApplication) -> None:
    before = application.pin_tries_left()
    for pin in ("123", "1234567890123", "12a4"):
        with pytest.raises(PinFormatError):
            application.verify_pin(pin)
        with pytest.raises(PinFormatError):
            application.change_pin(PIN, pin)
        with pytest.raises(PinFormatError):
            application.unblock_pin(PUK, pin)
    assert application.pin_tries_left() == before


def test_signing_needs_the_pin(application: CardApplication) -> None:
    with pytest.raises(PinRequiredError):
        application.sign(DIGEST)
    application.verify_pin(PIN)
    assert len(application.sign(DIGEST)) == 96


def test_a_digest_of_another_length_is_refused_by_the_card(application: CardApplication) -> None:
    application.verify_pin(PIN)
    with pytest.raises(CardAnswerError, match="giving the hash: the card answered 6A80"):
        application.sign(DIGEST[:32])


def test_a_card_that_was_taken_out_is_named(card: SoftwareCard) -> None:
    connection = InProcessConnection(card)
    application = CardApplication.select(connection)
    connection.close()
    with pytest.raises(CardRemovedError):
        application.verify_pin(PIN)


def test_a_card_without_our_application_is_not_ours(finnish: SoftwareCard) -> None:
    with pytest.raises(NotOurCardError, match="thiqa-specimen"):
        CardApplication.select(finnish)
    with pytest.raises(NotOurCardError):
        find_application(ScriptedCard({0xA4: "6A82"}))


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("90", ApduError),
        ("0000", ApduError),
        ("9000", TlvError),
        ("6F0080020100 9000", TlvError),
        ("6204 83020100 9000", TlvError),
        ("6204 80027FFF 9000", CardAnswerError),
        ("6204 80020000 9000", CardAnswerError),
        ("6A82", CardAnswerError),
    ],
)
def test_a_strange_answer_about_the_file_is_an_error(answer: str, error: type[Exception]) -> None:
    application = CardApplication(ScriptedCard({0xA4: answer}), THIQA_SPECIMEN)
    with pytest.raises(error):
        application.read_certificate()


def test_a_file_that_ends_early_is_an_error_and_no_endless_loop() -> None:
    card = ScriptedCard({0xA4: "6204 80020200 9000", 0xB0: "9000"})
    with pytest.raises(CardAnswerError, match="reading the certificate"):
        CardApplication(card, THIQA_SPECIMEN).read_certificate()


def test_an_answer_that_never_ends_is_given_up() -> None:
    card = ScriptedCard({0xA4: "6100", 0xC0: "00 6100"})
    with pytest.raises(CardAnswerError, match="in parts"):
        CardApplication(card, THIQA_SPECIMEN).read_certificate()


def test_a_card_that_wants_another_le_is_asked_again() -> None:
    card = ScriptedCard({0xCB: "6C0B"})
    with pytest.raises(CardAnswerError, match="6C0B"):
        CardApplication(card, THIQA_SPECIMEN).pin_tries_left()
    assert [command[-1] for command in card.commands] == [0x00, 0x0B]


@pytest.mark.parametrize("answer", ["A0059000", "9000", "A00383018190 00", "A003DF2100 9000"])
def test_a_strange_answer_about_the_tries_is_an_error(answer: str) -> None:
    with pytest.raises(TlvError):
        CardApplication(ScriptedCard({0xCB: answer}), THIQA_SPECIMEN).pin_tries_left()


def test_a_signature_of_another_length_is_an_error() -> None:
    with pytest.raises(CardAnswerError, match="signing"):
        CardApplication(ScriptedCard({}), THIQA_SPECIMEN).sign(DIGEST)
