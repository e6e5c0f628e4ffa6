"""Answering for an authority whether its certificates are still good (RFC 6960, section 4.2)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from thiqa.pki.certificate import UNREADABLE
from thiqa.pki.models import Good, Revoked, Status, Unknown
from thiqa.pki.ocsp_request import issuer_hashes

MAX_REQUEST_BYTES: Final = 4_096
MAX_NONCE_BYTES: Final = 128
"""RFC 9654, section 2.1."""
CERTIFICATE_ID_HASHES: Final = frozenset({"sha1", "sha256", "sha384", "sha512"})

MALFORMED: Final = ocsp.OCSPResponseStatus.MALFORMED_REQUEST


@dataclass(frozen=True, slots=True)
class OcspResponder:
    """Signs answers about the certificates of one issuer, which has appointed it.

    `status` is asked anew for each answer, so a revocation counts from the next answer on.
    """

    issuer: x509.Certificate
    certificate: x509.Certificate
    private_key: ec.EllipticCurvePrivateKey
    status: Callable[[int], Status]

    def answer(self, request_der: bytes, now: int) -> bytes:
        """Answer a request in DER at a time in seconds since the epoch."""
        if len(request_der) > MAX_REQUEST_BYTES:
            return _refuse(MALFORMED)
        try:
            request = ocsp.load_der_ocsp_request(request_der)
            nonce = _read_nonce(request)
            status = self._look_up(request)
        except (*UNREADABLE, NotImplementedError):
            return _refuse(MALFORMED)
        return self._sign(request, status, nonce, now)

    def _look_up(self, request: ocsp.OCSPRequest) -> Status:
        algorithm = request.hash_algorithm.name
        if algorithm not in CERTIFICATE_ID_HASHES:
            raise ValueError("a hash that names no issuer here")
        asked = (request.issuer_name_hash, request.issuer_key_hash)
        if asked != issuer_hashes(self.issuer, algorithm):
            return Unknown()
        return self.status(request.serial_number)

    def _sign(
        self, request: ocsp.OCSPRequest, status: Status, nonce: bytes | None, now: int
    ) -> bytes:
        revoked_at = datetime.fromtimestamp(status.at, UTC) if isinstance(status, Revoked) else None
        builder = (
            ocsp.OCSPResponseBuilder()
            .add_response_by_hash(
                issuer_name_hash=request.issuer_name_hash,
                issuer_key_hash=request.issuer_key_hash,
                serial_number=request.serial_number,
                algorithm=request.hash_algorithm,
                cert_status=_CODES[type(status)],
                this_update=datetime.fromtimestamp(now, UTC),
                next_update=None,  # newer information is available at any time (section 4.2.2.1)
                revocation_time=revoked_at,
                revocation_reason=None,
            )
            .responder_id(ocsp.OCSPResponderEncoding.HASH, self.certificate)
            .certificates([self.certificate])
        )
        if nonce is not None:
            builder = builder.add_extension(x509.OCSPNonce(nonce), critical=False)
        return builder.sign(self.private_key, hashes.SHA256()).public_bytes(Encoding.DER)


_CODES: Final = {
    Good: ocsp.OCSPCertStatus.GOOD,
    Revoked: ocsp.OCSPCertStatus.REVOKED,
    Unknown: ocsp.OCSPCertStatus.UNKNOWN,
}


def _read_nonce(request: ocsp.OCSPRequest) -> bytes | None:
    for extension in request.extensions:
        if isinstance(extension.value, x509.OCSPNonce):
            if not 1 <= len(extension.value.nonce) <= MAX_NONCE_BYTES:
                raise ValueError("a nonce of a length that is not allowed")
            return extension.value.nonce
    return None


def _refuse(status: ocsp.OCSPResponseStatus) -> bytes:
    return ocsp.OCSPResponseBuilder.build_unsuccessful(status).public_bytes(Encoding.DER)
