"""A seal, or a unit that stamps times, was revoked; and what is said of it afterwards."""

import pytest

from sealed_documents import NOW, SealingOffice, plain_document, sealing_office
from thiqa.documents.sealing import (
    SealRevokedError,
    SealServiceError,
    SealUnprovenError,
    TimeStampRefusedError,
    check_seal,
)
from thiqa.documents.sealing.pdf_writing import write_evidence, write_seal, write_time_stamp
from thiqa.pki import ask, verify_chain
from thiqa.pki.evidence import Evidence
from thiqa.pki.specimen_tree import YEAR

HOUR = 3_600


def answer_about_the_seal(office: SealingOffice) -> Evidence:
    trusted = verify_chain(office.own.certificate, office.trust.seals, NOW)
    answer = office.seals.responder().answer(ask(trusted, bytes(32)).der, office.now)
    return Evidence((answer,), (office.seals.revocation_list(office.now),))


def stamped(office: SealingOffice) -> bytes:
    return write_seal(plain_document(), office.key, office.stamp, office.now)


def revoke(office: SealingOffice, at: int) -> None:
    office.seals.register.revoke(office.own.certificate.serial_number, at)


def revoke_unit(office: SealingOffice, at: int) -> None:
    office.seals.stamp_register.revoke(office.seals.unit().certificate.serial_number, at)


def test_what_was_sealed_after_the_revocation_is_refused() -> None:
    office = sealing_office()
    revoke(office, NOW - HOUR)
    sealed = write_evidence(stamped(office), (), answer_about_the_seal(office))
    with pytest.raises(SealRevokedError):
        check_seal(sealed, office.trust, NOW)


def test_a_good_word_does_not_take_a_revocation_back() -> None:
    office = sealing_office()
    good = answer_about_the_seal(office)
    revoke(office, NOW - HOUR)
    bad = answer_about_the_seal(office)
    both = Evidence(good.ocsp_responses + bad.ocsp_responses, good.revocation_lists)
    with pytest.raises(SealRevokedError):
        check_seal(write_evidence(stamped(office), (), both), office.trust, NOW)


def test_a_good_word_from_before_is_no_evidence() -> None:
    office = sealing_office()
    good = answer_about_the_seal(office)
    office.now = NOW + HOUR
    lists = (office.seals.revocation_list(office.now),)
    sealed = write_evidence(stamped(office), (), Evidence(good.ocsp_responses, lists))
    with pytest.raises(SealUnprovenError):
        check_seal(sealed, office.trust, office.now)


def test_what_was_sealed_before_the_revocation_is_accepted() -> None:
    office = sealing_office()
    bare = stamped(office)
    revoke(office, NOW + 1)
    office.now = NOW + HOUR
    sealed = write_evidence(bare, (), answer_about_the_seal(office))
    assert check_seal(sealed, office.trust, office.now).sealed_at == NOW


def test_the_same_second_is_too_late() -> None:
    office = sealing_office()
    bare = stamped(office)
    revoke(office, NOW)
    with pytest.raises(SealRevokedError):
        check_seal(write_evidence(bare, (), answer_about_the_seal(office)), office.trust, NOW)


def test_a_time_stamp_of_a_revoked_unit_is_refused_whatever_time_it_states() -> None:
    office = sealing_office()
    bare = stamped(office)
    revoke_unit(office, NOW + HOUR)
    office.now = NOW + 2 * HOUR
    sealed = write_evidence(bare, (), answer_about_the_seal(office))
    with pytest.raises(TimeStampRefusedError):
        check_seal(sealed, office.trust, office.now)


def test_a_document_is_not_renewed_upon_a_revoked_unit() -> None:
    office = sealing_office()
    sealed = office.seal()
    revoke_unit(office, NOW + HOUR)
    office.now = NOW + YEAR
    with pytest.raises(SealServiceError):
        office.renew(sealed)


def test_evidence_from_after_a_renewal_does_not_count() -> None:
    office = sealing_office()
    renewed = write_time_stamp(stamped(office), office.stamp, 1)
    late = write_evidence(renewed, (), answer_about_the_seal(office))
    with pytest.raises(SealUnprovenError):
        check_seal(late, office.trust, NOW)
