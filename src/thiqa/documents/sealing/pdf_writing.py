"""Seals, evidence and time stamps written into a PDF, with pyHanko: here, and in `pdf_reading`."""

import secrets
from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Final

from asn1crypto import algos, cms, crl, ocsp, x509
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.timestamps import TimeStamper as LibraryTimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore

from thiqa.documents.sealing.errors import DocumentMalformedError
from thiqa.documents.sealing.keys import COORDINATE_BYTES, SealKey
from thiqa.documents.sealing.pdf_reading import keep_library_silent
from thiqa.documents.sealing.services import TimeStamper
from thiqa.pki.evidence import Evidence
from thiqa.pki.time_stamp import IMPRINT_HASH, read_answer, request_time_stamp

SEAL_FIELD: Final = "Seal"
RESERVED_DIGITS: Final = 16_384
"""Hexadecimal digits kept free for a seal with its time stamp, or for a time stamp: 8 KiB."""
NONCE_BITS: Final = 64

INVISIBLE: Final = fields.InvisSigSettings(box_out_of_bounds=True)
"""Off the page and to be printed: what PDF/A and PDF/UA both allow without a tag."""


def write_seal(pdf: bytes, key: SealKey, time_stamper: TimeStamper, at: int) -> bytes:
    """Return a document with a time-stamped seal that lets nothing be changed (PAdES B-T).

    `at` is the time that the seal itself states, in seconds since the epoch.
    """
    body = organization(key.certificate)
    described = signers.PdfSignatureMetadata(
        field_name=SEAL_FIELD,
        name=body,
        md_algorithm=IMPRINT_HASH,
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        # Which uses of a key are for seals is ours to say: `check`.
        signer_key_usage=set(),
    )
    signer = _Signer(
        described,
        _KeySigner(key),
        timestamper=_Stamper(time_stamper),
        new_field_spec=fields.SigFieldSpec(
            SEAL_FIELD, invis_sig_settings=INVISIBLE, readable_field_name=body
        ),
    )
    signer.at = datetime.fromtimestamp(at, UTC)
    output = signer.sign_pdf(_open(pdf), bytes_reserved=RESERVED_DIGITS)
    return bytes(output.getvalue())


def write_evidence(pdf: bytes, certificates: Iterable[Certificate], evidence: Evidence) -> bytes:
    """Return a document that also holds what authorities said (EN 319 142-1, section 5.4.2)."""
    update = _open(pdf)
    DocumentSecurityStore.supply_dss_in_writer(
        update,
        None,
        certs=[_own(certificate) for certificate in certificates],
        ocsps=[ocsp.OCSPResponse.load(each) for each in evidence.ocsp_responses],
        crls=[crl.CertificateList.load(each) for each in evidence.revocation_lists],
    )
    return _written(update)


def write_time_stamp(pdf: bytes, time_stamper: TimeStamper, number: int) -> bytes:
    """Return a document with one more time stamp over all of it (EN 319 142-1, section 5.4.3)."""
    stamper = signers.PdfTimeStamper(
        _Stamper(time_stamper),
        field_name=f"Renewal {number}",
        invis_settings=INVISIBLE,
        readable_field_name=f"Renewal {number}",
    )
    output = stamper.timestamp_pdf(_open(pdf), IMPRINT_HASH, bytes_reserved=RESERVED_DIGITS)
    return bytes(output.getvalue())


def organization(certificate: Certificate) -> str:
    """Return the name of the body in its seal's certificate."""
    named = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return str(named[0].value) if named else ""


class _Update(IncrementalPdfFileWriter):
    """An addition to a document that leaves its description as it was typeset."""

    def _update_meta(self) -> None:
        pass


class _Signer(signers.PdfSigner):
    """Who writes a seal, by our clock."""

    at: datetime

    def init_signing_session(
        self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False
    ) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.at
        return session


class _KeySigner(signers.Signer):
    """A seal's key as pyHanko asks for it; only its own certificate goes into the document."""

    def __init__(self, key: SealKey) -> None:
        super().__init__(
            signing_cert=_own(key.certificate),
            signature_mechanism=algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
        )
        self._key = key

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        if dry_run:
            return bytes(2 * COORDINATE_BYTES + 8)
        signature = self._key.sign(data)
        r, s = signature[:COORDINATE_BYTES], signature[COORDINATE_BYTES:]
        return encode_dss_signature(int.from_bytes(r, "big"), int.from_bytes(s, "big"))


class _Stamper(LibraryTimeStamper):
    """A time stamping authority as pyHanko asks for it."""

    def __init__(self, time_stamper: TimeStamper) -> None:
        super().__init__()
        self._time_stamper = time_stamper

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        nonce = secrets.randbits(NONCE_BITS)
        answer = self._time_stamper(request_time_stamp(message_digest, nonce))
        return cms.ContentInfo.load(read_answer(answer, nonce))


def _open(pdf: bytes) -> _Update:
    keep_library_silent()
    try:
        # An update begins on a line of its own (ISO 19005-3, section 6.1.9).
        return _Update(BytesIO(pdf if pdf.endswith(b"\n") else pdf + b"\n"))
    except (PdfError, ValueError, KeyError) as error:
        raise DocumentMalformedError("not a PDF that can be sealed") from error


def _written(update: _Update) -> bytes:
    output = BytesIO()
    update.write(output)
    return output.getvalue()


def _own(certificate: Certificate) -> Any:
    return x509.Certificate.load(certificate.public_bytes(Encoding.DER))
