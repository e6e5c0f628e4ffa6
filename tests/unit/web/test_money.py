import pytest

from thiqa.base import Money
from thiqa.web import Language
from thiqa.web.formats import format_money


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (Language.AR, "1.234.567,05\xa0درهم"),
        (Language.FR, "1\u202f234\u202f567,05\xa0MAD"),
        (Language.ZGH, "1\xa0234\xa0567,05\xa0MAD"),
        (Language.EN, "1,234,567.05\xa0MAD"),
    ],
)
def test_an_amount_is_written_as_its_readers_write_it(language: Language, text: str) -> None:
    assert format_money(Money(123_456_705, "MAD"), language) == text


def test_an_amount_keeps_every_minor_unit() -> None:
    assert format_money(Money(5, "MAD"), Language.EN) == "0.05\xa0MAD"
    assert format_money(Money(10**13, "MAD"), Language.EN) == "100,000,000,000.00\xa0MAD"
