"""Deviation lists: which documents, and what is wrong with them."""

import hashlib

import pytest
from asn1crypto import cms, core
from asn1crypto import x509 as asn1

from chip_authorities import NOW, Credential, authority, list_signer, signer
from thiqa.pki.csca import Deviation, SignedListError, read_deviation_list
from thiqa.pki.csca.deviation_der import (
    DeviationListDer,
    DocumentsDer,
    PeriodDer,
    SignerIdentifierDer,
)
from thiqa.pki.csca.deviation_list import DEVIATION_LIST
from thiqa.pki.csca.extensions import DEVIATION_LIST_SIGNING, MASTER_LIST_SIGNING
from thiqa.pki.signed_object_making import make_signed_object

ROOT = authority("CSCA")
DS, OTHER = signer(ROOT), signer(ROOT)


def signed(content: bytes, by: Credential) -> bytes:
    return make_signed_object(
        DEVIATION_LIST, content, certificate=by.der, private_key=by.key, signing_time=NOW
    )


def read(content: bytes, purpose: str = DEVIATION_LIST_SIGNING) -> tuple[Deviation, ...]:
    der = signed(content, list_signer(ROOT, purpose))
    return read_deviation_list(der, anchors=[ROOT.read], now=NOW).deviations


def a_list(documents: DocumentsDer, digest: str | None = None) -> bytes:
    deviation = {
        "documents": documents,
        "descriptions": [{"description": "specimen", "kind": "2.23.136.1.1.7.3.2"}],
    }
    content = {"version": 0, "deviations": [deviation]}
    if digest:
        content["digest_algorithm"] = cms.DigestAlgorithm({"algorithm": digest})
    return bytes(DeviationListDer(content).dump())


def by_number() -> SignerIdentifierDer:
    certificate = asn1.Certificate.load(DS.der)
    named = {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
    return SignerIdentifierDer("issuer_and_serial_number", cms.IssuerAndSerialNumber(named))


def by_key() -> SignerIdentifierDer:
    return SignerIdentifierDer("subject_key_identifier", DS.read.extensions.subject_key_identifier)


def by_digest() -> SignerIdentifierDer:
    return SignerIdentifierDer("certificate_digest", hashlib.sha384(DS.der).digest())


@pytest.mark.parametrize("named", [by_number, by_key, by_digest])
def test_a_document_signer_is_named_in_three_ways(named) -> None:  # type: ignore[no-untyped-def]
    (deviation,) = read(a_list(DocumentsDer({"signer": named()}), "sha384"))
    assert deviation.documents.may_be_of(DS.read)
    assert not deviation.documents.may_be_of(OTHER.read)


def test_types_times_and_numbers_are_read() -> None:
    period = PeriodDer(
        {
            "first_issued": core.GeneralizedTime.load(b"\x18\x0f20200101000000Z"),
            "last_issued": core.GeneralizedTime.load(b"\x18\x0f20200102000000Z"),
        }
    )
    documents = {"document_type": "P<", "issuing_date": period, "document_numbers": ["A1", "B2"]}
    (deviation,) = read(a_list(DocumentsDer(documents)))
    assert deviation.documents.document_type == "P<"
    assert deviation.documents.issued == (1_577_836_800, 1_577_923_200)
    assert set(deviation.documents.numbers or ()) == {"A1", "B2"}
    assert deviation.documents.may_be_of(OTHER.read), "no signer is named"
    (description,) = deviation.descriptions
    assert (description.text, description.sentence) == ("specimen", "a check digit is wrong")


def test_a_digest_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(SignedListError, match="which kind"):
        read(a_list(DocumentsDer({"signer": by_digest()})))


def test_a_signer_of_master_lists_signs_no_deviations() -> None:
    with pytest.raises(SignedListError, match="not for lists"):
        read(a_list(DocumentsDer({"document_type": "P<"})), MASTER_LIST_SIGNING)


@pytest.mark.parametrize("content", [b"", b"\x30\x00", b"\x30\x05\x02\x01\x01\x31\x00"])
def test_what_is_no_list_is_refused(content: bytes) -> None:
    with pytest.raises(SignedListError):
        read(content)
