"""A certificate of our own authority that was issued for another purpose, or under no policy."""

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID, ObjectIdentifier

from authorities import Critical, holder_extensions, key_usage, policies, purposes
from card_logins import card_of, log_in, site, specimen_pki
from thiqa.login.errors import CertificatePolicyError, CertificatePurposeError

LOGIN, FOR_CLIENTS, POLICY = holder_extensions()


def attempt(extensions: list[Critical], **policy: object) -> None:
    log_in(site(**policy), card_of(specimen_pki().card_ca, extensions), algorithm="ES256")


def test_the_certificate_that_the_others_differ_from_is_accepted() -> None:
    attempt([LOGIN, FOR_CLIENTS, POLICY])


def test_a_certificate_that_names_no_purposes_is_accepted() -> None:
    attempt([LOGIN, POLICY])


@pytest.mark.parametrize(
    "extensions",
    [
        [FOR_CLIENTS, POLICY],
        [(key_usage("content_commitment"), True), FOR_CLIENTS, POLICY],
        [(key_usage("key_agreement", "key_encipherment"), True), FOR_CLIENTS, POLICY],
        [LOGIN, (purposes(ExtendedKeyUsageOID.SERVER_AUTH), True), POLICY],
        [LOGIN, (purposes(ExtendedKeyUsageOID.SERVER_AUTH), False), POLICY],
        [LOGIN, (purposes(ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE), False), POLICY],
        [LOGIN, (purposes(ObjectIdentifier("1.2.3.4")), False), POLICY],
    ],
    ids=[
        "no key usage",
        "for signatures that commit",
        "for encryption",
        "for servers",
        "for servers, not critical",
        "for anything",
        "for something unknown",
    ],
)
def test_a_certificate_of_another_purpose_is_refused(extensions: list[Critical]) -> None:
    with pytest.raises(CertificatePurposeError):
        attempt(extensions)


@pytest.mark.parametrize(
    "extensions",
    [
        [LOGIN, FOR_CLIENTS],
        [LOGIN, FOR_CLIENTS, (policies("1.3.6.1.4.1.10015.1.3"), False)],
        [LOGIN, FOR_CLIENTS, (policies("0.4.0.2042.1.2", "1.3.6.1.4.1.10015.1.3.3"), False)],
    ],
    ids=["no policy", "a disallowed policy", "a disallowed policy beside another"],
)
def test_a_certificate_under_a_disallowed_or_no_policy_is_refused(
    extensions: list[Critical],
) -> None:
    with pytest.raises(CertificatePolicyError):
        attempt(extensions)


def test_a_policy_that_the_deployment_disallows_is_refused() -> None:
    with pytest.raises(CertificatePolicyError):
        attempt([LOGIN, FOR_CLIENTS, POLICY], disallowed_policies={"0.4.0.2042.1.2"})
