import pytest

from sheets import code_on, receipt_sheet
from thiqa.documents import CodeTooLargeError, make_qr_code

LINK = "https://thiqa.example/verify#"


def test_another_reader_reads_the_code_on_a_sheet() -> None:
    digits = "0123456789" * 300
    assert code_on(receipt_sheet(link=LINK, digits=digits)) == LINK + digits


def test_digits_take_a_third_of_a_byte() -> None:
    assert make_qr_code(LINK, "7" * 1_000).version < make_qr_code(LINK + "x" * 1_000).version


def test_what_one_code_does_not_hold_is_refused() -> None:
    assert make_qr_code("", "7" * 7_089).version == 40
    with pytest.raises(CodeTooLargeError):
        make_qr_code("", "7" * 7_090)
