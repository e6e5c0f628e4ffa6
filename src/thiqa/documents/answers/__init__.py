"""Answers instead of documents: a signed yes or no for one recipient."""

from thiqa.documents.answers.errors import (
    AnswerAudienceError,
    AnswerError,
    AnswerExpiredError,
    AnswerIssuerError,
    AnswerMalformedError,
    AnswerSealUnknownError,
    AnswerSignatureError,
)
from thiqa.documents.answers.models import Answer, VerifiedAnswer
from thiqa.documents.answers.reading import read_question
from thiqa.documents.answers.signing import sign_answer
from thiqa.documents.answers.verification import verify_answer

__all__ = [
    "Answer",
    "AnswerAudienceError",
    "AnswerError",
    "AnswerExpiredError",
    "AnswerIssuerError",
    "AnswerMalformedError",
    "AnswerSealUnknownError",
    "AnswerSignatureError",
    "VerifiedAnswer",
    "read_question",
    "sign_answer",
    "verify_answer",
]
