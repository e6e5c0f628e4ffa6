"""The values of a sheet: what they are, and how each language writes them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from babel.numbers import format_currency, get_currency_precision

from thiqa.web import Language
from thiqa.web.formats import LOCALES, format_day, format_month
from thiqa.web.translation import choose

NO_BREAK_SPACE = "\u00a0"
NARROW_NO_BREAK_SPACE = "\u202f"
"""Between thousands in French; the fonts of documents lack it."""


@dataclass(frozen=True, slots=True)
class Plain:
    """A text that is the same in all languages: a number, what a citizen wrote."""

    text: str

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {"text": self.text}

    def shown(self, language: Language) -> str:
        """Return what a reader of the language sees."""
        return self.text


@dataclass(frozen=True, slots=True)
class ByScript:
    """A name in Latin and in Arabic letters, each as the card has it; one may be missing."""

    latin: str | None = None
    arabic: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        scripts = (("latin", self.latin), ("arabic", self.arabic))
        return {name: text for name, text in scripts if text is not None}

    def shown(self, language: Language) -> str:
        """Return the name in the reader's script, or in the only one that there is."""
        texts = (self.arabic, self.latin) if language is Language.AR else (self.latin, self.arabic)
        return texts[0] or texts[1] or ""


@dataclass(frozen=True, slots=True)
class ByLanguage:
    """A text in each of the four languages, or, in a code, in those of the paper."""

    texts: Mapping[Language, str]

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {"texts": dict(self.texts)}

    def shown(self, language: Language) -> str:
        """Return the reader's text."""
        return choose({str(key): text for key, text in self.texts.items()}, language)[0]


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day, a month or a year: as much as is known."""

    year: int
    month: int | None = None
    day: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {"date": self.iso}

    @property
    def iso(self) -> str:
        """The date as ISO 8601 writes it: 1952, 1952-03 or 1952-03-07."""
        rest = [f"-{part:02}" for part in (self.month, self.day) if part is not None]
        return f"{self.year:04}{''.join(rest)}"

    def shown(self, language: Language) -> str:
        """Return the date with its month spelled out."""
        if self.month is None:
            return str(self.year)
        if self.day is None:
            return format_month(date(self.year, self.month, 1), language)
        return format_day(date(self.year, self.month, self.day), language)


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount in the smallest unit of its currency (ISO 4217)."""

    amount: int
    currency: str

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {"amount": self.amount, "currency": self.currency}

    def shown(self, language: Language) -> str:
        """Return the amount with the name of its currency."""
        places = get_currency_precision(self.currency)
        amount = Decimal(self.amount).scaleb(-places)
        text = format_currency(amount, self.currency, locale=LOCALES[language], format_type="name")
        return text.replace(NARROW_NO_BREAK_SPACE, NO_BREAK_SPACE)


Value = Plain | ByScript | ByLanguage | PartialDate | Amount
