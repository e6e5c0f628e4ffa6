"""Master lists: the authorities of all countries, as one country has collected them.

Doc 9303-12, section 9. Who signed the list vouches for every certificate in it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from asn1crypto import core

from thiqa.base import EncodingError, require_der
from thiqa.crypto.asn1_fields import require_only_fields
from thiqa.crypto.signature_algorithms import UNREADABLE
from thiqa.pki.csca.certificate import ChipCertificate, read_chip_certificate
from thiqa.pki.csca.errors import ChipCertificateError, SignedListError
from thiqa.pki.csca.extensions import MASTER_LIST_SIGNING
from thiqa.pki.csca.signed_list import MAX_LIST_BYTES, open_signed_list

MASTER_LIST: Final = "2.23.136.1.1.2"
MAX_CERTIFICATES: Final = 4_096


class _Certificates(core.SetOf):  # type: ignore[misc]
    _child_spec = core.Any


class _MasterList(core.Sequence):  # type: ignore[misc]
    """CscaMasterList (Doc 9303-12, section 9.2)."""

    _fields = [("version", core.Integer), ("certificates", _Certificates)]  # noqa: RUF012


@dataclass(frozen=True, slots=True)
class Unusable:
    """A certificate of a list with which nothing can be done, and why."""

    der: bytes = field(repr=False)
    why: str


@dataclass(frozen=True, slots=True)
class MasterList:
    """A list whose signer is trusted; made by `read_master_list` only."""

    certificates: tuple[ChipCertificate, ...] = field(repr=False)
    unusable: tuple[Unusable, ...]
    signed_at: int
    signer: ChipCertificate
    authority: ChipCertificate

    @property
    def country(self) -> str | None:
        """Whose list it is."""
        return self.signer.country


def read_master_list(der: bytes, *, anchors: Iterable[ChipCertificate], now: int) -> MasterList:
    """Read a list and verify its signature up to an anchor; raise SignedListError.

    A certificate in it that cannot be used costs that certificate, and is reported.
    """
    opened = open_signed_list(der, MASTER_LIST, MASTER_LIST_SIGNING, anchors=anchors, now=now)
    certificates: list[ChipCertificate] = []
    unusable: list[Unusable] = []
    for each in _split(opened.content):
        try:
            certificates.append(read_chip_certificate(each))
        except ChipCertificateError as error:
            unusable.append(Unusable(each, str(error)))
    return MasterList(
        tuple(certificates), tuple(unusable), opened.signed_at, opened.signer, opened.authority
    )


def write_master_list(certificates: Sequence[bytes]) -> bytes:
    """Write the content of a list, ready to be signed."""
    ordered = sorted(set(certificates))
    held = _Certificates([core.Any.load(each) for each in ordered])
    return bytes(_MasterList({"version": 0, "certificates": held}).dump())


def _split(content: bytes) -> tuple[bytes, ...]:
    try:
        require_der(content, max_bytes=MAX_LIST_BYTES)
        read = _MasterList.load(content, strict=True)
        require_only_fields(read)
        if read["version"].native != 0:
            raise SignedListError("a master list of another version")
        if len(read["certificates"]) > MAX_CERTIFICATES:
            raise SignedListError("a master list of too many certificates")
        return tuple(each.dump() for each in read["certificates"])
    except (*UNREADABLE, EncodingError, RecursionError) as error:
        raise SignedListError(f"not a master list: {error}") from error
