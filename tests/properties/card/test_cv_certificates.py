"""Certificates of terminals: what is written is read again, and what is changed is refused."""

import os
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from terminals import TODAY, Hierarchy, named, trusting
from thiqa.card.channel.cv_certificates import (
    Authorization,
    CvCertificate,
    KeyReference,
    Role,
    TerminalType,
    issue,
    objects,
    read_ef_cvca,
    verify_certificate,
    write_ef_cvca,
)
from thiqa.card.channel.cv_certificates.errors import CvCertificateError
from thiqa.card.channel.errors import RefusedError
from thiqa.card.channel.terminal_authentication import Binding
from thiqa.card.channel.terminal_verifier import TerminalVerifier

HIERARCHY = Hierarchy()
VERIFIER = HIERARCHY.verifier.certificate
RAW = VERIFIER.to_bytes()

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MNEMONICS = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_categories=["Cc"]), max_size=9
)
REFERENCES = st.builds(
    KeyReference,
    st.text(LETTERS, min_size=2, max_size=2),
    MNEMONICS,
    st.text(LETTERS + "0123456789", min_size=5, max_size=5),
)
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@st.composite
def authorizations(draw: st.DrawFn) -> Authorization:
    kind = draw(st.sampled_from(TerminalType))
    bits = 8 * kind.template_bytes - 2
    rights = draw(st.integers(0, (1 << bits) - 1))
    return Authorization(kind, draw(st.sampled_from(Role)), rights)


@settings(max_examples=50)
@given(REFERENCES)
def test_references(reference: KeyReference) -> None:
    assert KeyReference.from_bytes(reference.to_bytes()) == reference


@settings(max_examples=30)
@given(st.lists(REFERENCES, min_size=1, max_size=2))
def test_the_list_of_authorities(references: list[KeyReference]) -> None:
    assert read_ef_cvca(write_ef_cvca(references)) == tuple(references)


@settings(max_examples=50)
@given(DAYS)
def test_dates(day: date) -> None:
    assert objects.read_date(objects.write_date(day)) == day


@settings(max_examples=50)
@given(authorizations())
def test_authorizations(authorization: Authorization) -> None:
    assert Authorization.from_bytes(authorization.to_bytes()) == authorization


@given(authorizations(), authorizations())
def test_nobody_gets_more_than_either_allows(own: Authorization, above: Authorization) -> None:
    try:
        effective = own.within(above)
    except CvCertificateError:
        assert own.terminal_type is not above.terminal_type
        return
    assert effective.role is own.role
    for bit in range(40):
        if effective.rights >> bit & 1:
            assert own.rights >> bit & above.rights >> bit & 1


@settings(max_examples=40)
@given(REFERENCES, REFERENCES, authorizations(), st.tuples(DAYS, DAYS))
def test_certificates(
    authority: KeyReference,
    holder: KeyReference,
    authorization: Authorization,
    days: tuple[date, date],
) -> None:
    certificate = issue(
        issuer=HIERARCHY.authority.key,
        authority=authority,
        holder=holder,
        public_key=HIERARCHY.verifier.key.public,
        authorization=authorization,
        effective=min(days),
        expires=max(days),
        random_bytes=os.urandom,
    )
    assert CvCertificate.from_bytes(certificate.to_bytes()) == certificate
    assert (certificate.authority, certificate.holder) == (authority, holder)
    assert (certificate.effective, certificate.expires) == (min(days), max(days))


@st.composite
def mutations(draw: st.DrawFn) -> bytes:
    """Change, take out, put in or double some bytes."""
    data = bytearray(RAW)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data) - 1))
        kind = draw(st.integers(0, 3))
        if kind == 0:
            data[at] = draw(st.integers(0, 255))
        elif kind == 1:
            del data[at : at + draw(st.integers(1, 8))]
        elif kind == 2:
            data[at:at] = draw(st.binary(min_size=1, max_size=8))
        else:
            data[at:at] = data[at : at + 8]
        data = data or bytearray(1)
    return bytes(data)


@settings(max_examples=300)
@given(mutations())
def test_a_certificate_that_was_changed_is_not_believed(data: bytes) -> None:
    """Nothing but a refusal comes of it, unless it is the same certificate again."""
    try:
        certificate = CvCertificate.from_bytes(data)
        verify_certificate(certificate, HIERARCHY.anchor, TODAY)
    except CvCertificateError:
        return
    assert data == RAW


@settings(max_examples=100)
@given(st.binary(max_size=200), st.binary(max_size=200), st.binary(max_size=80))
def test_a_card_and_whatever_a_terminal_shows_it(
    name: bytes, certificate: bytes, signature: bytes
) -> None:
    trust = trusting(HIERARCHY.anchor)
    kept: list[object] = []
    verifier = TerminalVerifier(trust, Binding(b"chip", b"channel"), kept.append, os.urandom)
    known = named(HIERARCHY.authority.reference)
    for step in (
        lambda: verifier.choose_issuer(name),
        lambda: verifier.choose_issuer(known),
        lambda: verifier.verify_certificate(certificate),
        lambda: verifier.choose_terminal(name),
        verifier.challenge,
        lambda: verifier.authenticate(signature),
    ):
        try:
            step()
        except RefusedError:
            continue
    assert kept == []
