"""Reading what an answer says."""

from collections.abc import Mapping
from typing import Any, Final

from thiqa.documents.answers.errors import AnswerMalformedError
from thiqa.documents.answers.models import Answer
from thiqa.documents.checked import read_integer, read_matching, read_object, read_text, read_texts
from thiqa.documents.errors import SheetError
from thiqa.documents.sheet import Texts
from thiqa.documents.sheet_reading import MAX_SECONDS, NUMBER, TYPE

MAX_QUESTION: Final = 400
MAX_AUDIENCE: Final = 200
MAX_ISSUER: Final = 200
MAX_ADDRESS: Final = 400
_REQUIRED: Final = frozenset(
    {"iss", "aud", "jti", "iat", "exp", "type", "question", "answer", "status_uri"}
)


def read_question(value: Any, where: str = "question") -> Texts:
    """Return a question in the four languages; raise SheetError with its place."""
    return read_texts(value, where, MAX_QUESTION)


def read_answer(claims: Mapping[str, Any]) -> Answer:
    """Return what claims say; raise AnswerMalformedError unless they are those of an answer."""
    try:
        members = read_object(dict(claims), "", _REQUIRED, {"holder"})
        holder = members.get("holder", {})
        if not isinstance(members["answer"], bool) or not isinstance(holder, dict):
            raise AnswerMalformedError("answer is yes or no, and a holder has claims")
        return Answer(
            issuer=read_text(members["iss"], "iss", MAX_ISSUER),
            number=read_matching(members["jti"], "jti", NUMBER),
            type=read_matching(members["type"], "type", TYPE),
            audience=read_text(members["aud"], "aud", MAX_AUDIENCE),
            question=read_question(members["question"]),
            yes=members["answer"],
            holder=holder,
            issued_at=read_integer(members["iat"], "iat", MAX_SECONDS),
            valid_until=read_integer(members["exp"], "exp", MAX_SECONDS),
            status_uri=read_text(members["status_uri"], "status_uri", MAX_ADDRESS),
        )
    except SheetError as error:
        raise AnswerMalformedError(str(error)) from error
