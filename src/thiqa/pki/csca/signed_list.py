"""Lists that an authority's own signer has signed: master lists and deviation lists.

Doc 9303-12, sections 9.1 and 10.1: one signature in CMS, the signer's certificate inside, the
signing time among what is signed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from thiqa.pki.csca.certificate import ChipCertificate, read_chip_certificate, require_issued
from thiqa.pki.csca.errors import (
    ChipCertificateError,
    ListOutdatedError,
    ListSignerError,
    PathError,
    SignedListError,
)
from thiqa.pki.csca.links import follow_links
from thiqa.pki.signed_object import (
    SignedObject,
    SignedObjectError,
    read_signed_object,
    verify_signed_object,
)

MAX_LIST_BYTES: Final = 4_194_304
CLOCK_SKEW: Final = 900
"""How far ahead of ours the clock of a signer may be, in seconds."""


@dataclass(frozen=True, slots=True)
class SignedList:
    """The content of a list whose signature holds, and of whose signer an authority stands."""

    content: bytes = field(repr=False)
    signed_at: int
    signer: ChipCertificate
    authority: ChipCertificate
    """The one who has issued the signer's certificate."""


def open_signed_list(
    der: bytes, content_type: str, purpose: str, *, anchors: Iterable[ChipCertificate], now: int
) -> SignedList:
    """Open a list of one kind.

    1. It is one signed object of a sensible size, and the signer's certificate is in it.
    2. That certificate is for lists of this kind, and for signatures.
    3. An authority that is trusted has issued it: one of the anchors, or one to which their links
       lead, whose certificates may come along.
    4. The signature is the signer's, over a list of this kind.
    5. It was signed in the time of both certificates, and not in the future.

    Raises SignedListError.
    """
    try:
        signed = read_signed_object(der, max_bytes=MAX_LIST_BYTES)  # 1
        brought = _read_certificates(signed)
        signer = _find_signer(signed, brought)
        _require_purpose(signer, purpose)  # 2
        authority = _find_authority(signer, tuple(anchors), brought)  # 3
        verified = verify_signed_object(signed, signer.key, content_type=content_type)  # 4
        signed_at = _require_time(verified.signing_time, (signer, authority), now)  # 5
    except SignedObjectError as error:
        raise SignedListError(error.detail) from error
    return SignedList(verified.content, signed_at, signer, authority)


def _read_certificates(signed: SignedObject) -> tuple[ChipCertificate, ...]:
    try:
        return tuple(read_chip_certificate(der) for der in signed.certificates)
    except ChipCertificateError as error:
        raise SignedListError(f"a certificate in the list's signature: {error}") from error


def _find_signer(signed: SignedObject, brought: tuple[ChipCertificate, ...]) -> ChipCertificate:
    for certificate in brought:
        if signed.is_signer(certificate.der):
            return certificate
    raise ListSignerError("the certificate of the list's signer is missing")


def _require_purpose(signer: ChipCertificate, purpose: str) -> None:
    if purpose not in signer.extensions.purposes:
        raise ListSignerError("signed by one that is not for lists of this kind")
    if not signer.extensions.allows("digital_signature"):
        raise ListSignerError("signed by one that is not for signatures")


def _find_authority(
    signer: ChipCertificate,
    anchors: tuple[ChipCertificate, ...],
    brought: tuple[ChipCertificate, ...],
) -> ChipCertificate:
    for authority in (*anchors, *follow_links(anchors, brought)):
        try:
            require_issued(signer, authority)
        except PathError:
            continue
        if signer.country != authority.country:
            raise ListSignerError("signed by one of another country than its authority")
        return authority
    raise ListSignerError("nobody who is trusted has issued the certificate of the list's signer")


def _require_time(
    signed_at: int | None, certificates: tuple[ChipCertificate, ...], now: int
) -> int:
    if signed_at is None:
        raise SignedListError("a list that does not say when it was signed")
    if signed_at > now + CLOCK_SKEW:
        raise ListOutdatedError("a list of the future")
    if not all(each.is_in_time(signed_at) for each in certificates):
        raise ListSignerError("signed outside of the signer's time")
    return signed_at
