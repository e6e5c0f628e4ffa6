"""Lists of the certificates that an authority has revoked (RFC 5280, section 5)."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.serialization import Encoding

from thiqa.pki.certificate import HASHES, UNREADABLE, extension, read_public_key
from thiqa.pki.errors import RevocationListError

MAX_LIST_BYTES: Final = 65_536


def make_revocation_list(
    issuer: x509.Certificate,
    private_key: ec.EllipticCurvePrivateKey,
    revoked: Iterable[tuple[int, int]],
    *,
    now: int,
    lifetime_seconds: int,
) -> bytes:
    """Return a list in DER; `revoked` are numbers of certificates with the time of revocation."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.subject)
        .last_update(datetime.fromtimestamp(now, UTC))
        .next_update(datetime.fromtimestamp(now + lifetime_seconds, UTC))
        .add_extension(x509.CRLNumber(now), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(private_key.public_key()),
            critical=False,
        )
    )
    for serial, at in revoked:
        entry = x509.RevokedCertificateBuilder(serial, datetime.fromtimestamp(at, UTC)).build()
        builder = builder.add_revoked_certificate(entry)
    algorithm = hashes.SHA256() if isinstance(private_key.curve, ec.SECP256R1) else hashes.SHA384()
    return builder.sign(private_key, algorithm).public_bytes(Encoding.DER)


def read_revocation_list(der: bytes, issuer: x509.Certificate) -> x509.CertificateRevocationList:
    """Read the list of an issuer, complete and signed by itself; refuse every other list."""
    if len(der) > MAX_LIST_BYTES:
        raise RevocationListError("the list is too large")
    try:
        found = x509.load_der_x509_crl(der)
        _require_complete(found)
        if found.issuer.public_bytes() != issuer.subject.public_bytes():
            raise RevocationListError("the list of another authority")
        _require_signature(found, issuer)
    except (InvalidSignature, *UNREADABLE) as error:
        raise RevocationListError(f"not a list of its authority: {type(error).__name__}") from error
    return found


def list_url(certificate: x509.Certificate) -> str | None:
    """Return where the certificate says that the list is (RFC 5280, section 4.2.1.13)."""
    for point in extension(certificate, x509.CRLDistributionPoints) or ():
        for name in point.full_name or ():
            if isinstance(name, x509.UniformResourceIdentifier):
                return name.value
    return None


def _require_complete(found: x509.CertificateRevocationList) -> None:
    """Refuse a list of parts, of changes, or for others (sections 5.2.4 and 5.2.5)."""
    for item in found.extensions:
        if item.critical:
            raise RevocationListError("a list with a critical extension")
    if found.next_update_utc is None:
        raise RevocationListError("a list that does not say how long it is good")


def _require_signature(found: x509.CertificateRevocationList, issuer: x509.Certificate) -> None:
    usage = extension(issuer, x509.KeyUsage)
    if usage is None or not usage.crl_sign:
        raise RevocationListError("signed by a key that is not for lists")
    key, algorithm = read_public_key(issuer), found.signature_hash_algorithm
    if algorithm is None or algorithm.name not in HASHES:
        raise RevocationListError("signed with a hash that is not accepted")
    if isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(found.signature, found.tbs_certlist_bytes, ec.ECDSA(algorithm))
    else:
        key.verify(found.signature, found.tbs_certlist_bytes, padding.PKCS1v15(), algorithm)
