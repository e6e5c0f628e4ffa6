"""Questions to other bodies, on both databases."""

from dataclasses import astuple

from thiqa.counter.eligibility.models import Inquiry, Word
from thiqa.database import INTEGER, TEXT, Statement

_COLUMNS = {
    "number": TEXT,
    "question": TEXT,
    "body": TEXT,
    "word": TEXT,
    "asked_at": INTEGER,
    "valid_until": INTEGER,
    "letter": TEXT,
}
"""By the names, and in the order, of the fields of an Inquiry."""
_CHANGING = ("word", "asked_at", "valid_until", "letter")

_PUT = Statement(
    f"INSERT INTO eligibility ({', '.join(_COLUMNS)})"
    f" SELECT {', '.join(f'rows.{name}' for name in _COLUMNS)} FROM {{rows}} WHERE true"
    f" ON CONFLICT (number) DO UPDATE SET"
    f" {', '.join(f'{name} = excluded.{name}' for name in _CHANGING)}"
    " RETURNING number",
    key="number",
    columns=_COLUMNS,
)
_GET = Statement(
    f"SELECT {', '.join(f'eligibility.{name}' for name in _COLUMNS)}"
    " FROM {rows} JOIN eligibility ON eligibility.number = rows.number",
    key="number",
    columns={"number": TEXT},
)
_FORGET = Statement(
    "DELETE FROM eligibility WHERE number IN (SELECT number FROM {rows}) RETURNING number",
    key="number",
    columns={"number": TEXT},
)


class EligibilityStore:
    """What is kept of questions to other bodies."""

    __slots__ = ()

    async def put(self, inquiry: Inquiry) -> None:
        """Keep where a question stands."""
        await _PUT(*astuple(inquiry))

    async def get(self, number: str) -> Inquiry | None:
        """Return the question of a request."""
        row = await _GET(number)
        if row is None:
            return None
        number, question, body, word, *rest = row
        return Inquiry(number, question, body, Word(word), *rest)

    async def forget(self, number: str) -> None:
        """Forget the question of a request, and what was answered."""
        await _FORGET(number)
