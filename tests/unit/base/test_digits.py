import pytest

from thiqa.base import EncodingError
from thiqa.base.digits import bytes_of, digits_of


@pytest.mark.parametrize("data", [bytes(size) for size in range(1, 16)] + [b"\xff" * 15, b"\x01"])
def test_digits_give_the_same_bytes_again(data: bytes) -> None:
    assert bytes_of(digits_of(data)) == data


@pytest.mark.parametrize("digits", ["", "1", "12", "256", "9" * 17, "12a", "１２３", "9" * 7_090])
def test_digits_that_stand_for_no_bytes_are_refused(digits: str) -> None:
    with pytest.raises(EncodingError):
        bytes_of(digits)
