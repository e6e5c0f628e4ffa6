"""A card that answers anything at all: the terminal ends with an error of its own, or is right."""

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from thiqa.card import THIQA_SPECIMEN, CardApplication, CardError
from thiqa.card.dialect import MAX_CERTIFICATE_BYTES

ANSWERS = st.binary(max_size=20) | st.sampled_from(
    [
        bytes.fromhex(answer)
        for answer in (
            "9000",
            "6101",
            "6C05",
            "63C1",
            "6983",
            "62048002000A9000",
            "30" * 10 + "9000",
            "A003DF2101059000",
            "A004DF2101059000",
            "5A" * 96 + "9000",
        )
    ]
)

Operation = Callable[[CardApplication], object]
OPERATIONS: list[Operation] = [
    CardApplication.read_certificate,
    CardApplication.pin_tries_left,
    lambda application: application.verify_pin("1234"),
    lambda application: application.change_pin("1234", "5678"),
    lambda application: application.unblock_pin("12345678", "5678"),
    lambda application: application.sign(bytes(48)),
]


class RandomCard:
    """Gives prepared answers, and then no more."""

    def __init__(self, answers: list[bytes]) -> None:
        self._answers = iter(answers)

    def transmit(self, command: bytes) -> bytes:
        return next(self._answers, b"\x6f\x00")


@settings(max_examples=500)
@given(st.sampled_from(OPERATIONS), st.lists(ANSWERS, max_size=40))
def test_only_card_errors_come_out(operation: Operation, answers: list[bytes]) -> None:
    try:
        result = operation(CardApplication(RandomCard(answers), THIQA_SPECIMEN))
    except CardError:
        return
    if isinstance(result, bytes):
        assert 0 < len(result) <= MAX_CERTIFICATE_BYTES
