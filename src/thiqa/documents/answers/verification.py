"""Checking an answer: by its one recipient, offline. Whether it was withdrawn is not seen here."""

from typing import Any, Final

from cryptography import x509

from thiqa.base import EncodingError, b64decode
from thiqa.crypto import CryptoError, VerifiedJws, key_of_certificate, read_header, verify_jws
from thiqa.documents.answers.errors import (
    AnswerAudienceError,
    AnswerExpiredError,
    AnswerIssuerError,
    AnswerMalformedError,
    AnswerSealUnknownError,
    AnswerSignatureError,
)
from thiqa.documents.answers.models import Answer, VerifiedAnswer
from thiqa.documents.answers.reading import read_answer
from thiqa.documents.answers.signing import ANSWER_TYP
from thiqa.documents.code import organization_of
from thiqa.documents.errors import CodeError
from thiqa.pki.anchors import TrustAnchors
from thiqa.pki.chain import verify_chain
from thiqa.pki.errors import CertificateError

MAX_ANSWER_CHARACTERS: Final = 16_384
MAX_CLOCK_SKEW: Final = 300


def verify_answer(text: str, seals: TrustAnchors, *, audience: str, now: int) -> VerifiedAnswer:
    """Return what an answer says to one recipient; raise unless a trusted seal vouches for it.

    1. It is a signed object of our type, and shows its certificate (AnswerMalformedError).
    2. An authority that we trust has issued the seal, which was in its time when it signed
    (AnswerSealUnknownError).
    3. The seal has signed exactly this (AnswerSignatureError).
    4. It has the claims of an answer (AnswerMalformedError).
    5. The issuer is the body that the seal belongs to (AnswerIssuerError).
    6. It was made for this recipient (AnswerAudienceError).
    7. It is good now (AnswerExpiredError).
    """
    seal = _seal_in(text)  # 1
    signed = _verify_signature(text, seal)  # 3
    answer = read_answer(signed.claims)  # 4
    _verify_seal(seal, seals, answer.issued_at)  # 2
    if answer.issuer != _body_of(seal):  # 5
        raise AnswerIssuerError("names another body than its seal does")
    if answer.audience != audience:  # 6
        raise AnswerAudienceError("made for another recipient")
    _check_time(answer, now)  # 7
    return VerifiedAnswer(answer, seal)


def _seal_in(text: str) -> x509.Certificate:
    if len(text) > MAX_ANSWER_CHARACTERS:
        raise AnswerMalformedError("longer than an answer")
    try:
        header: dict[str, Any] = read_header(text)
    except CryptoError as error:
        raise AnswerMalformedError("not a compact JWS") from error
    match header:
        case {"alg": "ES256", "typ": typ, "x5c": [str(certificate)], **more} if not more:
            pass
        case _:
            raise AnswerMalformedError("a header that is not that of an answer")
    if typ != ANSWER_TYP:
        raise AnswerMalformedError("a signed object of another type")
    try:
        return x509.load_der_x509_certificate(b64decode(certificate))
    except (EncodingError, ValueError) as error:
        raise AnswerMalformedError("a certificate that cannot be read") from error


def _verify_signature(text: str, seal: x509.Certificate) -> VerifiedJws:
    try:
        return verify_jws(text, [key_of_certificate(seal)])
    except CryptoError as error:
        raise AnswerSignatureError("the seal has not signed this") from error


def _verify_seal(seal: x509.Certificate, seals: TrustAnchors, issued_at: int) -> None:
    try:
        verify_chain(seal, seals, issued_at)
    except CertificateError as error:
        raise AnswerSealUnknownError(f"no trusted seal: {error}") from error


def _body_of(seal: x509.Certificate) -> str:
    try:
        return organization_of(seal)
    except CodeError as error:
        raise AnswerSealUnknownError(str(error)) from error


def _check_time(answer: Answer, now: int) -> None:
    if answer.issued_at > now + MAX_CLOCK_SKEW:
        raise AnswerExpiredError("issued in the future")
    if answer.valid_until < now:
        raise AnswerExpiredError("no longer valid")
