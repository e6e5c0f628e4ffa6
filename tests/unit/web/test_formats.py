from datetime import date
from zoneinfo import ZoneInfo

import pytest

from thiqa.web import Language
from thiqa.web.formats import country_name, format_day, format_day_of, format_moment

CASABLANCA = ZoneInfo("Africa/Casablanca")
SATURDAY_EVENING = 1_795_303_800  # 2026-11-21T23:30:00Z


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (Language.AR, "22 نونبر 2026، 00:30"),
        (Language.FR, "22 novembre 2026, 00:30"),
        (Language.ZGH, "22 ⵏⵓⵡⴰⵏⴱⵉⵔ 2026 00:30"),
        (Language.EN, "22 November 2026, 00:30"),
    ],
)
def test_a_moment_is_told_in_the_readers_words_and_time(language: Language, text: str) -> None:
    assert format_moment(SATURDAY_EVENING, language, CASABLANCA) == text
    assert text.startswith(format_day_of(SATURDAY_EVENING, language, CASABLANCA))


def test_a_day_has_moroccan_month_names_and_digits() -> None:
    assert format_day(date(1990, 8, 20), Language.AR) == "20 غشت 1990"


def test_a_country_has_its_name() -> None:
    assert country_name("MA", Language.AR) == "المغرب"
    assert country_name("ma", Language.FR) == "Maroc"
    assert country_name("??", Language.FR) is None
