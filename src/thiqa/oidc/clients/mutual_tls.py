"""Clients that prove who they are by their TLS certificate (RFC 8705)."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from thiqa.base import b64url_encode
from thiqa.crypto import KeyRefusedError, VerificationKey, key_of_certificate
from thiqa.oidc.errors import InvalidClientError
from thiqa.oidc.models import AuthenticationMethod, Client
from thiqa.oidc.store import Records
from thiqa.pki.anchors import TrustAnchors
from thiqa.pki.certificate import extension, read_certificate
from thiqa.pki.chain import verify_chain
from thiqa.pki.errors import PkiError
from thiqa.pki.names import is_named, parse_name

TLS_METHODS = frozenset(
    {AuthenticationMethod.TLS_CLIENT_AUTH, AuthenticationMethod.SELF_SIGNED_TLS_CLIENT_AUTH}
)


@dataclass(frozen=True, slots=True)
class VerifiedCertificate:
    """A client that showed the certificate that it is known by; a `Caller`."""

    client: Client

    async def use(self, records: Records) -> None:
        """Do nothing: the handshake was for this connection alone."""


def certificate_thumbprint(der: bytes) -> str:
    """Return `x5t#S256` of a certificate (RFC 8705, section 3.1)."""
    return b64url_encode(hashlib.sha256(der).digest())


def verify_issued_certificate(
    der: bytes, client: Client, anchors: TrustAnchors | None, now: int
) -> VerifiedCertificate:
    """Return the client whose certificate this is (RFC 8705, section 2.1).

    1. it is a certificate; 2. an authority for clients that the operator has named stands
    behind it; 3. it may be used by clients of TLS; 4. its subject is the registered one.
    """
    if anchors is None:
        raise _refused("no authority for the certificates of clients is known here")
    try:
        certificate = read_certificate(der)  # 1
        verify_chain(certificate, anchors, now)  # 2
    except PkiError as error:
        raise _refused(f"the client certificate is not accepted: {error}") from error
    purposes = extension(certificate, x509.ExtendedKeyUsage)
    if purposes is not None and ExtendedKeyUsageOID.CLIENT_AUTH not in purposes:  # 3
        raise _refused("the client certificate is not for clients of TLS")
    if not _is_of(certificate, client):  # 4
        raise _refused("the client certificate has another subject than the registered one")
    return VerifiedCertificate(client)


def verify_self_signed_certificate(
    der: bytes, client: Client, keys: Sequence[VerificationKey]
) -> VerifiedCertificate:
    """Return the client in whose JWK Set the certificate's key is (RFC 8705, section 2.2).

    The registered key is what is trusted, so nothing else that the certificate says counts;
    an `x5c` member says the same key once more (RFC 7517, section 4.7).
    """
    registered = {key.thumbprint for key in keys}
    if thumbprint_of_key(der) not in registered:
        raise _refused("the client certificate's key is not one of the registered keys")
    return VerifiedCertificate(client)


def thumbprint_of_key(der: bytes) -> str:
    """Return the thumbprint (RFC 7638) of the key in a certificate."""
    try:
        return key_of_certificate(read_certificate(der)).thumbprint
    except (PkiError, KeyRefusedError) as error:
        raise _refused(f"the client certificate is not accepted: {error}") from error


def _is_of(certificate: x509.Certificate, client: Client) -> bool:
    """RFC 8705, section 2.1.2: compared with the one subject that the client has registered."""
    if client.tls_client_auth_subject_dn is not None:
        return is_named(certificate, parse_name(client.tls_client_auth_subject_dn))
    names = extension(certificate, x509.SubjectAlternativeName)
    wanted = client.tls_client_auth_san_dns
    if names is None or wanted is None:
        return False
    return wanted.lower() in {each.lower() for each in names.get_values_for_type(x509.DNSName)}


def _refused(description: str) -> InvalidClientError:
    return InvalidClientError(
        description,
        rule="RFC 8705, section 2",
        parameter="client certificate",
        mend="Show the certificate that is registered for the client, on the mutual-TLS address.",
    )
