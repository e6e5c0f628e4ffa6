"""Bytes of a sealed document are changed: any, anywhere."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest
from asn1crypto import cms, crl
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding

from sealed_documents import NOW, plain_document, sealed_document, shared_office
from thiqa.documents.sealing import (
    DocumentChangedError,
    DocumentRefusedError,
    NotSealedError,
    SealForgedError,
    check_seal,
)
from thiqa.documents.sealing.seal_bytes import read_contents, read_seal

FLIPS = 25
"""In each region, at places spread over all of it."""


@cache
def regions() -> dict[str, range]:
    """Return the parts of a sealed document, from its first byte to its last one."""
    pdf = sealed_document()
    covered = read_seal(pdf, shared_office().trust.seals).covered
    typeset = len(plain_document())
    table = pdf.index(b"\nxref", 0, typeset)
    message = re.compile(b"0+>").search(pdf, covered.first)
    assert message
    objects = pdf.rindex(b"\nxref", 0, covered.end)
    store = pdf.rindex(b"\nxref")
    return {
        "the header": range(20),
        "what is shown": range(20, table),
        "the first table": range(table, typeset),
        "the page and the form": range(typeset, covered.first),
        "the seal": range(covered.first, message.start()),
        "the room beside the seal": range(message.start(), covered.second),
        "what the seal says of itself": range(covered.second, objects),
        "the second table": range(objects, covered.end),
        "the evidence": range(covered.end, store),
        "the last table": range(store, len(pdf)),
    }


SEALED = (
    "the header",
    "what is shown",
    "the first table",
    "the page and the form",
    "the seal",
    "the room beside the seal",
    "what the seal says of itself",
    "the second table",
)


def spread(region: range) -> list[int]:
    return sorted({region[len(region) * part // FLIPS] for part in range(FLIPS)})


def flipped(pdf: bytes, at: int) -> bytes:
    return pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]


def test_the_regions_are_the_whole_document() -> None:
    ends = [(region.start, region.stop) for region in regions().values()]
    assert [start for start, _ in ends] == [0, *(end for _, end in ends[:-1])]
    assert ends[-1][1] == len(sealed_document())


@pytest.mark.parametrize("region", SEALED)
def test_what_was_sealed_cannot_be_changed(region: str) -> None:
    trust = shared_office().trust
    for at in spread(regions()[region]):
        with pytest.raises(DocumentRefusedError):
            check_seal(flipped(sealed_document(), at), trust, NOW)


@pytest.mark.parametrize("region", ["the evidence", "the last table"])
def test_what_is_beside_is_refused_or_changes_nothing(region: str) -> None:
    trust = shared_office().trust
    before = check_seal(sealed_document(), trust, NOW)
    refused = 0
    for at in spread(regions()[region]):
        try:
            after = check_seal(flipped(sealed_document(), at), trust, NOW)
        except DocumentRefusedError:
            refused += 1
        else:
            assert after == before
    assert refused


def test_a_byte_more_or_less_is_refused() -> None:
    trust = shared_office().trust
    pdf = sealed_document()
    for at in (0, 30, len(plain_document()) + 5, len(pdf) - 1):
        with pytest.raises(DocumentRefusedError):
            check_seal(pdf[:at] + pdf[at + 1 :], trust, NOW)
        with pytest.raises(DocumentRefusedError):
            check_seal(pdf[:at] + b" " + pdf[at:], trust, NOW)


def test_every_beginning_of_a_document_is_refused() -> None:
    trust = shared_office().trust
    pdf = sealed_document()
    for length in range(0, len(pdf), 997):
        with pytest.raises(DocumentRefusedError):
            check_seal(pdf[:length], trust, NOW)


def test_the_seal_of_another_document_is_refused() -> None:
    office = shared_office()
    other = office.seal(plain_document(()))
    covered = read_seal(other, office.trust.seals).covered
    foreign = covered.gap(other)
    pdf = sealed_document()
    own = read_seal(pdf, office.trust.seals).covered
    with pytest.raises(DocumentChangedError):
        check_seal(pdf[: own.first] + foreign + pdf[own.second :], office.trust, NOW)


def test_a_range_that_leaves_out_more_than_the_seal_is_refused() -> None:
    pdf = sealed_document()
    covered = read_seal(pdf, shared_office().trust.seals).covered
    for first, second in ((covered.first - 1, covered.second), (covered.first, covered.second + 1)):
        changed = replace(covered, first=first, second=second)
        old = f"[0 {covered.first} {covered.second} {covered.length}]".encode()
        new = f"[0 {changed.first} {changed.second} {changed.length}]".encode()
        assert pdf.count(old) == 1
        with pytest.raises(NotSealedError):
            check_seal(pdf.replace(old, new), shared_office().trust, NOW)


def _longer(message: cms.ContentInfo) -> bytes:
    der = bytes(message.dump())
    return der[:2] + (int.from_bytes(der[2:4], "big") + 2).to_bytes(2, "big") + der[4:]


def _with_another_certificate(message: cms.ContentInfo) -> bytes:
    data = message["content"].copy()
    other = shared_office().seals.seal_ca.certificate.public_bytes(Encoding.DER)
    certificates = [each.chosen for each in data["certificates"]]
    data["certificates"] = [
        cms.CertificateChoices("certificate", each)
        for each in (*certificates, asn1_x509.Certificate.load(other))
    ]
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": data}).dump())


def _with_lists(message: cms.ContentInfo) -> bytes:
    data = message["content"].copy()
    listed = crl.CertificateList.load(shared_office().seals.revocation_list(NOW))
    data["crls"] = [cms.RevocationInfoChoice("crl", listed)]
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": data}).dump())


def _with_another_attribute(message: cms.ContentInfo) -> bytes:
    data = message["content"].copy()
    signer = data["signer_infos"][0].copy()
    more = cms.CMSAttribute({"type": "content_type", "values": ["data"]})
    signer["unsigned_attrs"] = cms.CMSAttributes([*signer["unsigned_attrs"], more])
    data["signer_infos"] = [signer]
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": data}).dump())


@pytest.mark.parametrize(
    "change", [_longer, _with_another_certificate, _with_lists, _with_another_attribute]
)
def test_nothing_is_put_into_a_seal(change: Callable[[cms.ContentInfo], bytes]) -> None:
    trust, pdf = shared_office().trust, sealed_document()
    covered = read_seal(pdf, trust.seals).covered
    gap = covered.gap(pdf)
    message = cms.ContentInfo.load(read_contents(gap))
    forged = change(message).hex().upper().encode().ljust(len(gap) - 2, b"0")
    assert len(forged) == len(gap) - 2
    with pytest.raises(SealForgedError):
        check_seal(pdf[: covered.first] + b"<" + forged + b">" + pdf[covered.second :], trust, NOW)
