"""Whoever can put files into the folder of trusted authorities makes nobody trusted by it."""

from pathlib import Path

import pytest

from chip_authorities import NOW, authority, list_signer, master_list, revocation_list, signer
from thiqa.pki.csca import ListOutdatedError, ListSignerError, RevocationUnknownError, TrustStore
from thiqa.pki.csca.extensions import MASTER_LIST_SIGNING

ROOT = authority("CSCA")
SIGNER = list_signer(ROOT, MASTER_LIST_SIGNING)
FORGED = authority("CSCA", country="DE")
DAY = 86_400


@pytest.fixture
def store(tmp_path: Path) -> TrustStore:
    store = TrustStore(tmp_path)
    store.pin(ROOT.read, NOW)
    store.add_master_list(master_list(SIGNER, [ROOT]), NOW)
    store.add_revocation_list(revocation_list(ROOT), NOW)
    return store


def test_a_certificate_put_there_is_not_trusted(store: TrustStore) -> None:
    (store.folder / "certificates" / "forged.cer").write_bytes(FORGED.der)
    assert set(store.open(NOW).trust.authorities) == {ROOT.read}


def test_a_master_list_put_there_is_verified(store: TrustStore) -> None:
    forged = master_list(list_signer(FORGED, MASTER_LIST_SIGNING), [FORGED], others=[FORGED])
    (store.folder / "master-lists" / "DE-forged.ml").write_bytes(forged)
    opened = store.open(NOW)
    assert set(opened.trust.authorities) == {ROOT.read}
    assert len(opened.set_aside) == 1


def test_a_list_of_revoked_put_there_is_verified(store: TrustStore) -> None:
    for path in (store.folder / "revocation-lists").iterdir():
        path.write_bytes(revocation_list(ROOT, key=FORGED.key))
    made = signer(ROOT).read
    trust = store.open(NOW).trust
    with pytest.raises(RevocationUnknownError):
        trust.require_not_revoked(made, trust.find_path(made, NOW), NOW)


def test_a_list_of_a_revoked_signer_makes_nobody_trusted(store: TrustStore) -> None:
    """A stolen key has signed it: it was taken before that was known, and is not taken again."""
    store.add_master_list(master_list(SIGNER, [ROOT, FORGED], at=NOW + 1), NOW + 1)
    assert FORGED.read in store.open(NOW + 1).trust.authorities
    store.add_revocation_list(revocation_list(ROOT, [SIGNER], at=NOW + 2), NOW + 2)
    opened = store.open(NOW + 2)
    assert set(opened.trust.authorities) == {ROOT.read}
    assert "revoked" in opened.set_aside[0]
    with pytest.raises(ListSignerError, match="revoked"):
        store.add_master_list(master_list(SIGNER, [ROOT, FORGED], at=NOW + 3), NOW + 3)


def test_an_older_list_never_replaces_a_newer_one(store: TrustStore) -> None:
    """Yesterday's list still trusts the authority that was taken off today."""
    with pytest.raises(ListOutdatedError):
        store.add_master_list(master_list(SIGNER, [ROOT, FORGED], at=NOW - DAY), NOW)
    with pytest.raises(ListOutdatedError):
        store.add_revocation_list(revocation_list(ROOT, at=NOW - DAY), NOW)
