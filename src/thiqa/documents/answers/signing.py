"""Signing an answer: a JWT (RFC 7519) that any library reads."""

import json
from typing import Any, Final

from cryptography.hazmat.primitives.serialization import Encoding

from thiqa.base import b64encode, b64url_encode
from thiqa.documents.answers.models import Answer
from thiqa.documents.code import CodeSigner

ANSWER_TYP: Final = "thiqa-answer+jwt"
"""RFC 8725, section 3.11: no other kind of token is taken for one."""


def sign_answer(answer: Answer, signer: CodeSigner) -> str:
    """Return an answer as a compact JWS with the seal's certificate (RFC 7515, section 4.1.6)."""
    certificate = signer.certificate.public_bytes(Encoding.DER)
    header = {"alg": "ES256", "typ": ANSWER_TYP, "x5c": [b64encode(certificate)]}
    signed = f"{_part(header)}.{_part(claims_of(answer))}"
    return f"{signed}.{b64url_encode(signer.sign(signed.encode()))}"


def claims_of(answer: Answer) -> dict[str, Any]:
    """Return the claims of an answer."""
    claims: dict[str, Any] = {
        "iss": answer.issuer,
        "aud": answer.audience,
        "jti": answer.number,
        "iat": answer.issued_at,
        "exp": answer.valid_until,
        "type": answer.type,
        "question": dict(answer.question),
        "answer": answer.yes,
        "status_uri": answer.status_uri,
    }
    if answer.holder:
        claims["holder"] = dict(answer.holder)
    return claims


def _part(members: dict[str, Any]) -> str:
    text = json.dumps(members, ensure_ascii=False, separators=(",", ":"))
    return b64url_encode(text.encode())
