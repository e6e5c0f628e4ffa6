"""What a consent page states, as data for the template and as the text that is hashed.

The hash leaves out the values of the claims. So the text can be rendered again from the stored
request at any later time, whatever has changed in the register; and the service, which holds
the hash in its receipt, cannot try by it what a claim says that it was not given.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo

from thiqa.portal.claims import LABELS, Shown, shown_values
from thiqa.portal.views import ClaimRow, ConsentView, LocalText
from thiqa.web import Catalogue, Language, translate, visible
from thiqa.web.formats import format_day_of
from thiqa.web.messages import message
from thiqa.web.translation import choose

TITLE = message("{service} asks who you are")
PROMISE = message("It receives only what you see here, and only if you agree.")
HOST = message("The answer goes to")
ELSEWHERE = message("The counter or the caller that is asking you now, not this browser")
MESSAGE = message("What you were told there")
SECTOR = message("Sector")
PURPOSE = message("Purpose")
ARTICLE = message("Legal basis")
CLAIMS = message("What the service will receive")
VERIFIED = message("Asked for as verified with your card")
NOTHING = message("Nothing about you: only that it is the same person again.")
OPTIONAL = message("Optional: untick it to leave it out")
DURATION = message("For how long")
ONCE = message("This once")
KEEP = message("How many days the service may keep it")
UNTIL = message("Until {day}")
REMEMBER = message("Do not ask me again for this until {day}. I can withdraw it at any time.")


@dataclass(frozen=True, slots=True)
class Row:
    """A label and what stands beside it; `field` is there for what can be left out."""

    label: str
    values: tuple[Shown, ...]
    notes: tuple[str, ...] = ()
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """Everything that a consent page states, in the order in which it states it."""

    title_template: str
    title: str
    promise: str
    asker: tuple[Row, ...]
    claims_title: str
    claims: tuple[Row, ...]
    durations: tuple[Row, ...]
    remember: str | None


def consent_statement(
    view: ConsentView, language: Language, catalogue: Catalogue, timezone: tzinfo
) -> Statement:
    """Return what the page for `view` states in one language."""

    def say(text: str) -> str:
        return translate(catalogue, text)

    def say_day(text: str, at: int) -> str:
        return say(text).format(day=format_day_of(at, language, timezone))

    asker = view.asker
    service, _ = choose(asker.service, language)
    return Statement(
        title_template=say(TITLE),
        title=say(TITLE).format(service=visible(service)),
        promise=say(PROMISE),
        asker=(
            Row(say(HOST), (Shown(say(ELSEWHERE) if asker.is_elsewhere else visible(asker.host)),)),
            *((Row(say(MESSAGE), (Shown(visible(asker.message)),)),) if asker.message else ()),
            *(
                Row(say(label), (_shown(texts, language),))
                for label, texts in (
                    (SECTOR, asker.sector),
                    (PURPOSE, asker.purpose),
                    (ARTICLE, asker.article),
                )
            ),
        ),
        claims_title=say(CLAIMS),
        claims=tuple(_claim(row, language, catalogue) for row in view.rows)
        or (Row(say(NOTHING), ()),),
        durations=(
            Row(
                say(DURATION),
                (Shown(say(ONCE) if view.ends_at is None else say_day(UNTIL, view.ends_at)),),
            ),
            Row(say(KEEP), (Shown(str(view.keep_days)),)),
        ),
        remember=None if view.remember_until is None else say_day(REMEMBER, view.remember_until),
    )


def consent_text(statement: Statement) -> str:
    """Return the text of a statement: each piece on its own line, without values of claims."""
    return "\n".join(_lines(statement)) + "\n"


def _shown(texts: LocalText, language: Language) -> Shown:
    text, found = choose(texts, language)
    return Shown(visible(text), None if found == language else found)


def _claim(row: ClaimRow, language: Language, catalogue: Catalogue) -> Row:
    return Row(
        label=translate(catalogue, LABELS[row.claim]),
        values=shown_values(row, language, catalogue),
        notes=tuple(
            translate(catalogue, note)
            for note, is_true in ((VERIFIED, row.is_verified), (OPTIONAL, not row.essential))
            if is_true
        ),
        field=None if row.essential else row.field,
    )


def _lines(statement: Statement) -> Iterator[str]:
    yield statement.title
    yield statement.promise
    for row in statement.asker:
        yield from _row_lines(row)
    yield statement.claims_title
    for row in statement.claims:
        yield row.label
        yield from row.notes
    for row in statement.durations:
        yield from _row_lines(row)
    if statement.remember:
        yield statement.remember


def _row_lines(row: Row) -> Iterator[str]:
    yield row.label
    yield from (value.text for value in row.values)
