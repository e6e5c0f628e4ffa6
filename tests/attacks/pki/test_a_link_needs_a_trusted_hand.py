"""Trust goes over a link if a trusted authority of the same country has signed it, and not else."""

from chip_authorities import NOW, YEAR, Credential, altered, authority, signer
from thiqa.pki.csca import ChipCertificate, follow_links

TRUSTED = authority("CSCA")


def reached(*candidates: Credential) -> set[ChipCertificate]:
    return set(follow_links([TRUSTED.read], [each.read for each in candidates]))


def test_a_root_of_the_same_name_is_not_trusted_for_its_name() -> None:
    assert reached(authority("CSCA")) == set()


def test_a_certificate_made_up_around_a_trusted_key_is_not_trusted() -> None:
    """Anybody can write the key and the name of an authority into a certificate, and another time.

    The authority itself would have signed it.
    """
    around = authority("CSCA", key=TRUSTED.key, end=NOW + 9 * YEAR)
    assert reached(around) == {around.read}
    forged = altered(around, lambda certificate: None, signed_by=authority("CSCA").key)
    assert (forged.read.key, forged.read.subject) == (TRUSTED.read.key, TRUSTED.read.subject)
    assert reached(forged) == set()


def test_a_link_that_a_stranger_signed_leads_nowhere() -> None:
    assert reached(authority("CSCA", issuer=authority("CSCA"))) == set()


def test_a_link_to_another_country_leads_nowhere() -> None:
    assert reached(authority("CSCA", country="NL", issuer=TRUSTED)) == set()


def test_a_document_signer_is_no_link() -> None:
    assert reached(signer(TRUSTED)) == set()
    assert reached(authority("CSCA 2", issuer=TRUSTED, is_authority=False)) == set()


def test_a_link_from_after_the_authoritys_time_leads_nowhere() -> None:
    late = authority("CSCA", issuer=TRUSTED, start=NOW + 2 * YEAR, end=NOW + 3 * YEAR)
    assert reached(late) == set()


def test_a_document_signer_issues_no_authority() -> None:
    below = authority("CSCA", issuer=Credential(signer(TRUSTED).der, signer(TRUSTED).key))
    assert reached(below) == set()
