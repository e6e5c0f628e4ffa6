"""Dates, times, amounts and countries as the readers of each language write them."""

from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton
from babel.numbers import format_decimal

from thiqa.base import MINOR_DIGITS, Money
from thiqa.web.languages import Language

LOCALES = {
    Language.AR: Locale("ar", "MA"),
    Language.FR: Locale("fr", "MA"),
    Language.ZGH: Locale("zgh", "MA"),
    Language.EN: Locale("en", "GB"),
}
"""The Moroccan Arabic locale has the month names and the digits that are used there."""

UNITS = {("MAD", Language.AR): "درهم", ("EUR", Language.AR): "أورو"}
"""What currencies are called where their code of ISO 4217 is in another script."""

CACHED_TEXTS = 4_096


@lru_cache(maxsize=CACHED_TEXTS)
def format_day(day: date, language: Language) -> str:
    """Return a day with its month spelled out."""
    return format_date(day, "long", LOCALES[language])


@lru_cache(maxsize=CACHED_TEXTS)
def format_date_in_full(day: date, language: Language) -> str:
    """Return a day with its weekday and its month spelled out."""
    return format_date(day, "full", LOCALES[language])


@lru_cache(maxsize=CACHED_TEXTS)
def format_month(day: date, language: Language) -> str:
    """Return the month and the year of a day."""
    return format_skeleton("yMMMM", day, locale=LOCALES[language])


@lru_cache(maxsize=CACHED_TEXTS)
def format_moment(seconds: int, language: Language, timezone: tzinfo) -> str:
    """Return a moment, in seconds since the epoch, to the minute in a time zone."""
    moment = datetime.fromtimestamp(seconds, UTC).astimezone(timezone)
    locale = LOCALES[language]
    time = format_datetime(moment, "HH:mm", locale=locale)
    return str(locale.datetime_formats["medium"]).format(time, format_date(moment, "long", locale))


@lru_cache(maxsize=CACHED_TEXTS)
def format_day_of(seconds: int, language: Language, timezone: tzinfo) -> str:
    """Return the day of a moment, in seconds since the epoch, in a time zone."""
    return format_day(datetime.fromtimestamp(seconds, UTC).astimezone(timezone).date(), language)


@lru_cache(maxsize=CACHED_TEXTS)
def format_money(amount: Money, language: Language) -> str:
    """Return an amount with all its minor digits and its currency."""
    digits = MINOR_DIGITS[amount.currency]
    value = Decimal(amount.minor).scaleb(-digits)
    number = format_decimal(value, f"#,##0.{'0' * digits}", LOCALES[language])
    return f"{number}\N{NO-BREAK SPACE}{UNITS.get((amount.currency, language), amount.currency)}"


@lru_cache(maxsize=CACHED_TEXTS)
def country_name(code: str, language: Language) -> str | None:
    """Return the name of a country by its ISO 3166 code of two letters, if there is one."""
    name = LOCALES[language].territories.get(code.upper())
    return str(name) if name else None
