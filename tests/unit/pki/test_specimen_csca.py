"""The specimen country: two generations, and the lists that they sign."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from authorities import NOW
from thiqa.pki.csca import SignerRevokedError, TrustStore, read_chip_certificate
from thiqa.pki.errors import SpecimenError
from thiqa.pki.specimen import SpecimenPki, make
from thiqa.pki.specimen_csca import SpecimenCsca, load, load_or_make


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("specimen")


@pytest.fixture(scope="module")
def pki(folder: Path) -> SpecimenPki:
    return make(folder / "pki", now=NOW)


@pytest.fixture(scope="module")
def country(folder: Path, pki: SpecimenPki) -> SpecimenCsca:
    return load_or_make(pki, folder / "country", now=NOW)


@pytest.fixture
def store(tmp_path: Path, country: SpecimenCsca) -> TrustStore:
    store = TrustStore(tmp_path)
    country.fill(store, NOW)
    return store


def der_of_signer(country: SpecimenCsca) -> bytes:
    return country.pki.document_signer.certificate.public_bytes(Encoding.DER)


def test_specimen_documents_are_trusted_from_the_earlier_key(
    store: TrustStore, country: SpecimenCsca
) -> None:
    opened = store.open(NOW)
    signer = read_chip_certificate(der_of_signer(country))
    path = opened.trust.find_path(signer, NOW)
    opened.trust.require_not_revoked(signer, path, NOW)
    assert [each.is_self_signed for each in opened.pinned] == [True]
    assert path.authority not in opened.pinned
    assert opened.trust.refreshed_at == NOW
    assert opened.set_aside == ()


def test_a_revoked_document_signer_is_revoked(store: TrustStore, country: SpecimenCsca) -> None:
    signer = read_chip_certificate(der_of_signer(country))
    store.add_revocation_list(
        country.revocation_list(NOW + 5, [(signer.serial_number, NOW)]), NOW + 5
    )
    trust = store.open(NOW + 5).trust
    with pytest.raises(SignerRevokedError):
        trust.require_not_revoked(signer, trust.find_path(signer, NOW), NOW)


def test_what_is_wrong_with_documents_is_told(store: TrustStore, country: SpecimenCsca) -> None:
    store.add_deviation_list(country.deviation_list(NOW, ["SPECIMEN1"], 11), NOW)
    signer = read_chip_certificate(der_of_signer(country))
    (deviation,) = store.open(NOW).trust.deviations_of(signer)
    assert deviation.documents.numbers == ("SPECIMEN1",)
    (description,) = deviation.descriptions
    assert (description.sentence, description.number) == ("a data group is malformed", 11)


def test_the_country_is_the_same_when_it_is_opened_again(
    folder: Path, pki: SpecimenPki, country: SpecimenCsca
) -> None:
    again = load_or_make(pki, folder / "country", now=NOW + 1)
    assert again.earlier.certificate == country.earlier.certificate
    with pytest.raises(SpecimenError):
        load(pki, folder / "nowhere")
