"""Citizens whose records are unlike most: what they read, and what the service gets."""

import pytest

from browser.e2e.conftest import Visit
from browser.e2e.journey import agree, to_the_consent
from browser.e2e.town import Town

UNUSUAL = {
    "minor": ["SPECIMEN-TAZI", "2013"],
    "no-first-name": ["SPECIMEN-OUHAMMOU", "نموذج-أوحمو"],
    "birth-year-only": ["SPECIMEN-AMHAOUCH", "1951"],
    "birth-month-only": ["SPECIMEN-OUBELLA", "1985"],
    "very-long-name": ["BEN ABDERRAHMANE EL OUAZZANI", "التهامي الحسني الفيلالي"],
    "arabic-name-only": ["نموذج-المنصوري", "فاطمة الزهراء"],
}
WITHOUT = {"no-first-name", "arabic-name-only", "birth-year-only"}


@pytest.mark.parametrize("persona", UNUSUAL)
def test_an_unusual_record_is_shown_agreed_to_and_received(
    town: Town, visit: Visit, persona: str
) -> None:
    visitor = visit("ar" if persona in WITHOUT else "fr")
    if persona == "minor":
        visitor.expected.append("403")  # too young for this service, and told so
    to_the_consent(visitor, persona)
    visitor.look(f"consent: {persona}")
    for words in UNUSUAL[persona]:
        assert words in visitor.text()
    agree(visitor)
    visitor.look(f"counter: result, {persona}")
    for words in UNUSUAL[persona]:
        assert words in visitor.text()


def test_what_is_not_on_record_is_said_and_not_invented(visit: Visit) -> None:
    visitor = visit("fr")
    to_the_consent(visitor, "no-first-name")
    visitor.reads("Not on your card")
    agree(visitor)
    visitor.reads("Not given")
