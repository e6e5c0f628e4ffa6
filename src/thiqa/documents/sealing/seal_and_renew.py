"""Sealing a document (ETSI EN 319 142-1, level B-LT), and renewing its seal (level B-LTA)."""

from thiqa.documents.sealing.check import check_seal, last_time_stamp, time_stamp_of
from thiqa.documents.sealing.errors import SealKeyError
from thiqa.documents.sealing.gathering import gather
from thiqa.documents.sealing.keys import SealKey
from thiqa.documents.sealing.pdf_writing import write_evidence, write_seal, write_time_stamp
from thiqa.documents.sealing.seal_bytes import read_seal
from thiqa.documents.sealing.services import SealServices
from thiqa.pki.chain import TrustedCertificate, verify_chain
from thiqa.pki.errors import CertificateError


def seal(pdf: bytes, key: SealKey, services: SealServices) -> bytes:
    """Return a document sealed by a body, with all that is needed to check it offline.

    Takes some tenths of a second and asks authorities over the network: not for an event loop.
    Raises SealServiceError if one of them does not answer or does not stand behind the seal,
    SealKeyError, DocumentMalformedError; never returns what `check_seal` would refuse.
    """
    own = _trusted(key, services)
    stamped = write_seal(pdf, key, services.time_stamper, services.clock())
    read = read_seal(stamped, services.trust.seals)
    unit = time_stamp_of(read, services.trust.stamps).unit
    sealed = _with_evidence(stamped, [own, unit], services)
    check_seal(sealed, services.trust, services.clock())
    return sealed


def renew(pdf: bytes, services: SealServices) -> bytes:
    """Return a sealed document with one more time stamp over it, good for as long as that one is.

    What authorities say now of the last time stamp is kept below the new one. To be done before
    `good_until` of the document; as often as it takes.
    """
    known = check_seal(pdf, services.trust, services.clock())
    last = last_time_stamp(pdf, services.trust).unit
    prepared = _with_evidence(pdf, [last], services)
    stamped = write_time_stamp(prepared, services.time_stamper, len(known.renewed_at) + 1)
    unit = last_time_stamp(stamped, services.trust).unit
    renewed = _with_evidence(stamped, [unit], services)
    check_seal(renewed, services.trust, services.clock())
    return renewed


def _trusted(key: SealKey, services: SealServices) -> TrustedCertificate:
    try:
        return verify_chain(key.certificate, services.trust.seals, services.clock())
    except CertificateError as error:
        raise SealKeyError(f"nobody would believe this seal: {error}") from error


def _with_evidence(
    pdf: bytes, certificates: list[TrustedCertificate], services: SealServices
) -> bytes:
    gathered = gather(certificates, services.fetch, services.clock())
    return write_evidence(pdf, gathered.certificates, gathered.evidence)
