"""Seals, time stamps and evidence of authorities that nobody trusts, or of none at all."""

from dataclasses import replace
from io import BytesIO

import pytest
from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

from sealed_documents import (
    NOW,
    SealingOffice,
    plain_document,
    sealed_document,
    sealing_office,
    shared_office,
)
from thiqa.documents.sealing import (
    FileSealKey,
    NotSealedError,
    SealForgedError,
    SealKeyError,
    SealNotTrustedError,
    SealOutOfTimeError,
    SealServiceError,
    SealTrust,
    SealUnprovenError,
    TimeStampMissingError,
    TimeStampRefusedError,
    check_seal,
    seal,
)
from thiqa.documents.sealing.gathering import gather
from thiqa.documents.sealing.pdf_writing import _KeySigner, write_evidence, write_seal
from thiqa.documents.sealing.seal_bytes import read_contents, read_seal
from thiqa.pki import SignedMessageForgedError, TrustAnchors, profiles, verify_chain
from thiqa.pki.evidence import Evidence
from thiqa.pki.signed_message import read_signed_message
from thiqa.pki.specimen_seals import issue
from thiqa.pki.specimen_tree import YEAR, Credential


def key_of(credential: Credential) -> FileSealKey:
    return FileSealKey(credential.certificate, credential.private_key)


def evidence_of(office: SealingOffice) -> Evidence:
    """Return good evidence about the office's seal and unit."""
    trusted = [
        verify_chain(office.own.certificate, office.trust.seals, office.now),
        verify_chain(office.seals.unit().certificate, office.trust.stamps, office.now),
    ]
    return gather(trusted, office.answer, office.now).evidence


def test_a_document_without_a_seal_is_refused() -> None:
    with pytest.raises(NotSealedError):
        check_seal(plain_document(), shared_office().trust, NOW)


def test_a_seal_by_an_unknown_authority_of_the_same_name_is_refused() -> None:
    other = sealing_office()
    with pytest.raises(SealNotTrustedError):
        check_seal(other.seal(), shared_office().trust, NOW)


def test_a_seal_that_vouches_for_itself_is_refused() -> None:
    office = shared_office()
    own = issue(
        Credential(office.own.certificate, office.own.private_key),
        office.own.certificate.subject,
        lambda subject: profiles.seal(subject, "http://127.0.0.1:8403/seals"),
        not_before=NOW - YEAR,
        not_after=NOW + YEAR,
    )
    with pytest.raises(SealNotTrustedError):
        check_seal(write_seal(plain_document(), key_of(own), office.stamp, NOW), office.trust, NOW)


@pytest.mark.parametrize("who", ["unit", "responder"])
def test_a_certificate_for_something_else_seals_nothing(who: str) -> None:
    office = shared_office()
    other = office.seals.unit() if who == "unit" else office.seals.credentials["seal-ocsp"]
    both = TrustAnchors(tuple({*office.trust.seals.anchors, *office.trust.stamps.anchors}))
    sealed = write_seal(plain_document(), key_of(other), office.stamp, NOW)
    with pytest.raises(SealNotTrustedError):
        check_seal(sealed, SealTrust(both, both), NOW)


def test_a_certificate_with_the_key_of_another_is_no_seal() -> None:
    office = shared_office()
    with pytest.raises(SealKeyError):
        FileSealKey(office.own.certificate, office.seals.unit().private_key)


def test_a_signature_by_another_key_is_refused() -> None:
    office = shared_office()

    class Liar:
        certificate = office.own.certificate
        sign = staticmethod(key_of(office.seals.unit()).sign)

    with pytest.raises(SealForgedError):
        check_seal(write_seal(plain_document(), Liar(), office.stamp, NOW), office.trust, NOW)


def test_the_name_in_a_seal_cannot_be_exchanged() -> None:
    """An authority has given one number and one key two names: what was sealed names one."""
    office = shared_office()
    pdf = sealed_document()
    message = cms.ContentInfo.load(
        read_contents(read_seal(pdf, office.trust.seals).covered.gap(pdf))
    )
    own = office.own.certificate
    other = (
        x509.CertificateBuilder()
        .subject_name(profiles.body("Another body", "NTRMA-OTHER"))
        .issuer_name(own.issuer)
        .public_key(own.public_key())
        .serial_number(own.serial_number)
        .not_valid_before(own.not_valid_before_utc)
        .not_valid_after(own.not_valid_after_utc)
    )
    for each in own.extensions:
        other = other.add_extension(each.value, each.critical)
    signed = other.sign(office.seals.seal_ca.private_key, hashes.SHA384())
    exchanged = asn1_x509.Certificate.load(signed.public_bytes(Encoding.DER))
    data = message["content"].copy()
    data["certificates"] = [cms.CertificateChoices("certificate", exchanged)]
    forged = cms.ContentInfo({"content_type": "signed_data", "content": data}).dump()
    with pytest.raises(SignedMessageForgedError, match="names another certificate"):
        read_signed_message(forged)


def test_a_seal_without_a_time_stamp_is_refused() -> None:
    office = shared_office()
    described = signers.PdfSignatureMetadata(
        field_name="Seal",
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        signer_key_usage=set(),
    )
    sealed = signers.sign_pdf(
        IncrementalPdfFileWriter(BytesIO(plain_document())),
        described,
        _KeySigner(office.key),
        bytes_reserved=16_384,
    ).getvalue()
    with pytest.raises(TimeStampMissingError):
        check_seal(write_evidence(sealed, (), evidence_of(office)), office.trust, NOW)


def test_a_time_stamp_by_an_unknown_authority_is_refused() -> None:
    office, other = shared_office(), sealing_office()
    services = replace(office.services, time_stamper=other.stamp)
    with pytest.raises(TimeStampRefusedError):
        seal(plain_document(), office.key, services)


def test_a_time_stamp_by_somebody_with_a_seal_is_refused() -> None:
    office = shared_office()
    unit = replace(office.seals.time_stamp_authority(), **_parts(office.own))
    services = replace(
        office.services,
        trust=SealTrust(office.trust.seals, office.trust.seals),
        time_stamper=lambda question: unit.answer(question, NOW),
    )
    with pytest.raises(TimeStampRefusedError):
        seal(plain_document(), office.key, services)


def test_the_time_stamp_of_another_seal_is_refused() -> None:
    office = shared_office()
    answers: list[bytes] = []

    def stamp_something_else(question: bytes) -> bytes:
        changed = bytearray(question)
        # The hash stands before the number of the question, and the flag, at the end.
        changed[len(question) - 20] ^= 1
        answers.append(office.stamp(bytes(changed)))
        return answers[-1]

    services = replace(office.services, time_stamper=stamp_something_else)
    with pytest.raises(TimeStampRefusedError):
        seal(plain_document(), office.key, services)
    assert answers


def test_a_time_stamp_from_the_future_is_refused() -> None:
    with pytest.raises(TimeStampRefusedError):
        check_seal(sealed_document(), shared_office().trust, NOW - YEAR)


@pytest.mark.parametrize("years", [-2, 4])
def test_a_seal_out_of_its_time_is_refused(years: int) -> None:
    office = sealing_office()
    office.now = NOW + 4 * YEAR
    own = issue(
        office.seals.seal_ca,
        office.own.certificate.subject,
        lambda subject: profiles.seal(subject, "http://127.0.0.1:8403/seals"),
        not_before=office.now + years * YEAR - YEAR,
        not_after=office.now + years * YEAR + YEAR,
    )
    sealed = write_seal(plain_document(), key_of(own), office.stamp, office.now)
    sealed = write_evidence(sealed, (), evidence_of_unit(office))
    with pytest.raises(SealOutOfTimeError):
        check_seal(sealed, office.trust, office.now)


def evidence_of_unit(office: SealingOffice) -> Evidence:
    return Evidence(revocation_lists=(office.seals.revocation_list(office.now),))


def test_a_seal_without_evidence_is_refused() -> None:
    office = shared_office()
    bare = write_seal(plain_document(), office.key, office.stamp, NOW)
    with pytest.raises(SealUnprovenError):
        check_seal(bare, office.trust, NOW)
    with pytest.raises(SealUnprovenError, match="seal"):
        check_seal(write_evidence(bare, (), evidence_of_unit(office)), office.trust, NOW)
    half = Evidence(ocsp_responses=evidence_of(office).ocsp_responses)
    with pytest.raises(SealUnprovenError, match="unit"):
        check_seal(write_evidence(bare, (), half), office.trust, NOW)
    check_seal(write_evidence(bare, (), evidence_of(office)), office.trust, NOW)


def test_evidence_by_another_authority_is_none() -> None:
    office, other = shared_office(), sealing_office()
    bare = write_seal(plain_document(), office.key, office.stamp, NOW)
    with pytest.raises(SealUnprovenError):
        check_seal(write_evidence(bare, (), evidence_of(other)), office.trust, NOW)


def test_nobody_seals_while_an_authority_does_not_answer() -> None:
    office = shared_office()

    def silent(_: object) -> bytes:
        raise SealServiceError("an authority cannot be reached")

    for services in (
        replace(office.services, time_stamper=silent),
        replace(office.services, fetch=silent),
    ):
        with pytest.raises(SealServiceError):
            seal(plain_document(), office.key, services)


def test_what_is_read_first_asks_for_no_structure() -> None:
    """A file that nobody has sealed is refused before its structure is read."""
    hostile = b"%PDF-1.7\n" + b"<<" * 100_000 + sealed_document()
    with pytest.raises(NotSealedError):
        read_seal(hostile, shared_office().trust.seals)


def _parts(credential: Credential) -> dict[str, object]:
    return {"certificate": credential.certificate, "private_key": credential.private_key}
