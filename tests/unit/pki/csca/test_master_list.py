"""Master lists: read up to a pinned authority, with every certificate that can be used."""

import pytest

from chip_authorities import NOW, YEAR, Credential, authority, list_signer, master_list
from thiqa.crypto.curves import P_256
from thiqa.pki.csca import ListOutdatedError, SignedListError, read_master_list
from thiqa.pki.csca.extensions import MASTER_LIST_SIGNING
from thiqa.pki.csca.master_list import MASTER_LIST
from thiqa.pki.signed_object_making import make_signed_object

ROOT = authority("CSCA")
SIGNER = list_signer(ROOT, MASTER_LIST_SIGNING)
OTHERS = [
    authority("CSCA NL", country="NL"),
    authority("CSCA DE", country="de", explicit=P_256),
    authority("CSCA UT", country="UT", is_authority=False),
]


def test_a_list_is_read_with_all_its_certificates() -> None:
    found = read_master_list(master_list(SIGNER, [ROOT, *OTHERS]), anchors=[ROOT.read], now=NOW)
    assert {each.country for each in found.certificates} == {"MA", "NL", "DE", "UT"}
    assert (found.country, found.signed_at, found.unusable) == ("MA", NOW, ())
    assert found.authority == ROOT.read


def test_a_certificate_that_cannot_be_used_costs_itself_alone() -> None:
    broken = bytearray(OTHERS[0].der)
    at = OTHERS[0].der.index(bytes.fromhex("06082a8648ce3d0301"))  # the name of the curve
    broken[at + 8 + 1] = 0x7F
    listed = [ROOT, Credential(bytes(broken), ROOT.key)]
    found = read_master_list(master_list(SIGNER, listed), anchors=[ROOT.read], now=NOW)
    assert found.certificates == (ROOT.read,)
    assert [each.der for each in found.unusable] == [bytes(broken)]
    assert "curve" in found.unusable[0].why


def test_the_signers_authority_may_be_linked_to_the_pinned_one() -> None:
    new = authority("CSCA", start=NOW - 10)
    link = authority("CSCA", issuer=ROOT, key=new.key, start=NOW - 10)
    signer = list_signer(new, MASTER_LIST_SIGNING, start=NOW - 10)
    with_link = master_list(signer, [ROOT, new], others=[link])
    found = read_master_list(with_link, anchors=[ROOT.read], now=NOW)
    assert found.authority == link.read
    with pytest.raises(SignedListError, match="nobody who is trusted"):
        read_master_list(master_list(signer, [new], others=[new]), anchors=[ROOT.read], now=NOW)


def test_a_list_signed_in_the_time_of_its_signer_stays_good() -> None:
    der = master_list(SIGNER, [ROOT])
    assert read_master_list(der, anchors=[ROOT.read], now=NOW + 5 * YEAR).signed_at == NOW
    with pytest.raises(ListOutdatedError, match="future"):
        read_master_list(der, anchors=[ROOT.read], now=NOW - 3600)


@pytest.mark.parametrize("content", [b"", b"\x30\x00", b"\x30\x05\x02\x01\x01\x31\x00"])
def test_what_is_signed_and_is_no_list_is_refused(content: bytes) -> None:
    der = make_signed_object(
        MASTER_LIST, content, certificate=SIGNER.der, private_key=SIGNER.key, signing_time=NOW
    )
    with pytest.raises(SignedListError):
        read_master_list(der, anchors=[ROOT.read], now=NOW)
