"""Whatever is done to a token, a certificate or an answer: refused, and with our own errors."""

import asyncio
import base64
import json
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st

from authorities import NOW
from card_logins import issue_card, responder, site, specimen_pki, trust_anchors
from thiqa.login import LoginError
from thiqa.login.policy import RevocationUnchecked
from thiqa.pki import (
    CertificateError,
    CertificateMalformedError,
    CertificateRevokedError,
    OcspError,
    OcspRules,
    ask,
    check_response,
    read_certificate,
    verify_chain,
)

NONCE = "12345678123456781234567812345678912356789123"
MEMBERS = ("unverifiedCertificate", "algorithm", "signature", "format")

CARD = issue_card()
TOKEN: dict[str, Any] = json.loads(CARD.token(NONCE))
TEXT = json.dumps(TOKEN)
DER = CARD.certificate.public_bytes(Encoding.DER)
VALIDATOR = site(revocation=RevocationUnchecked("the properties of the token")).validator

REVOKED = issue_card()
specimen_pki().revoke(REVOKED.certificate.serial_number, NOW)
QUESTION = ask(verify_chain(REVOKED.certificate, trust_anchors(), NOW), bytes(32))
ANSWER = responder().answer(QUESTION.der, NOW)


def accepts(text: str) -> bool:
    try:
        asyncio.run(VALIDATOR.verify(text, NONCE, NOW))
    except LoginError:
        return False
    return True


@st.composite
def mutations(draw: st.DrawFn, original: bytes) -> bytes:
    """Change, cut out or insert up to three pieces."""
    data = original
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(data)))
        length = draw(st.integers(0, 8))
        data = data[:start] + draw(st.binary(max_size=8)) + data[start + length :]
    return data


def test_the_token_that_the_others_differ_from_is_accepted() -> None:
    assert accepts(TEXT)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400) | st.text('{}[]",:\\u0 ', min_size=100, max_size=400))
def test_any_text_is_refused_in_our_words(text: str) -> None:
    assert not accepts(text)


@settings(max_examples=250, deadline=None)
@given(mutations(TEXT.encode()))
def test_a_changed_token_is_refused_or_says_the_same(data: bytes) -> None:
    text = data.decode("latin-1")
    if accepts(text):
        told = json.loads(text)
        assert [told[member] for member in MEMBERS[:3]] == [TOKEN[m] for m in MEMBERS[:3]]
        assert told["format"].startswith("web-eid:1.")


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(MEMBERS),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=5,
    ),
)
def test_a_member_with_any_other_value_is_refused(member: str, value: object) -> None:
    if member == "format" and isinstance(value, str) and value.startswith("web-eid:1."):
        return
    assert not accepts(json.dumps(TOKEN | {member: value, "filler": "x" * 100}))


@settings(max_examples=250, deadline=None)
@given(mutations(DER))
def test_a_changed_certificate_is_refused(der: bytes) -> None:
    if der != DER:
        assert not accepts(
            json.dumps(TOKEN | {"unverifiedCertificate": base64.b64encode(der).decode()})
        )


@settings(max_examples=250, deadline=None)
@given(mutations(base64.b64decode(TOKEN["signature"])))
def test_a_changed_signature_is_refused(signature: bytes) -> None:
    text = base64.b64encode(signature).decode()
    if text != TOKEN["signature"]:
        assert not accepts(json.dumps(TOKEN | {"signature": text}))


@settings(max_examples=250, deadline=None)
@given(st.binary(max_size=600) | mutations(DER))
def test_bytes_are_a_strict_certificate_or_refused_as_none(der: bytes) -> None:
    try:
        certificate = read_certificate(der)
    except CertificateMalformedError:
        return
    assert certificate.public_bytes(Encoding.DER) == der
    try:
        verify_chain(certificate, trust_anchors(), NOW)
    except CertificateError:
        return
    assert der == DER


@settings(max_examples=400, deadline=None)
@given(st.binary(max_size=600) | mutations(ANSWER))
def test_no_changed_answer_makes_a_revoked_card_good(der: bytes) -> None:
    try:
        check_response(der, QUESTION, NOW, OcspRules())
    except (OcspError, CertificateRevokedError):
        return
    raise AssertionError("a revoked card was confirmed as good")


@settings(max_examples=250, deadline=None)
@given(st.binary(max_size=600) | mutations(QUESTION.der))
def test_the_responder_answers_whatever_it_is_asked(question: bytes) -> None:
    assert responder().answer(question, NOW)
