"""Whoever signs a document signer under the name of a country is not that country."""

from dataclasses import replace

import pytest

from chip_authorities import NOW, YEAR, authority, name, signer
from thiqa.pki.csca import (
    AuthorityNotAllowedError,
    AuthorityOutOfTimeError,
    AuthorityUnknownError,
    ChipCertificate,
    CountryDiffersError,
    PathError,
    SignatureForgedError,
    gather,
)

ROOT = authority("CSCA", country="DE")
ROOT_KEY = ROOT.read.extensions.subject_key_identifier
TRUST = gather(pinned={ROOT.read: NOW})


def refuse(certificate: ChipCertificate, error: type[PathError], at: int = NOW) -> None:
    with pytest.raises(PathError) as refused:
        TRUST.find_path(certificate, at)
    assert type(refused.value) is error


def test_1_nobody_of_the_name_is_trusted() -> None:
    refuse(signer(authority("CSCA", country="NL"), country="NL").read, AuthorityUnknownError)


def test_2_somebody_of_the_name_is_trusted_and_did_not_sign() -> None:
    refuse(signer(authority("CSCA", country="DE"), country="DE").read, AuthorityUnknownError)
    impostor = authority("Another", country="DE")
    forged = signer(impostor, country="DE", issuer=name("CSCA", "DE")).read
    refuse(forged, AuthorityUnknownError)
    identified = replace(forged.extensions, authority_key_identifier=ROOT_KEY)
    refuse(replace(forged, extensions=identified), SignatureForgedError)


def test_2_a_pinned_certificate_that_may_not_issue_issues_nobody() -> None:
    none = authority("None", is_authority=False)
    with pytest.raises(AuthorityNotAllowedError):
        gather(pinned={none.read: NOW}).find_path(signer(none).read, NOW)


def test_3_a_document_signer_of_another_country() -> None:
    refuse(signer(ROOT, country="MA").read, CountryDiffersError)


def test_3_no_country_is_no_country_in_common() -> None:
    nowhere = authority("CSCA", country="")
    with pytest.raises(CountryDiffersError):
        gather(pinned={nowhere.read: NOW}).find_path(signer(nowhere, country="").read, NOW)


def test_4_an_authority_beyond_its_time() -> None:
    made = signer(ROOT, country="DE").read
    refuse(made, AuthorityOutOfTimeError, NOW + 2 * YEAR)
    refuse(made, AuthorityOutOfTimeError, NOW - 2 * YEAR)
