"""Who can put up a list of revoked certificates, an old one or none, must not clear anybody."""

import pytest
from asn1crypto import core, crl
from cryptography import x509

from chip_authorities import NOW, authority, list_signer, revocation_list, signer
from thiqa.pki.csca import (
    RevocationError,
    RevocationOutdatedError,
    RevocationUnknownError,
    SignerRevokedError,
    read_revocation_list,
    require_not_revoked,
)
from thiqa.pki.csca.extensions import MASTER_LIST_SIGNING

ROOT = authority("CSCA")
BAD = signer(ROOT)
DAY = 86_400


def refuse(der: bytes, why: str) -> None:
    with pytest.raises(RevocationError, match=why):
        read_revocation_list(der, [ROOT.read])


def test_a_list_that_another_key_signed() -> None:
    refuse(revocation_list(ROOT, key=authority("CSCA").key), "not signed by")
    refuse(revocation_list(authority("Another")), "not trusted")


def test_a_list_that_a_document_signer_signed() -> None:
    below = list_signer(ROOT, MASTER_LIST_SIGNING)
    with pytest.raises(RevocationError, match="not signed by"):
        read_revocation_list(revocation_list(below), [below.read])


def test_a_list_of_parts_or_of_changes() -> None:
    refuse(revocation_list(ROOT, more=[(x509.DeltaCRLIndicator(1), True)]), "critical")
    parts = x509.IssuingDistributionPoint(None, None, True, False, None, False, False)
    refuse(revocation_list(ROOT, more=[(parts, True)]), "critical")


def test_a_changed_list() -> None:
    der = revocation_list(ROOT, [BAD])
    for place in range(0, len(der), 7):
        changed = der[:place] + bytes([der[place] ^ 1]) + der[place + 1 :]
        with pytest.raises(RevocationError):
            read_revocation_list(changed, [ROOT.read])


def test_a_list_that_names_two_algorithms() -> None:
    made = crl.CertificateList.load(revocation_list(ROOT))
    made["signature_algorithm"]["parameters"] = core.Null()
    refuse(made.dump(force=True), "two different")


def test_an_authority_does_not_speak_for_another_country() -> None:
    """Its list says that it once had the name of the other one."""
    abroad = authority("CSCA", country="NL")
    place = x509.IssuerAlternativeName([x509.DirectoryName(ROOT.name)])
    der = revocation_list(abroad, more=[(place, False)])
    found = read_revocation_list(der, [abroad.read])
    assert ROOT.read.subject in found.earlier_names
    with pytest.raises(RevocationUnknownError):
        require_not_revoked(BAD.read, [found], NOW)


def test_an_old_list_clears_nobody() -> None:
    old = read_revocation_list(revocation_list(ROOT, at=NOW - 60 * DAY), [ROOT.read])
    with pytest.raises(RevocationOutdatedError):
        require_not_revoked(BAD.read, [old], NOW)
    ahead = read_revocation_list(revocation_list(ROOT, at=NOW + DAY), [ROOT.read])
    with pytest.raises(RevocationOutdatedError):
        require_not_revoked(BAD.read, [ahead], NOW)


def test_what_was_revoked_stays_revoked() -> None:
    """A newer list that has forgotten it, or an older one beside it, changes nothing."""
    older = read_revocation_list(revocation_list(ROOT, [BAD], at=NOW - 60 * DAY), [ROOT.read])
    newer = read_revocation_list(revocation_list(ROOT), [ROOT.read])
    with pytest.raises(SignerRevokedError):
        require_not_revoked(BAD.read, [newer, older], NOW)


def test_the_list_of_another_authority_clears_nobody() -> None:
    another = authority("CSCA 2")
    found = read_revocation_list(revocation_list(another), [another.read])
    with pytest.raises(RevocationUnknownError):
        require_not_revoked(BAD.read, [found], NOW)
