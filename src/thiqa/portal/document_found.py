"""What the page shows of a document, a code or an answer that holds."""

from thiqa.documents import ByScript, Code, Value
from thiqa.documents.answers import Answer
from thiqa.documents.sheet import FAMILY_NAME, GIVEN_NAME
from thiqa.issuing.checking import Standing
from thiqa.issuing.papers import Paper
from thiqa.portal.claims import LABELS
from thiqa.portal.document_views import Found, Line, LocalText
from thiqa.portal.document_words import REASONS, REFUSED, Verdict
from thiqa.web import Language


def refusal_of(error: Exception) -> tuple[Verdict, str | None]:
    """Return what is said of something that does not hold."""
    return REFUSED, REASONS.get(type(error).__name__)


def found_paper(paper: Paper, standing: Standing, language: Language) -> Found:
    """Return what is shown of a document: what its holder's copy shows."""
    sheet = paper.sheet
    return Found(
        kind="document",
        issuer=sheet.issuer,
        title=sheet.title,
        number=sheet.number,
        holder=_names(sheet.holder),
        lines=tuple(
            Line(row.label, _shown(row.value, language))
            for row in sheet.rows
            if row.name not in {GIVEN_NAME, FAMILY_NAME}
        ),
        claims=(),
        issued_at=sheet.issued_at,
        valid_until=sheet.valid_until,
        changed_at=standing.changed_at,
        sealed_at=paper.sealed_at,
    )


def found_code(code: Code, standing: Standing, language: Language, issuer: LocalText) -> Found:
    """Return what is shown of a code: what it says itself."""
    return Found(
        kind="code",
        issuer=issuer,
        title=code.title,
        number=code.number,
        holder=_names(code.holder),
        lines=tuple(Line(fact.label, _shown(fact.value, language)) for fact in code.facts),
        claims=(),
        issued_at=code.issued_at,
        valid_until=code.valid_until,
        changed_at=standing.changed_at,
    )


def found_answer(answer: Answer, standing: Standing, issuer: LocalText) -> Found:
    """Return what is shown of an answer."""
    claims = tuple(
        (LABELS[name.partition("#")[0]], str(value))
        for name, value in answer.holder.items()
        if name.partition("#")[0] in LABELS and isinstance(value, str | int)
    )
    return Found(
        kind="answer",
        issuer=issuer,
        title=answer.question,
        number=answer.number,
        holder=(),
        lines=(),
        claims=claims,
        issued_at=answer.issued_at,
        valid_until=answer.valid_until,
        changed_at=standing.changed_at,
        audience=answer.audience,
        yes=answer.yes,
    )


def _names(holder: ByScript) -> tuple[str, ...]:
    return tuple(name for name in (holder.arabic, holder.latin) if name)


def _shown(value: Value, language: Language) -> str:
    """Return a value in the reader's language, or in the first one that it is in."""
    texts = getattr(value, "texts", None)
    if texts is not None and language not in texts:
        return str(next(iter(texts.values())))
    return value.shown(language)
