"""The question to a service and its signed answer, as JSON and JWS."""

import re
from collections.abc import Sequence
from typing import Any, Final

from thiqa.base import EncodingError, parse_json_object
from thiqa.card.verification.status import DocumentStatus, StatusAnswer
from thiqa.crypto import SignatureInvalidError, Signer, VerificationKey, verify_jws
from thiqa.lost_documents.errors import ReportError
from thiqa.lost_documents.models import ReportKind, StatusQuery

PATH: Final = "/document-status"
QUESTION_TYPE: Final = "application/json"
ANSWER_TYPE: Final = "application/jwt"
SIGNED_TYPE: Final = "document-status+jwt"
MAX_QUESTION_BYTES: Final = 1_024
MAX_ANSWER_BYTES: Final = 4_096
FRESH_SECONDS: Final = 60

_NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")


class AnswerRefusedError(Exception):
    """What came is not an answer to our question."""


def write_question(query: StatusQuery, nonce: str) -> dict[str, str]:
    """Write a question."""
    return {
        "country": query.country,
        "type": query.document_type,
        "number": query.number,
        "nonce": nonce,
    }


def read_question(body: bytes) -> tuple[StatusQuery, str]:
    """Read a question; raises ReportError."""
    try:
        question = parse_json_object(body)
    except EncodingError as error:
        raise ReportError("the question is not JSON") from error
    if set(question) != {"country", "type", "number", "nonce"} or not all(
        isinstance(value, str) for value in question.values()
    ):
        raise ReportError("the question needs country, type, number and nonce")
    if not _NONCE.fullmatch(question["nonce"]):
        raise ReportError("the nonce is not 16 to 64 characters of base64url")
    query = StatusQuery(question["country"], question["type"], question["number"])
    return query, question["nonce"]


def write_answer(
    query: StatusQuery,
    nonce: str,
    status: DocumentStatus,
    signer: Signer,
    now: int,
    kind: ReportKind | None = None,
) -> str:
    """Write the signed answer to a question."""
    claims: dict[str, Any] = {**write_question(query, nonce), "iat": now, "status": status.value}
    if kind is not None:
        claims["kind"] = kind.word
    return signer.sign(claims, typ=SIGNED_TYPE)


def read_answer(
    token: str, query: StatusQuery, nonce: str, keys: Sequence[VerificationKey], now: int
) -> StatusAnswer:
    """Read the answer to a question; raises AnswerRefusedError.

    1. It is signed by a key that we know, as an answer about a document.
    2. It answers our question: this document, this nonce.
    3. It was made now.
    4. It says one of the three things that can be said.
    """
    try:
        verified = verify_jws(token, keys)  # 1
    except SignatureInvalidError as error:
        raise AnswerRefusedError("not signed by a key that we know") from error
    if verified.header.get("typ") != SIGNED_TYPE:
        raise AnswerRefusedError("signed as something else")
    claims = verified.claims
    question = write_question(query, nonce)
    if {name: claims.get(name) for name in question} != question:  # 2
        raise AnswerRefusedError("an answer to another question")
    made = claims.get("iat")
    if type(made) is not int or abs(now - made) > FRESH_SECONDS:  # 3
        raise AnswerRefusedError("an answer of another time")
    try:
        status = DocumentStatus(claims.get("status", ""))  # 4
    except ValueError as error:
        raise AnswerRefusedError("none of the three answers") from error
    kind = claims.get("kind")
    return query.answer(status, kind if isinstance(kind, str) else status.value)
