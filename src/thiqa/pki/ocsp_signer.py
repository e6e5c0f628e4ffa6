"""Who may sign an answer about a certificate (RFC 6960, section 4.2.2.2)."""

from functools import lru_cache
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID

from thiqa.pki.certificate import (
    HASHES,
    UNREADABLE,
    PublicKey,
    extension,
    read_certificate,
    read_public_key,
    require_known_critical_extensions,
    require_signed_by,
)
from thiqa.pki.chain import require_period
from thiqa.pki.errors import CertificateError, OcspMalformedError, OcspUnauthorizedError
from thiqa.pki.ocsp_request import issuer_hashes

MAX_RESPONDER_CERTIFICATES: Final = 4

KEY_HASH: Final = "sha1"
"""The hash of a responder's key that stands for its name (RFC 6960, 4.2.1, KeyHash)."""

KNOWN_IN_RESPONDERS: Final = frozenset(
    {ExtensionOID.BASIC_CONSTRAINTS, ExtensionOID.KEY_USAGE, ExtensionOID.EXTENDED_KEY_USAGE}
)


def require_authorized_signer(
    response: ocsp.OCSPResponse, issuer: x509.Certificate, now: int
) -> PublicKey:
    """Return the key of the one who signed, if it is the issuer or appointed by it."""
    if _is_named_in(response, issuer):
        return read_public_key(issuer)
    refusal = OcspUnauthorizedError("the signer's certificate did not come with the answer")
    for candidate in _sent_certificates(response):
        try:
            _require_readable(candidate)
            if _is_named_in(response, candidate):
                require_period(candidate, now)
                return _require_appointed(candidate, issuer)
        except CertificateError as error:
            refusal = OcspUnauthorizedError(str(error))
    raise refusal


def require_signature(response: ocsp.OCSPResponse, key: PublicKey) -> None:
    """Check the signature on an answer; RSA with PSS, which no responder uses, is not read."""
    signature, signed = response.signature, response.tbs_response_bytes
    try:
        hash_algorithm = response.signature_hash_algorithm
        if hash_algorithm is None or hash_algorithm.name not in HASHES:
            raise OcspUnauthorizedError("the answer is signed with a hash that is not accepted")
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, signed, ec.ECDSA(hash_algorithm))
        else:
            key.verify(signature, signed, padding.PKCS1v15(), hash_algorithm)
    except (InvalidSignature, *UNREADABLE) as error:
        raise OcspUnauthorizedError("the signature on the answer is not its signer's") from error


@lru_cache(maxsize=64)
def _require_readable(certificate: x509.Certificate) -> None:
    """Refuse a certificate that `read_certificate` would, as it was read by other rules."""
    read_certificate(certificate.public_bytes(Encoding.DER))


@lru_cache(maxsize=64)
def _require_appointed(responder: x509.Certificate, issuer: x509.Certificate) -> PublicKey:
    """Check that the issuer itself made this certificate for signing answers.

    What is remembered depends on the two certificates alone; time is checked elsewhere.
    """
    require_known_critical_extensions(responder, KNOWN_IN_RESPONDERS)
    purposes = extension(responder, x509.ExtendedKeyUsage)
    if purposes is None or ExtendedKeyUsageOID.OCSP_SIGNING not in purposes:
        raise OcspUnauthorizedError("the signer was not appointed to sign answers")
    usage = extension(responder, x509.KeyUsage)
    if usage is not None and not usage.digital_signature:
        raise OcspUnauthorizedError("the signer's key is not for signatures")
    if extension(responder, x509.OCSPNoCheck) is None:
        raise OcspUnauthorizedError("nobody says whether the signer itself is revoked")
    require_signed_by(responder, issuer, read_public_key(issuer))
    return read_public_key(responder)


def _sent_certificates(response: ocsp.OCSPResponse) -> list[x509.Certificate]:
    try:
        certificates = response.certificates
    except UNREADABLE as error:
        raise OcspMalformedError("certificates that cannot be read") from error
    if len(certificates) > MAX_RESPONDER_CERTIFICATES:
        raise OcspMalformedError("too many certificates in the answer")
    return certificates


def _is_named_in(response: ocsp.OCSPResponse, certificate: x509.Certificate) -> bool:
    if response.responder_name is not None:
        return response.responder_name == certificate.subject
    return response.responder_key_hash == issuer_hashes(certificate, KEY_HASH)[1]
