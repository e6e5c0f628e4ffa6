"""The folder of trusted authorities, imported into and opened again."""

from pathlib import Path

import pytest

from chip_authorities import (
    NOW,
    authority,
    list_signer,
    master_list,
    revocation_list,
    signer,
)
from thiqa.pki.csca import ListSignerError, TrustStore, TrustStoreError
from thiqa.pki.csca.extensions import MASTER_LIST_SIGNING

ROOT = authority("CSCA")
SIGNER = list_signer(ROOT, MASTER_LIST_SIGNING)
ABROAD = authority("CSCA DE", country="DE")
DAY = 86_400


@pytest.fixture
def store(tmp_path: Path) -> TrustStore:
    store = TrustStore(tmp_path / "trust")
    store.create()
    return store


def test_an_empty_folder_trusts_nobody(store: TrustStore) -> None:
    opened = store.open(NOW)
    assert (dict(opened.trust.authorities), opened.trust.refreshed_at) == ({}, 0)


def test_what_was_imported_is_there_when_it_is_opened_again(store: TrustStore) -> None:
    link = authority("CSCA 2", issuer=ABROAD, country="DE")
    store.pin(ROOT.read, NOW)
    store.add_master_list(master_list(SIGNER, [ROOT, ABROAD]), NOW)
    store.add_certificate(link.read)
    store.add_revocation_list(revocation_list(ABROAD), NOW)
    opened = TrustStore(store.folder).open(NOW + DAY)
    assert set(opened.trust.authorities) == {ROOT.read, ABROAD.read, link.read}
    assert (opened.pinned, opened.others) == ((ROOT.read,), (link.read,))
    assert [each.country for each in opened.trust.revocation_lists] == ["DE"]
    assert opened.set_aside == ()


def test_a_newer_list_takes_the_place_of_the_older(store: TrustStore) -> None:
    store.pin(ROOT.read, NOW)
    store.add_master_list(master_list(SIGNER, [ROOT, ABROAD], at=NOW - DAY), NOW)
    store.add_master_list(master_list(SIGNER, [ROOT]), NOW)
    opened = store.open(NOW)
    assert set(opened.trust.authorities) == {ROOT.read}
    assert len(list((store.folder / "master-lists").iterdir())) == 1


def test_the_same_again_changes_nothing(store: TrustStore) -> None:
    made = master_list(SIGNER, [ROOT])
    for _ in range(2):
        store.pin(ROOT.read, NOW)
        store.add_master_list(made, NOW)
        store.add_certificate(ABROAD.read)
        store.add_revocation_list(revocation_list(ROOT), NOW)
    assert len([each for each in store.folder.rglob("*") if each.is_file()]) == 4


def test_pinning_again_counts_from_then(store: TrustStore) -> None:
    store.pin(ROOT.read, NOW)
    store.pin(ROOT.read, NOW + DAY)
    assert store.read_pinned() == {ROOT.read: NOW + DAY}


def test_a_list_left_behind_by_an_interrupted_import_does_not_count(store: TrustStore) -> None:
    store.pin(ROOT.read, NOW)
    store.add_master_list(master_list(SIGNER, [ROOT]), NOW)
    older = master_list(SIGNER, [ROOT, ABROAD], at=NOW - DAY)
    (store.folder / "master-lists" / "MA-older.ml").write_bytes(older)
    assert set(store.open(NOW).trust.authorities) == {ROOT.read}


def test_what_does_not_verify_any_more_is_set_aside_and_said(store: TrustStore) -> None:
    store.pin(ROOT.read, NOW)
    store.add_master_list(master_list(SIGNER, [ROOT, ABROAD], at=NOW - DAY), NOW)
    store.add_revocation_list(revocation_list(ABROAD), NOW)
    store.add_master_list(master_list(SIGNER, [ROOT]), NOW)
    opened = store.open(NOW)
    assert opened.trust.revocation_lists == ()
    assert ["not trusted" in each for each in opened.set_aside] == [True]


def test_a_list_of_nobody_we_know_is_not_imported(store: TrustStore) -> None:
    store.pin(ABROAD.read, NOW)
    with pytest.raises(ListSignerError):
        store.add_master_list(master_list(SIGNER, [ROOT]), NOW)
    assert store.open(NOW).master_lists == ()


def test_a_folder_that_is_none_is_refused(tmp_path: Path, store: TrustStore) -> None:
    with pytest.raises(TrustStoreError):
        TrustStore(tmp_path / "nowhere").open(NOW)
    (store.folder / "pinned" / f"{ROOT.read.fingerprint}-{NOW}.cer").write_bytes(ABROAD.der)
    with pytest.raises(TrustStoreError, match="name"):
        store.open(NOW)


def test_a_file_that_is_too_large_is_not_read(store: TrustStore) -> None:
    (store.folder / "certificates" / "large.cer").write_bytes(bytes(9_000))
    with pytest.raises(TrustStoreError, match="large"):
        store.open(NOW)


def test_certificates_that_are_not_linked_are_kept_and_not_trusted(store: TrustStore) -> None:
    store.pin(ROOT.read, NOW)
    store.add_certificate(signer(ROOT).read)
    store.add_certificate(authority("CSCA").read)
    assert set(store.open(NOW).trust.authorities) == {ROOT.read}
