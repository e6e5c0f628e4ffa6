"""PIN and PUK: the one form in which each is sent."""

import pytest

from thiqa.card.errors import PinFormatError
from thiqa.card.pin_format import SecretName, pad, unpad
from thiqa.card.profile import FINEID_V4, THIQA_SPECIMEN


def test_a_pin_is_padded_as_its_profile_says() -> None:
    assert pad("1234", SecretName.PIN, FINEID_V4).hex() == "313233340000000000000000"
    assert pad("1234", SecretName.PIN, THIQA_SPECIMEN).hex() == "31323334ffffffff"


@pytest.mark.parametrize("pin", ["", "123", "123456789", "12a4", "١٢٣٤", "12 4", "²³⁴⁵"])
def test_a_pin_that_no_card_has_is_not_sent(pin: str) -> None:
    with pytest.raises(PinFormatError, match="4 to 8 digits"):
        pad(pin, SecretName.PIN, THIQA_SPECIMEN)


def test_a_puk_has_one_length() -> None:
    with pytest.raises(PinFormatError, match="a PUK has 8 digits"):
        pad("1234567", SecretName.PUK, THIQA_SPECIMEN)


@pytest.mark.parametrize("field", ["31323334ffff", "31ff3334ffffffff", "ffffffffffffffff"])
def test_a_number_that_is_padded_otherwise_is_refused(field: str) -> None:
    with pytest.raises(PinFormatError):
        unpad(bytes.fromhex(field), SecretName.PIN, THIQA_SPECIMEN)
