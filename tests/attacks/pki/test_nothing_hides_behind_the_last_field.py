"""Outside of what is signed anybody can put values behind the last field: they are refused."""

import pytest
from asn1crypto import core, parser

from chip_authorities import NOW, authority, list_signer, master_list, revocation_list
from thiqa.crypto.errors import KeyRefusedError
from thiqa.crypto.signature_algorithms import read_signature_algorithm
from thiqa.pki.csca import (
    ChipCertificateError,
    RevocationError,
    SignedListError,
    read_chip_certificate,
    read_master_list,
    read_revocation_list,
)
from thiqa.pki.csca.extensions import MASTER_LIST_SIGNING

ROOT = authority("CSCA")
HIDDEN = core.OctetString(b"hidden").dump()


def with_more(der: bytes) -> bytes:
    """Put one more value behind the last one of a sequence."""
    return bytes(parser.emit(0, 1, 16, parser.parse(der)[4] + HIDDEN))


def test_behind_the_signature_of_a_certificate() -> None:
    with pytest.raises(ChipCertificateError, match="more in a Certificate"):
        read_chip_certificate(with_more(ROOT.der))


def test_behind_the_signature_of_a_list_of_revoked_ones() -> None:
    with pytest.raises(RevocationError, match="more in a CertificateList"):
        read_revocation_list(with_more(revocation_list(ROOT)), [ROOT.read])


def test_behind_the_content_of_a_signed_object() -> None:
    der = master_list(list_signer(ROOT, MASTER_LIST_SIGNING), [ROOT])
    with pytest.raises(SignedListError, match="more in a ContentInfo"):
        read_master_list(with_more(der), anchors=[ROOT.read], now=NOW)


def test_behind_the_parameters_of_an_algorithm() -> None:
    with pytest.raises(KeyRefusedError):
        read_signature_algorithm(with_more(bytes.fromhex("300c06082a8648ce3d0403020500")))
