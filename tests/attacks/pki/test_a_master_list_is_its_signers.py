"""A master list makes authorities of whole countries: nothing of it counts before its signature."""

import pytest
from asn1crypto import cms
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from chip_authorities import (
    NOW,
    YEAR,
    Credential,
    authority,
    for_lists,
    list_signer,
    master_list,
    signer,
)
from thiqa.pki.csca import ListSignerError, SignedListError, read_master_list
from thiqa.pki.csca.extensions import DEVIATION_LIST_SIGNING, MASTER_LIST_SIGNING

ROOT = authority("CSCA")
SIGNER = list_signer(ROOT, MASTER_LIST_SIGNING)
FORGED = authority("CSCA", country="DE")


def refuse(der: bytes, error: type[SignedListError], why: str) -> None:
    with pytest.raises(error, match=why):
        read_master_list(der, anchors=[ROOT.read], now=NOW)


def test_1_a_list_without_its_signers_certificate() -> None:
    message = cms.ContentInfo.load(master_list(SIGNER, [ROOT]))
    message["content"]["certificates"] = cms.CertificateSet.load(b"\x31\x00")
    refuse(message.dump(force=True), ListSignerError, "missing")


def test_2_a_document_signer_signs_no_list() -> None:
    refuse(master_list(signer(ROOT), [FORGED]), ListSignerError, "not for lists")
    wrong = list_signer(ROOT, DEVIATION_LIST_SIGNING)
    refuse(master_list(wrong, [FORGED]), ListSignerError, "not for lists")


def test_2_an_authority_signs_no_list() -> None:
    """Its key is for certificates, whatever purpose it names beside that."""
    both = authority("CSCA", issuer=ROOT, more=[(for_lists(MASTER_LIST_SIGNING), True)])
    refuse(master_list(both, [FORGED]), ListSignerError, "not for signatures")


def test_3_a_list_signer_of_another_country() -> None:
    abroad = list_signer(ROOT, MASTER_LIST_SIGNING, country="DE")
    refuse(master_list(abroad, [FORGED]), ListSignerError, "another country")


def test_3_a_list_of_somebody_whom_nobody_pinned() -> None:
    stranger = authority("CSCA")
    own = list_signer(stranger, MASTER_LIST_SIGNING)
    refuse(master_list(own, [FORGED], others=[stranger]), ListSignerError, "nobody who is trusted")
    below = list_signer(Credential(SIGNER.der, SIGNER.key), MASTER_LIST_SIGNING)
    refuse(master_list(below, [FORGED], others=[SIGNER]), ListSignerError, "nobody who is trusted")


def test_4_one_changed_byte_anywhere_in_the_content() -> None:
    der = master_list(SIGNER, [ROOT])
    at = der.index(ROOT.der)
    for place in range(at, at + len(ROOT.der), 41):
        changed = der[:place] + bytes([der[place] ^ 1]) + der[place + 1 :]
        refuse(changed, SignedListError, "not what was signed")


def test_4_a_list_that_another_key_signed() -> None:
    other = list_signer(ROOT, MASTER_LIST_SIGNING)
    refuse(master_list(Credential(other.der, SIGNER.key), [ROOT]), SignedListError, "signature")


def test_4_a_list_of_another_kind() -> None:
    refuse(master_list(SIGNER, [ROOT], kind="2.23.136.1.1.7"), SignedListError, "another kind")


def test_5_a_list_that_does_not_say_when_it_was_signed() -> None:
    message = cms.ContentInfo.load(master_list(SIGNER, [ROOT]))
    info = message["content"]["signer_infos"][0]
    kept = [each for each in info["signed_attrs"] if each["type"].native != "signing_time"]
    info["signed_attrs"] = cms.CMSAttributes(kept)
    signed = b"\x31" + info["signed_attrs"].dump()[1:]
    info["signature"] = SIGNER.key.sign(signed, ec.ECDSA(hashes.SHA256()))
    refuse(message.dump(force=True), SignedListError, "when it was signed")


def test_5_a_list_from_outside_of_the_signers_time() -> None:
    late = list_signer(ROOT, MASTER_LIST_SIGNING, start=NOW - 100)
    refuse(master_list(late, [ROOT], at=NOW - 200), ListSignerError, "time")
    with pytest.raises(ListSignerError, match="time"):
        read_master_list(
            master_list(SIGNER, [ROOT], at=NOW + 2 * YEAR), anchors=[ROOT.read], now=NOW + 3 * YEAR
        )
