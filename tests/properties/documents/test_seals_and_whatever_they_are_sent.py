"""Readers of messages, answers and additions, given bytes that are almost right."""

import contextlib

from hypothesis import given, settings
from hypothesis import strategies as st

from sealed_documents import NOW, sealed_document, shared_office
from thiqa.documents.sealing import DocumentRefusedError, check_seal
from thiqa.documents.sealing.additions import read_updates
from thiqa.documents.sealing.errors import DocumentUpdatedError
from thiqa.documents.sealing.seal_bytes import read_contents, read_seal
from thiqa.pki import (
    CertificateError,
    PkiError,
    SignedMessageError,
    TimeStampError,
    TrustedCertificate,
    verify_chain,
)
from thiqa.pki.evidence import Evidence, require_good_at
from thiqa.pki.signed_message import read_signed_message
from thiqa.pki.time_stamp import check_time_stamp, read_answer, request_time_stamp

EXAMPLES = settings(max_examples=60)
Changes = list[tuple[int, bytes, int]]

changes: st.SearchStrategy[Changes] = st.lists(
    st.tuples(st.integers(0, 100_000), st.binary(max_size=8), st.integers(0, 8)), max_size=4
)
"""Where something is put in, what, and how much is taken out there."""


def changed(data: bytes, how: Changes) -> bytes:
    for at, put_in, taken_out in how:
        place = at % (len(data) + 1)
        data = data[:place] + put_in + data[place + taken_out :]
    return data


def seal_message() -> bytes:
    pdf = sealed_document()
    return read_contents(read_seal(pdf, shared_office().trust.seals).covered.gap(pdf))


def answer() -> bytes:
    return shared_office().stamp(request_time_stamp(bytes(32), 1))


@EXAMPLES
@given(changes)
def test_a_message_is_read_or_refused(how: Changes) -> None:
    with contextlib.suppress(SignedMessageError):
        read_signed_message(changed(seal_message(), how))


@EXAMPLES
@given(changes)
def test_an_answer_is_read_or_refused(how: Changes) -> None:
    with contextlib.suppress(TimeStampError, CertificateError):
        token = read_answer(changed(answer(), how), 1)
        check_time_stamp(token, b"", shared_office().trust.stamps)


@EXAMPLES
@given(changes)
def test_an_authority_answers_or_refuses(how: Changes) -> None:
    assert shared_office().stamp(changed(request_time_stamp(bytes(32), 1), how))


@EXAMPLES
@given(changes)
def test_evidence_says_something_or_nothing(how: Changes) -> None:
    office = shared_office()
    unit: TrustedCertificate = verify_chain(
        office.seals.unit().certificate, office.trust.stamps, NOW
    )
    kept = changed(office.seals.revocation_list(NOW), how)
    evidence = Evidence((kept,), (kept,))
    with contextlib.suppress(PkiError):
        require_good_at(unit, evidence, used_at=NOW, good_until=NOW, kept_at=NOW)


@EXAMPLES
@given(changes)
def test_additions_are_read_or_refused(how: Changes) -> None:
    pdf = sealed_document()
    end = read_seal(pdf, shared_office().trust.seals).covered.end
    with contextlib.suppress(DocumentUpdatedError):
        read_updates(pdf[:end] + changed(pdf[end:], how), end)


@EXAMPLES
@given(changes)
def test_a_document_is_accepted_as_it_was_or_refused(how: Changes) -> None:
    office, pdf = shared_office(), sealed_document()
    end = read_seal(pdf, office.trust.seals).covered.end
    with contextlib.suppress(DocumentRefusedError):
        found = check_seal(pdf[:end] + changed(pdf[end:], how), office.trust, NOW)
        assert found == check_seal(pdf, office.trust, NOW)
