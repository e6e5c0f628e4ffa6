"""A document is shown ten years later, when its certificates are long over."""

from dataclasses import replace
from hashlib import sha256

import pytest

from sealed_documents import NOW, SealingOffice, sealing_office
from thiqa.documents.sealing import (
    DocumentMalformedError,
    DocumentRefusedError,
    Level,
    SealUnprovenError,
    TimeStampExpiredError,
    TimeStampRefusedError,
    check_seal,
)
from thiqa.documents.sealing.pdf_writing import write_time_stamp
from thiqa.documents.sealing.seal_bytes import signatures_in
from thiqa.pki.specimen_seals import SEAL_LIFETIME_SECONDS, UNIT_LIFETIME_SECONDS
from thiqa.pki.specimen_tree import YEAR
from thiqa.pki.time_stamp import read_answer, request_time_stamp

LATER = NOW + 10 * YEAR


def renewed(office: SealingOffice) -> bytes:
    document = office.seal()
    office.now = NOW + 5 * YEAR
    office.replace_unit()
    return office.renew(document)


def test_one_renewal_carries_it() -> None:
    office = sealing_office()
    document = check_seal(renewed(office), office.trust, LATER)
    assert office.own.certificate.not_valid_after_utc.timestamp() == NOW + SEAL_LIFETIME_SECONDS
    assert LATER > NOW + SEAL_LIFETIME_SECONDS
    assert LATER > NOW + UNIT_LIFETIME_SECONDS
    assert document.level is Level.LONG_TERM_ARCHIVED
    assert document.sealed_at == NOW


def test_without_one_it_is_refused() -> None:
    office = sealing_office()
    with pytest.raises(TimeStampExpiredError):
        check_seal(office.seal(), office.trust, LATER)


def test_a_renewal_that_came_too_late_is_refused() -> None:
    office = sealing_office()
    document = office.seal()
    office.now = NOW + UNIT_LIFETIME_SECONDS + YEAR
    office.replace_unit()
    late = write_time_stamp(document, office.stamp, 1)
    with pytest.raises((TimeStampExpiredError, SealUnprovenError)):
        check_seal(late, office.trust, office.now)


def test_a_renewal_that_was_not_renewed_is_refused() -> None:
    office = sealing_office()
    with pytest.raises(TimeStampExpiredError):
        check_seal(renewed(office), office.trust, NOW + 5 * YEAR + UNIT_LIFETIME_SECONDS + 1)


def test_a_changed_byte_is_still_found() -> None:
    office = sealing_office()
    document = renewed(office)
    for at in range(50, len(document), len(document) // 20):
        changed = document[:at] + bytes([document[at] ^ 1]) + document[at + 1 :]
        try:
            after = check_seal(changed, office.trust, LATER)
        except DocumentRefusedError:
            continue
        assert after == check_seal(document, office.trust, LATER)


@pytest.mark.parametrize("left_out", [1, 20, 200])
def test_a_renewal_that_leaves_something_out_is_refused(left_out: int) -> None:
    office = sealing_office()
    document = write_time_stamp(office.seal(), office.stamp, 1)
    *_, own = signatures_in(document)
    part = replace(own, length=own.length - left_out)
    old, new = (b"%d %d]" % (each.second, each.length) for each in (own, part))
    assert document.count(old) == 1
    document = document.replace(old, new.rjust(len(old)))
    question = request_time_stamp(sha256(part.of(document)).digest(), 1)
    token = read_answer(office.stamp(question), 1).hex().upper().encode()
    filled = b"<" + token.ljust(len(own.gap(document)) - 2, b"0") + b">"
    forged = document[: own.first] + filled + document[own.second :]
    with pytest.raises((DocumentMalformedError, TimeStampRefusedError)):
        check_seal(forged, office.trust, NOW)


def test_what_is_below_a_renewal_cannot_be_taken_out() -> None:
    office = sealing_office()
    document = renewed(office)
    end_of_evidence = document.index(b"%%EOF\n", document.rindex(b"/OCSPs")) + 6
    stamp = document.rindex(b"/DocTimeStamp")
    with pytest.raises(DocumentRefusedError):
        check_seal(document[:end_of_evidence] + document[stamp:], office.trust, LATER)
