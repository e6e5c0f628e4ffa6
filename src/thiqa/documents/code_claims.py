"""What a code says, as the claims of a CBOR Web Token (RFC 8392)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from thiqa.documents.checked import read_integer, read_matching, read_text
from thiqa.documents.code_values import (
    MAX_CODE_NAME,
    read_code_value,
    short_name,
    short_statement,
    shortened,
    write_code_value,
)
from thiqa.documents.errors import CodeMalformedError, SheetError
from thiqa.documents.sheet import FAMILY_NAME, GIVEN_NAME, Sheet
from thiqa.documents.sheet_reading import MAX_LABEL, MAX_SECONDS, MAX_TITLE, NUMBER, TYPE
from thiqa.documents.strict_cbor import read_cbor, write_cbor
from thiqa.documents.values import ByLanguage, ByScript, Value
from thiqa.documents.words import say
from thiqa.web import Language
from thiqa.web.messages import message

ISS, EXP, IAT, CTI = 1, 4, 6, 7
"""RFC 8392, section 4."""
DOCUMENT: Final = -65_537
"""Private use (RFC 8392, section 9.1): our own claim, a map."""
TYPE_MEMBER, TITLE_MEMBER, HOLDER_MEMBER, FACTS_MEMBER, DIGEST_MEMBER = range(1, 6)

DIGEST_BYTES: Final = 32
MAX_CODE_STATEMENTS: Final = 4
STATES = message("What it states")

PrintedTexts = Mapping[Language, str]
"""A text in each language of the paper."""


@dataclass(frozen=True, slots=True)
class Fact:
    """An essential row of a document."""

    label: PrintedTexts
    value: Value


@dataclass(frozen=True, slots=True)
class Code:
    """What a code says. Unverified, unless it is in a `VerifiedCode`."""

    issuer: str
    """The body, as the certificate of its seal names it."""
    number: str
    type: str
    title: PrintedTexts
    holder: ByScript
    facts: tuple[Fact, ...]
    issued_at: int
    valid_until: int | None
    digest: bytes
    """SHA-256 of the JSON in the document."""


def code_of(sheet: Sheet, issuer: str, *, statements: int = MAX_CODE_STATEMENTS) -> Code:
    """Return what the code of a sheet says: its essential rows, and its first statements."""
    return Code(
        issuer=issuer,
        number=sheet.number,
        type=sheet.type,
        title=_printed(sheet, sheet.title),
        holder=short_name(sheet.holder),
        facts=(*_essential(sheet), *_stated(sheet, statements)),
        issued_at=sheet.issued_at,
        valid_until=sheet.valid_until,
        digest=sha256(sheet.to_json()).digest(),
    )


def _essential(sheet: Sheet) -> Iterator[Fact]:
    for row in sheet.rows:
        if row.essential and row.name not in {GIVEN_NAME, FAMILY_NAME}:
            yield Fact(_printed(sheet, row.label), shortened(row.value, sheet.languages))


def _stated(sheet: Sheet, statements: int) -> Iterator[Fact]:
    label = {language: say(STATES, language) for language in sheet.languages}
    for each in sheet.statements[:statements]:
        texts = {language: short_statement(each[language]) for language in sheet.languages}
        if all(texts.values()):
            yield Fact(label, ByLanguage(texts))


def write_claims(code: Code) -> bytes:
    """Return the claims of a code."""
    claims: dict[int, Any] = {
        ISS: code.issuer,
        IAT: code.issued_at,
        CTI: code.number.encode(),
        DOCUMENT: {
            TYPE_MEMBER: code.type,
            TITLE_MEMBER: _members(code.title),
            HOLDER_MEMBER: [code.holder.latin, code.holder.arabic],
            FACTS_MEMBER: [
                [_members(fact.label), write_code_value(fact.value)] for fact in code.facts
            ],
            DIGEST_MEMBER: code.digest,
        },
    }
    if code.valid_until is not None:
        claims[EXP] = code.valid_until
    return write_cbor(claims)


def read_claims(data: bytes) -> Code:
    """Read the claims of a code; whatever `write_claims` would not write is refused."""
    try:
        code = _code_of(read_cbor(data))
    except SheetError as error:
        raise CodeMalformedError(str(error)) from error
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise CodeMalformedError("claims that are not those of a document") from error
    if write_claims(code) != data:
        raise CodeMalformedError("claims that are not in their one spelling")
    return code


def _code_of(claims: Any) -> Code:
    """Read what is expected where it is expected; the rest shows when it is written again."""
    document = claims[DOCUMENT]
    digest = document[DIGEST_MEMBER]
    if not isinstance(digest, bytes) or len(digest) != DIGEST_BYTES:
        raise TypeError("not a SHA-256")
    return Code(
        issuer=read_text(claims[ISS], "iss", MAX_TITLE),
        number=read_matching(claims[CTI].decode("ascii"), "cti", NUMBER),
        type=read_matching(document[TYPE_MEMBER], "type", TYPE),
        title=_read_texts(document[TITLE_MEMBER], MAX_TITLE),
        holder=_read_holder(document[HOLDER_MEMBER]),
        facts=tuple(
            Fact(_read_texts(label, MAX_LABEL), read_code_value(value))
            for label, value in document[FACTS_MEMBER]
        ),
        issued_at=read_integer(claims[IAT], "iat", MAX_SECONDS),
        valid_until=read_integer(claims[EXP], "exp", MAX_SECONDS) if EXP in claims else None,
        digest=digest,
    )


def _read_holder(value: Any) -> ByScript:
    latin, arabic = (
        None if text is None else read_text(text, "holder", MAX_CODE_NAME) for text in value
    )
    if latin is None and arabic is None:
        raise ValueError("no holder")
    return ByScript(latin, arabic)


def _read_texts(value: Any, limit: int) -> PrintedTexts:
    return {Language(name): read_text(text, name, limit) for name, text in value.items()}


def _members(texts: PrintedTexts) -> dict[str, str]:
    return {language.value: text for language, text in texts.items()}


def _printed(sheet: Sheet, texts: PrintedTexts) -> PrintedTexts:
    return {language: texts[language] for language in sheet.languages}
