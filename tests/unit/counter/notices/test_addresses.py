import pytest

from thiqa.counter.notices.addresses import read_place
from thiqa.counter.notices.errors import AddressError
from thiqa.counter.notices.models import Channel, Place

MOROCCO = ("+212",)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("salma@example.ma", "salma@example.ma"),
        ("  Salma.Benali+papers@Mail.EXAMPLE.ma ", "Salma.Benali+papers@mail.example.ma"),
        ("a@xn--mgbc0a9azcg.example", "a@xn--mgbc0a9azcg.example"),
    ],
)
def test_an_email_address_is_brought_into_one_form(typed: str, address: str) -> None:
    assert read_place(Channel.EMAIL, typed, MOROCCO) == Place(Channel.EMAIL, address)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "salma",
        "salma@",
        "@example.ma",
        "salma@example",
        "salma@192.0.2.1",
        "salma@[192.0.2.1]",
        "salma@-example.ma",
        "sal ma@example.ma",
        "salma@example.ma\nBcc: all@example.ma",
        "salma@example.ma, other@example.ma",
        '"salma"@example.ma',
        "Salma <salma@example.ma>",
        ".salma@example.ma",
        "سلمى@example.ma",
        f"{'a' * 65}@example.ma",
        f"a@{'a.' * 130}ma",
        f"{'a' * 300}@example.ma",
    ],
)
def test_what_is_no_email_address_or_could_be_two_is_refused(typed: str) -> None:
    with pytest.raises(AddressError):
        read_place(Channel.EMAIL, typed, MOROCCO)


@pytest.mark.parametrize(
    "typed",
    [
        "0612345678",
        "06 12 34 56 78",
        "06.12.34.56.78",
        "+212 612-345678",
        "00212612345678",
        "٠٦١٢٣٤٥٦٧٨",
        "\u200e+212\u00a0612345678\u200f",
    ],
)
def test_a_number_is_read_however_people_write_it(typed: str) -> None:
    assert read_place(Channel.TEXT, typed, MOROCCO) == Place(Channel.TEXT, "+212612345678")


@pytest.mark.parametrize(
    "typed", ["", "0", "112", "0522123456", "06123456789", "abc", "+212", "0612345678;ext=1"]
)
def test_what_is_no_mobile_number_is_refused(typed: str) -> None:
    with pytest.raises(AddressError):
        read_place(Channel.TEXT, typed, MOROCCO)


def test_other_countries_are_for_the_operator_to_allow() -> None:
    with pytest.raises(AddressError, match="country"):
        read_place(Channel.TEXT, "+33612345678", MOROCCO)
    assert read_place(Channel.TEXT, "+33612345678", ("+212", "+33")).address == "+33612345678"
