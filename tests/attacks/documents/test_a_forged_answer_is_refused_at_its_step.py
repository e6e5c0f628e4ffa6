"""An answer proves something to its recipient alone, and only as a trusted seal has signed it."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from sealed_documents import BODY, NOW, shared_office
from sheets_of_bodies import SoftwareSeal, new_seal
from thiqa.base import b64url_decode, b64url_encode
from thiqa.documents.answers import (
    Answer,
    AnswerAudienceError,
    AnswerError,
    AnswerExpiredError,
    AnswerIssuerError,
    AnswerMalformedError,
    AnswerSealUnknownError,
    AnswerSignatureError,
    VerifiedAnswer,
    sign_answer,
    verify_answer,
)
from thiqa.documents.sealing import FileSealKey
from thiqa.web import Language

EMPLOYER = "https://employer.example"
ANSWER = Answer(
    issuer=BODY,
    number="7K3M-9QXT",
    type="no-relevant-entry",
    audience=EMPLOYER,
    question=dict.fromkeys(Language, "Is there no entry?"),
    yes=True,
    holder={"family_name": "SPECIMEN-BENALI"},
    issued_at=NOW,
    valid_until=NOW + 86_400,
    status_uri="https://id.example/documents/7K3M-9QXT",
)


def key() -> FileSealKey:
    return shared_office().key


def check(text: str, *, audience: str = EMPLOYER, now: int = NOW) -> VerifiedAnswer:
    return verify_answer(text, shared_office().trust.seals, audience=audience, now=now)


def parts(text: str) -> list[Any]:
    return [json.loads(b64url_decode(part)) for part in text.split(".")[:2]]


def signed(header: Any, claims: Any, signer: FileSealKey | SoftwareSeal | None = None) -> str:
    encoded = [b64url_encode(json.dumps(each).encode()) for each in (header, claims)]
    signature = (signer or key()).sign(".".join(encoded).encode())
    return ".".join([*encoded, b64url_encode(signature)])


def changed(change: Callable[[Any, Any], None]) -> str:
    """Return an answer that the seal has signed after a change to header or claims."""
    header, claims = parts(sign_answer(ANSWER, key()))
    change(header, claims)
    return signed(header, claims)


def test_an_answer_that_is_whole_holds() -> None:
    assert check(sign_answer(ANSWER, key())).answer == ANSWER


@pytest.mark.parametrize(
    "change",
    [
        lambda header, claims: header.update(typ="JWT"),
        lambda header, claims: header.pop("typ"),
        lambda header, claims: header.update(alg="none"),
        lambda header, claims: header.update(alg="HS256"),
        lambda header, claims: header.pop("x5c"),
        lambda header, claims: header.update(x5c=[*header["x5c"], header["x5c"][0]]),
        lambda header, claims: header.update(x5c=["AAAA"]),
        lambda header, claims: header.update(jwk={}),
        lambda header, claims: header.update(crit=["x5c"]),
    ],
)
def test_1_another_header_is_refused(change: Callable[[Any, Any], None]) -> None:
    with pytest.raises(AnswerMalformedError):
        check(changed(change))


def test_2_a_seal_of_nobody_whom_we_trust_is_refused() -> None:
    stranger = new_seal(BODY)
    with pytest.raises(AnswerSealUnknownError):
        check(sign_answer(ANSWER, stranger))


def test_2_a_seal_out_of_its_time_is_refused() -> None:
    early = replace(ANSWER, issued_at=NOW - 40 * 365 * 86_400)
    with pytest.raises(AnswerSealUnknownError):
        check(sign_answer(early, key()))


def test_3_a_yes_that_was_a_no_is_refused() -> None:
    no = sign_answer(replace(ANSWER, yes=False), key())
    header, claims = parts(no)
    claims["answer"] = True
    body = b64url_encode(json.dumps(claims, ensure_ascii=False, separators=(",", ":")).encode())
    with pytest.raises(AnswerSignatureError):
        check(".".join([no.split(".")[0], body, no.split(".")[2]]))
    assert header["alg"] == "ES256"


def test_3_a_trusted_certificate_with_the_signature_of_another_key_is_refused() -> None:
    header, claims = parts(sign_answer(ANSWER, key()))
    with pytest.raises(AnswerSignatureError):
        check(signed(header, claims, new_seal(BODY)))


@pytest.mark.parametrize(
    "change",
    [
        lambda header, claims: claims.pop("answer"),
        lambda header, claims: claims.update(answer="yes"),
        lambda header, claims: claims.update(answer=1),
        lambda header, claims: claims.update(aud=[EMPLOYER]),
        lambda header, claims: claims.pop("aud"),
        lambda header, claims: claims.pop("exp"),
        lambda header, claims: claims.update(exp="later"),
        lambda header, claims: claims.update(question={"en": "?"}),
        lambda header, claims: claims.update(more=True),
        lambda header, claims: claims.update(holder=[]),
    ],
)
def test_4_other_claims_are_refused(change: Callable[[Any, Any], None]) -> None:
    with pytest.raises(AnswerMalformedError):
        check(changed(change))


def test_5_a_seal_does_not_speak_for_another_body() -> None:
    with pytest.raises(AnswerIssuerError):
        check(sign_answer(replace(ANSWER, issuer="Another body"), key()))


@pytest.mark.parametrize("audience", ["https://other.example", EMPLOYER + "/", "", "employer"])
def test_6_nobody_else_can_use_it(audience: str) -> None:
    with pytest.raises(AnswerAudienceError):
        check(sign_answer(ANSWER, key()), audience=audience)


def test_7_it_ends_and_does_not_come_from_the_future() -> None:
    text = sign_answer(ANSWER, key())
    assert check(text, now=NOW + 86_400)
    for now in (NOW + 86_401, NOW - 301):
        with pytest.raises(AnswerExpiredError):
            check(text, now=now)


@pytest.mark.parametrize("text", ["", "a", "a.b", "a.b.c", "..", "e30.e30.AA", "x" * 20_000])
def test_what_is_no_answer_is_refused(text: str) -> None:
    with pytest.raises(AnswerError):
        check(text)
