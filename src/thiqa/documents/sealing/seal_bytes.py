"""The seal of a file, found and checked in its bytes alone.

Whoever has not been given a seal by an authority that we trust comes no further than this: what
reads the structure of a PDF sees only what such a body has made, and what was added after it.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cryptography import x509

from thiqa.documents.sealing.errors import (
    DocumentChangedError,
    DocumentMalformedError,
    NotSealedError,
    SealForgedError,
    SealNotTrustedError,
)
from thiqa.pki.anchors import TrustAnchors, name_der
from thiqa.pki.certificate import extension, require_signed_by
from thiqa.pki.errors import CertificateNotTrustedError, SignedMessageError
from thiqa.pki.signed_message import SignedMessage, read_signed_message

MAX_DOCUMENT_BYTES: Final = 4 * 1024 * 1024
MAX_ADDED_BYTES: Final = 1024 * 1024
"""What may follow the seal: evidence, and a renewal every few years."""
MAX_CANDIDATES: Final = 64
MAX_DER_HEADER_BYTES: Final = 4

SEAL_TIME_STAMP: Final = "signature_time_stamp_token"
"""EN 319 122-1, section 5.3."""

BYTE_RANGE: Final = re.compile(rb"/ByteRange *\[ *0 +(\d{1,8}) +(\d{1,8}) +(\d{1,8}) *\]")
"""ISO 32000-1, table 252: what is signed, in two parts, from the first byte of the file."""
CONTENTS: Final = re.compile(rb"<([0-9A-F]+|[0-9a-f]+)>")


@dataclass(frozen=True, slots=True)
class CoveredBytes:
    """What a signature in a file covers: all from its beginning, but the signature itself."""

    first: int
    """The bytes before the signature."""
    second: int
    """Where the second part begins."""
    length: int
    """How long the second part is."""

    @property
    def end(self) -> int:
        """Where the covered part of the file ends."""
        return self.second + self.length

    def of(self, pdf: bytes) -> bytes:
        """Return what is covered."""
        return pdf[: self.first] + pdf[self.second : self.end]

    def gap(self, pdf: bytes) -> bytes:
        """Return what is not: the signature, in hexadecimal digits between angle brackets."""
        return pdf[self.first : self.second]


@dataclass(frozen=True, slots=True)
class SealInBytes:
    """A seal that a trusted authority's key holder has made; made by `read_seal` only."""

    covered: CoveredBytes
    message: SignedMessage


def read_seal(pdf: bytes, anchors: TrustAnchors) -> SealInBytes:
    """Find the seal of a file and check it, whatever else the file is.

    1. The file is of a sensible size and begins as a PDF does.
    2. There is a seal that covers all from the first byte on, but itself.
    3. It is one signature in CMS, with nothing after it.
    4. A trusted authority has issued its certificate, for seals.
    5. It is about these bytes.
    """
    if len(pdf) > MAX_DOCUMENT_BYTES or not pdf.startswith(b"%PDF-1."):  # 1
        raise DocumentMalformedError("not a PDF, or too large for a document of ours")
    covered = _find(pdf)  # 2
    message = _read_message(covered.gap(pdf))  # 3
    _require_trusted(message.signer, anchors)  # 4
    if digest_of(message, covered.of(pdf)) != message.digest:  # 5
        raise DocumentChangedError("the document has other bytes than were sealed")
    if len(pdf) - covered.end > MAX_ADDED_BYTES:
        raise DocumentMalformedError("more was added after the seal than renewals need")
    return SealInBytes(covered, message)


def read_contents(gap: bytes) -> bytes:
    """Return the message in a gap: digits of one DER value, then zeros (EN 319 142-1, 5.1)."""
    found = CONTENTS.fullmatch(gap)
    if found is None or len(found[1]) % 2:
        raise SealForgedError("the seal is not written as one")
    data = bytes.fromhex(found[1].decode())
    length = _der_length(data)
    if length > len(data) or any(data[length:]):
        raise SealForgedError("something lies beside the seal")
    return data[:length]


def digest_of(message: SignedMessage, covered: bytes) -> bytes:
    """Return the hash that a message would state if it were about these bytes."""
    return hashlib.new(message.hash_name, covered).digest()


def signatures_in(pdf: bytes) -> Iterator[CoveredBytes]:
    """Return what each signature in a file covers, the first one first."""
    for number, match in enumerate(BYTE_RANGE.finditer(pdf)):
        if number > MAX_CANDIDATES:
            return
        first, second, length = (int(digits) for digits in match.groups())
        covered = CoveredBytes(first, second, length)
        in_order = 0 < first < second < covered.end <= len(pdf)
        is_covered = match.end() <= first or second <= match.start() < match.end() <= covered.end
        if in_order and is_covered and CONTENTS.fullmatch(covered.gap(pdf)):
            yield covered


def _find(pdf: bytes) -> CoveredBytes:
    for covered in signatures_in(pdf):
        return covered
    raise NotSealedError("nobody has sealed the document")


def _read_message(gap: bytes) -> SignedMessage:
    try:
        message = read_signed_message(read_contents(gap))
    except SignedMessageError as error:
        raise SealForgedError(f"the seal does not hold: {error}") from error
    if message.content is not None or message.content_type != "data":
        raise SealForgedError("the seal of something else")
    beside = {name for name, _ in message.unsigned} - {SEAL_TIME_STAMP}
    if beside or message.certificates != (message.signer,):
        raise SealForgedError("something lies in the seal that it does not cover")
    return message


def _require_trusted(seal: x509.Certificate, anchors: TrustAnchors) -> None:
    """Require that an authority issued the certificate for seals, whenever that was."""
    usage = extension(seal, x509.KeyUsage)
    if usage is None or not usage.content_commitment:
        raise SealNotTrustedError("the certificate is not for seals")
    for path in anchors.paths.get(name_der(seal.issuer), ()):
        try:
            require_signed_by(seal, path.issuer, path.issuer_key)
        except CertificateNotTrustedError:
            continue
        return
    raise SealNotTrustedError("the seal is by an authority that is not known")


def _der_length(data: bytes) -> int:
    """Return how long the value is that some bytes begin with (X.690, section 8.1.3)."""
    if len(data) < 2 or data[1] < 0x80:
        raise SealForgedError("the seal is not a message")
    octets = data[1] & 0x7F
    if not 1 <= octets <= MAX_DER_HEADER_BYTES:
        raise SealForgedError("the seal is not a message")
    return 2 + octets + int.from_bytes(data[2 : 2 + octets], "big")
