"""What authorities said, read years later."""

from collections.abc import Sequence

import pytest
from cryptography.x509 import ocsp

from sealed_documents import NOW, SealingOffice, sealing_office, shared_office
from thiqa.pki import (
    CertificateRevokedError,
    EvidenceMissingError,
    RevocationListError,
    TrustedCertificate,
    ask,
    verify_chain,
)
from thiqa.pki.evidence import MAX_ITEMS, SKEW_SECONDS, Evidence, require_good_at
from thiqa.pki.revocation_list import (
    list_url,
    make_revocation_list,
    read_revocation_list,
)
from thiqa.pki.specimen_seals import LIST_LIFETIME_SECONDS

LATER = NOW + 1_000_000


def seal_of(office: SealingOffice) -> TrustedCertificate:
    return verify_chain(office.own.certificate, office.trust.seals, NOW)


def unit_of(office: SealingOffice) -> TrustedCertificate:
    return verify_chain(office.seals.unit().certificate, office.trust.stamps, NOW)


def said(office: SealingOffice, at: int) -> bytes:
    return office.seals.responder().answer(ask(seal_of(office), bytes(32)).der, at)


def require(
    trusted: TrustedCertificate,
    *,
    responses: Sequence[bytes] = (),
    lists: Sequence[bytes] = (),
    used_at: int = NOW,
    kept_at: int = LATER,
) -> None:
    evidence = Evidence(tuple(responses), tuple(lists))
    require_good_at(trusted, evidence, used_at=used_at, good_until=used_at, kept_at=kept_at)


@pytest.mark.parametrize("at", [NOW - SKEW_SECONDS, NOW, NOW + 10])
def test_a_good_word_from_then_or_later_counts(at: int) -> None:
    office = shared_office()
    require(seal_of(office), responses=[said(office, at)])


def test_a_good_word_from_before_does_not_count() -> None:
    office = shared_office()
    with pytest.raises(EvidenceMissingError):
        require(seal_of(office), responses=[said(office, NOW - SKEW_SECONDS - 1)])


def test_a_good_word_from_after_the_evidence_was_closed_does_not_count() -> None:
    office = shared_office()
    with pytest.raises(EvidenceMissingError):
        require(seal_of(office), responses=[said(office, NOW + 1_000)], kept_at=NOW)


def test_a_list_counts_while_it_is_in_force() -> None:
    office = shared_office()
    listed = office.seals.revocation_list(NOW - LIST_LIFETIME_SECONDS)
    require(unit_of(office), lists=[listed])
    older = office.seals.revocation_list(NOW - LIST_LIFETIME_SECONDS - SKEW_SECONDS - 1)
    with pytest.raises(EvidenceMissingError):
        require(unit_of(office), lists=[older])


def test_a_revocation_counts_from_its_second_on() -> None:
    office = sealing_office()
    office.seals.register.revoke(office.own.certificate.serial_number, NOW + 1)
    answer = said(office, NOW + 10)
    require(seal_of(office), responses=[answer], used_at=NOW)
    for used_at in (NOW + 1, NOW + 2):
        with pytest.raises(CertificateRevokedError):
            require(seal_of(office), responses=[answer], used_at=used_at)


def test_a_revocation_in_a_list_counts_from_its_second_on() -> None:
    office = sealing_office()
    office.seals.stamp_register.revoke(office.seals.unit().certificate.serial_number, NOW + 1)
    listed = office.seals.revocation_list(NOW + 10)
    require(unit_of(office), lists=[listed], used_at=NOW)
    with pytest.raises(CertificateRevokedError):
        require(unit_of(office), lists=[listed], used_at=NOW + 1)


def test_what_is_said_of_another_certificate_says_nothing() -> None:
    office = sealing_office()
    other = office.seals.issue_seal("other", "Other", "NTRMA-OTHER", now=NOW)
    trusted = verify_chain(other.certificate, office.trust.seals, NOW)
    with pytest.raises(EvidenceMissingError):
        require(trusted, responses=[said(office, NOW)])


def test_an_authority_that_does_not_know_it_says_nothing() -> None:
    office = sealing_office()
    name = f"{office.own.certificate.serial_number:040x}"
    (office.seals.register.directory / "issued" / name).unlink()
    with pytest.raises(EvidenceMissingError):
        require(seal_of(office), responses=[said(office, NOW)])


def test_an_answer_with_another_signature_says_nothing() -> None:
    office = shared_office()
    answer = said(office, NOW)
    signature = ocsp.load_der_ocsp_response(answer).signature
    end = answer.index(signature) + len(signature) - 1
    forged = answer[:end] + bytes([answer[end] ^ 1]) + answer[end + 1 :]
    with pytest.raises(EvidenceMissingError):
        require(seal_of(office), responses=[forged])


@pytest.mark.parametrize("junk", [b"", b"\x30\x00", bytes(20_000)])
def test_what_cannot_be_read_says_nothing(junk: bytes) -> None:
    office = shared_office()
    with pytest.raises(EvidenceMissingError):
        require(seal_of(office), responses=[junk], lists=[junk])
    require(seal_of(office), responses=[junk, said(office, NOW)], lists=[junk])


def test_nobody_reads_without_end() -> None:
    with pytest.raises(EvidenceMissingError):
        Evidence((b"",) * (MAX_ITEMS + 1))


def test_a_list_by_another_key_is_refused() -> None:
    office = shared_office()
    forged = make_revocation_list(
        office.seals.stamp_ca.certificate,
        office.seals.seal_ca.private_key,
        [],
        now=NOW,
        lifetime_seconds=60,
    )
    with pytest.raises(RevocationListError):
        read_revocation_list(forged, office.seals.stamp_ca.certificate)
    with pytest.raises(RevocationListError):
        read_revocation_list(office.seals.revocation_list(NOW), office.seals.seal_ca.certificate)


def test_a_unit_says_where_its_list_is() -> None:
    office = shared_office()
    assert (
        list_url(office.seals.unit().certificate) == "http://127.0.0.1:8403/crl/time-stamping.crl"
    )
    assert list_url(office.own.certificate) is None
