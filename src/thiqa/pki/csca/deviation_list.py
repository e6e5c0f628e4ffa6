"""Deviation lists: what a country says is wrong with documents of its own.

Doc 9303-12, section 10. A list never makes a check hold that failed: it only tells whoever sees the
failure that the country knows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from asn1crypto import core

from thiqa.base import EncodingError, require_der
from thiqa.crypto.asn1_fields import require_only_fields
from thiqa.crypto.certificate_signatures import hash_of
from thiqa.crypto.errors import KeyRefusedError
from thiqa.crypto.signature_algorithms import UNREADABLE, read_digest_algorithm
from thiqa.pki.csca.certificate import ChipCertificate
from thiqa.pki.csca.deviation_der import DeviationListDer
from thiqa.pki.csca.errors import SignedListError
from thiqa.pki.csca.extensions import DEVIATION_LIST_SIGNING
from thiqa.pki.csca.names import ComparableName, comparable
from thiqa.pki.csca.signed_list import MAX_LIST_BYTES, open_signed_list

DEVIATION_LIST: Final = "2.23.136.1.1.7"
MAX_DEVIATIONS: Final = 4_096

KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        f"{DEVIATION_LIST}.{number}": sentence
        for number, sentence in {
            "1": "something is wrong with a certificate or a key",
            "1.1": "the signature of the document signer's certificate is wrong",
            "1.2": "the document signer's certificate is wrongly encoded",
            "1.3": "the authority's certificate is wrongly encoded",
            "1.4": "the key of active authentication may be known to others",
            "2": "something is wrong with the data on the chip",
            "2.1": "a data group is malformed",
            "2.2": "the hash of a data group is wrong",
            "2.3": "the signature of the document security object is wrong",
            "2.4": "EF.COM does not agree with the document security object",
            "3": "something is wrong with the machine-readable zone",
            "3.1": "the machine-readable zone says something wrong",
            "3.2": "a check digit is wrong",
            "4": "something is wrong with the chip",
            "5": "a deviation that the country has defined",
        }.items()
    }
)
"""What each identifier means (Doc 9303-12, section 10.2)."""


@dataclass(frozen=True, slots=True)
class Documents:
    """Which documents a deviation is about; what is not said does not narrow them."""

    document_type: str | None = None
    """The two letters at the start of the machine-readable zone."""
    issuer: ComparableName | None = field(default=None, repr=False)
    serial_number: int | None = None
    subject_key_identifier: bytes | None = None
    certificate_digest: bytes | None = None
    """The document signer is named by one of these three ways, or not at all."""
    digest_name: str = "sha256"
    issued: tuple[int, int] | None = None
    """The first and the last second of issuing."""
    numbers: tuple[str, ...] | None = field(default=None, repr=False)

    def may_be_of(self, signer: ChipCertificate) -> bool:
        """Tell whether documents of a signer are among them."""
        if self.issuer is not None:
            named = (self.issuer, self.serial_number)
            return named == (signer.issuer, signer.serial_number)
        if self.subject_key_identifier is not None:
            return self.subject_key_identifier == signer.extensions.subject_key_identifier
        if self.certificate_digest is not None:
            return self.certificate_digest == hash_of(self.digest_name, signer.der)
        return True

    def may_include(self, code: str | None, number: str | None) -> bool:
        """Tell whether a document of their signer is among them; what is None rules nothing out.

        Nor does the time of issuing: what is signed on a chip need not say it.
        """
        other_type = None not in (self.document_type, code) and self.document_type != code
        other_number = None not in (self.numbers, number) and number not in (self.numbers or ())
        return not other_type and not other_number


@dataclass(frozen=True, slots=True)
class Description:
    """What is wrong."""

    kind: str
    """An object identifier, most often one of `KINDS`."""
    text: str | None
    number: int | None
    """The data group, the field of the zone or of the certificate, if it is named by a number."""

    @property
    def sentence(self) -> str:
        """Say for people what is wrong."""
        return KINDS.get(self.kind, "something that is not known here")


@dataclass(frozen=True, slots=True)
class Deviation:
    """What is wrong with some documents."""

    documents: Documents
    descriptions: tuple[Description, ...]


@dataclass(frozen=True, slots=True)
class DeviationList:
    """A list whose signer is trusted; made by `read_deviation_list` only."""

    deviations: tuple[Deviation, ...]
    signed_at: int
    signer: ChipCertificate

    @property
    def country(self) -> str | None:
        """Whose documents it is about."""
        return self.signer.country


def read_deviation_list(
    der: bytes, *, anchors: Iterable[ChipCertificate], now: int
) -> DeviationList:
    """Read a list and verify its signature up to an anchor; raise SignedListError."""
    opened = open_signed_list(der, DEVIATION_LIST, DEVIATION_LIST_SIGNING, anchors=anchors, now=now)
    try:
        require_der(opened.content, max_bytes=MAX_LIST_BYTES)
        read = DeviationListDer.load(opened.content, strict=True)
        require_only_fields(read)
        if read["version"].native != 0 or len(read["deviations"]) > MAX_DEVIATIONS:
            raise SignedListError("a deviation list of another version, or of too many deviations")
        digest = read["digest_algorithm"]
        name = "" if isinstance(digest, core.Void) else read_digest_algorithm(digest.dump())
        deviations = tuple(_read_deviation(each, name) for each in read["deviations"])
    except (*UNREADABLE, EncodingError, RecursionError, KeyRefusedError) as error:
        raise SignedListError(f"not a deviation list: {error}") from error
    return DeviationList(deviations, opened.signed_at, opened.signer)


def write_deviation_list(kind: str, numbers: Iterable[str], parameter: int | None = None) -> bytes:
    """Write the content of a list with one deviation of some documents, ready to be signed."""
    description = {"kind": kind}
    if parameter is not None:
        description["parameters"] = core.Integer(parameter, explicit=0)
    deviation = {"documents": {"document_numbers": list(numbers)}, "descriptions": [description]}
    return bytes(DeviationListDer({"version": 0, "deviations": [deviation]}).dump())


def _read_deviation(read: Any, digest_name: str) -> Deviation:
    return Deviation(
        _read_documents(read["documents"], digest_name),
        tuple(_read_description(each) for each in read["descriptions"]),
    )


def _read_documents(read: Any, digest_name: str) -> Documents:
    issued, numbers = read["issuing_date"], read["document_numbers"]
    return Documents(
        document_type=read["document_type"].native,
        issued=None
        if isinstance(issued, core.Void)
        else (_seconds(issued["first_issued"]), _seconds(issued["last_issued"])),
        numbers=None if isinstance(numbers, core.Void) else tuple(numbers.native),
        **_read_signer(read["signer"], digest_name),
    )


def _read_signer(signer: Any, digest_name: str) -> dict[str, Any]:
    if isinstance(signer, core.Void):
        return {}
    if signer.name == "issuer_and_serial_number":
        named = signer.chosen
        return {
            "issuer": comparable(named["issuer"]),
            "serial_number": named["serial_number"].native,
        }
    if signer.name == "certificate_digest" and not digest_name:
        raise SignedListError("a digest, and not of which kind")
    return {signer.name: bytes(signer.chosen.native), "digest_name": digest_name}


def _read_description(read: Any) -> Description:
    parameters = read["parameters"]
    number = None
    if not isinstance(parameters, core.Void) and isinstance(parameters.parsed, core.Integer):
        number = parameters.native
    return Description(read["kind"].dotted, read["description"].native, number)


def _seconds(time: Any) -> int:
    return int(time.native.timestamp())
