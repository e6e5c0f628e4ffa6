import stat
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtensionOID, NameOID

from thiqa.pki import Good, Revoked, SpecimenError, Unknown, specimen

NOW = 1_800_000_000
DAY = 86_400


@pytest.fixture
def pki(tmp_path: Path) -> specimen.SpecimenPki:
    return specimen.make(tmp_path / "pki", now=NOW)


def issue(
    pki: specimen.SpecimenPki,
    *,
    given_name: str | None = "SALMA",
    family_name: str = "BENALI",
) -> x509.Certificate:
    return pki.issue_card_certificate(
        ec.generate_private_key(ec.SECP384R1()).public_key(),
        given_name=given_name,
        family_name=family_name,
        national_number="AB123456",
        not_before=NOW - DAY,
        not_after=NOW + DAY,
    )


def common_name(certificate: x509.Certificate) -> str:
    return str(certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)


def test_private_keys_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    specimen.make(tmp_path / "pki", now=NOW)
    modes = {stat.S_IMODE(key.stat().st_mode) for key in (tmp_path / "pki").glob("*.key")}
    assert modes == {0o600}
    assert stat.S_IMODE((tmp_path / "pki").stat().st_mode) == 0o700


def test_a_directory_that_was_made_opens_with_the_same_keys(tmp_path: Path) -> None:
    made = specimen.make(tmp_path / "pki", now=NOW, ocsp_url="http://127.0.0.1:9/")
    loaded = specimen.load_or_make(tmp_path / "pki", now=NOW + DAY)
    assert loaded.ocsp_url == made.ocsp_url
    assert loaded.card_ca.certificate == made.card_ca.certificate


def test_an_existing_directory_is_not_overwritten(tmp_path: Path) -> None:
    with pytest.raises(SpecimenError):
        specimen.make(tmp_path, now=NOW)


def test_an_empty_directory_is_not_a_pki(tmp_path: Path) -> None:
    with pytest.raises(SpecimenError):
        specimen.load(tmp_path)


def test_a_swapped_key_file_is_noticed(pki: specimen.SpecimenPki) -> None:
    directory = pki.register.directory
    (directory / "csca.key").write_bytes((directory / "card-ca.key").read_bytes())
    with pytest.raises(SpecimenError):
        specimen.load(directory)


def test_every_authority_says_that_it_is_a_specimen(pki: specimen.SpecimenPki) -> None:
    for credential in pki.credentials.values():
        assert common_name(credential.certificate).startswith("Specimen ")


def test_every_certificate_is_signed_by_the_declared_issuer(pki: specimen.SpecimenPki) -> None:
    for item in specimen.DECLARATIONS:
        pki.credentials[item.name].certificate.verify_directly_issued_by(
            pki.credentials[item.issuer].certificate
        )
    issue(pki).verify_directly_issued_by(pki.card_ca.certificate)


def test_a_card_certificate_names_its_holder(pki: specimen.SpecimenPki) -> None:
    subject = issue(pki).subject
    assert subject.rfc4514_string({NameOID.SURNAME: "SN", NameOID.GIVEN_NAME: "GN"}) == (
        "2.5.4.5=PNOMA-AB123456,GN=SALMA,SN=BENALI,CN=BENALI\\,SALMA\\,AB123456,C=MA"
    )


def test_a_holder_may_have_no_given_name(pki: specimen.SpecimenPki) -> None:
    certificate = issue(pki, given_name=None)
    assert common_name(certificate) == "BENALI,AB123456"
    assert not certificate.subject.get_attributes_for_oid(NameOID.GIVEN_NAME)


def test_a_holder_may_have_an_arabic_name_only(pki: specimen.SpecimenPki) -> None:
    assert common_name(issue(pki, given_name="سلمى", family_name="بنعلي")) == "بنعلي,سلمى,AB123456"


def test_a_very_long_name_keeps_the_number_in_the_common_name(pki: specimen.SpecimenPki) -> None:
    name = common_name(issue(pki, family_name="B" * 100))
    assert len(name) == 64
    assert name.endswith("B,AB123456")


def test_a_card_certificate_names_its_responder(pki: specimen.SpecimenPki) -> None:
    access = issue(pki).extensions.get_extension_for_oid(ExtensionOID.AUTHORITY_INFORMATION_ACCESS)
    assert specimen.DEFAULT_OCSP_URL in repr(access.value)


def test_the_status_of_a_serial_is_read_afresh(pki: specimen.SpecimenPki) -> None:
    serial = issue(pki).serial_number
    other_process = specimen.load(pki.register.directory)
    assert other_process.status(serial) == Good()
    pki.revoke(serial, NOW)
    assert other_process.status(serial) == Revoked(NOW)


def test_the_first_revocation_stands(pki: specimen.SpecimenPki) -> None:
    serial = issue(pki).serial_number
    pki.revoke(serial, NOW)
    pki.revoke(serial, NOW + DAY)
    assert pki.status(serial) == Revoked(NOW)


def test_a_serial_that_was_never_issued_is_unknown_and_cannot_be_revoked(
    pki: specimen.SpecimenPki,
) -> None:
    assert pki.status(5) == Unknown()
    with pytest.raises(SpecimenError):
        pki.revoke(5, NOW)
