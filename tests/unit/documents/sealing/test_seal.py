"""Documents sealed, renewed and checked, as their makers and readers do."""

import pytest

from sealed_documents import (
    BODY,
    NOW,
    plain_document,
    sealed_document,
    sealing_office,
    shared_office,
)
from sheets import attached_files, text_of
from thiqa.documents.sealing import (
    Level,
    SealKeyError,
    SealServiceError,
    TimeStampExpiredError,
    check_seal,
)
from thiqa.pki.specimen_seals import SEAL_LIFETIME_SECONDS, UNIT_LIFETIME_SECONDS
from thiqa.pki.specimen_tree import YEAR


def test_a_sealed_document_says_who_sealed_it_and_when() -> None:
    office = shared_office()
    document = check_seal(sealed_document(), office.trust, NOW)
    assert document.issuer == BODY
    assert document.certificate == office.own.certificate
    assert document.sealed_at == NOW
    assert document.level is Level.LONG_TERM
    assert document.good_until == NOW + UNIT_LIFETIME_SECONDS
    assert document.attachment("sheet.json") == b'{"number":"1"}'
    assert document.attachment("other.json") is None


def test_what_was_typeset_is_still_there_byte_by_byte() -> None:
    assert sealed_document().startswith(plain_document())
    assert text_of(sealed_document()) == text_of(plain_document())
    assert attached_files(sealed_document()) == attached_files(plain_document())


def test_a_seal_outlives_its_certificate() -> None:
    document = check_seal(sealed_document(), shared_office().trust, NOW + SEAL_LIFETIME_SECONDS + 1)
    assert document.sealed_at == NOW


def test_without_a_renewal_it_ends_with_the_certificate_of_its_time_stamp() -> None:
    trust = shared_office().trust
    check_seal(sealed_document(), trust, NOW + UNIT_LIFETIME_SECONDS)
    with pytest.raises(TimeStampExpiredError):
        check_seal(sealed_document(), trust, NOW + UNIT_LIFETIME_SECONDS + 1)


def test_checking_asks_nobody() -> None:
    office = sealing_office()
    sealed = office.seal()
    office.asked.clear()
    check_seal(sealed, office.trust, NOW)
    assert not office.asked


def test_renewals_carry_it_over_decades() -> None:
    office = sealing_office()
    document = office.seal()
    for years in (5, 10):
        office.now = NOW + years * YEAR
        office.replace_unit()
        document = office.renew(document)
    later = NOW + 14 * YEAR
    checked = check_seal(document, office.trust, later)
    assert checked.level is Level.LONG_TERM_ARCHIVED
    assert checked.sealed_at == NOW
    assert checked.renewed_at == (NOW + 5 * YEAR, NOW + 10 * YEAR)


def test_what_was_not_renewed_in_time_is_not_renewed_any_more() -> None:
    office = sealing_office()
    document = office.seal()
    office.now = NOW + UNIT_LIFETIME_SECONDS + 1
    with pytest.raises(TimeStampExpiredError):
        office.renew(document)


def test_a_revoked_seal_seals_nothing_more() -> None:
    office = sealing_office()
    office.seals.register.revoke(office.own.certificate.serial_number, NOW - 1)
    with pytest.raises(SealServiceError):
        office.seal()


def test_a_seal_whose_time_is_over_seals_nothing_more() -> None:
    office = sealing_office()
    office.now = NOW + SEAL_LIFETIME_SECONDS + 1
    with pytest.raises(SealKeyError):
        office.seal()


def test_what_was_sealed_before_a_revocation_stays_good() -> None:
    office = sealing_office()
    sealed = office.seal()
    office.seals.register.revoke(office.own.certificate.serial_number, NOW + 60)
    office.now = NOW + YEAR
    renewed = office.renew(sealed)
    assert check_seal(renewed, office.trust, office.now).sealed_at == NOW
