"""What a certificate says that it may be used for."""

from collections.abc import Set

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from thiqa.login.errors import CertificatePolicyError, CertificatePurposeError
from thiqa.pki.certificate import extension


def require_login_purpose(certificate: x509.Certificate) -> None:
    """Require digitalSignature, and clientAuth where purposes are named at all.

    A certificate without named purposes is one for logins (Web eID libraries: cards of
    Luxembourg); one without key usage could be anything, and is refused.
    """
    usage = extension(certificate, x509.KeyUsage)
    if usage is None or not usage.digital_signature:
        raise CertificatePurposeError("the key is not for digital signatures")
    purposes = extension(certificate, x509.ExtendedKeyUsage)
    if purposes is not None and ExtendedKeyUsageOID.CLIENT_AUTH not in purposes:
        raise CertificatePurposeError("the certificate is not for client authentication")


def require_allowed_policies(certificate: x509.Certificate, disallowed: Set[str]) -> None:
    """Refuse a certificate under a disallowed policy, or under none that it names."""
    policies = extension(certificate, x509.CertificatePolicies)
    if policies is None:
        raise CertificatePolicyError("the certificate names no policy")
    if any(policy.policy_identifier.dotted_string in disallowed for policy in policies):
        raise CertificatePolicyError("the certificate was issued under a disallowed policy")
