"""EF.SOD: the hashes of the data groups, and the signature on them (9303-10, section 4.6.2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, ClassVar, Final

from asn1crypto import algos, core

from thiqa.base import EncodingError, require_der
from thiqa.card.data_groups.files import EF_SOD, DataGroup
from thiqa.card.errors import TlvError
from thiqa.card.transport.tlv import parse_one
from thiqa.card.verification.errors import CheckFailedError
from thiqa.card.verification.reasons import Reason
from thiqa.crypto.asn1_fields import require_only_fields
from thiqa.crypto.certificate_signatures import hash_of
from thiqa.crypto.errors import KeyRefusedError
from thiqa.crypto.signature_algorithms import UNREADABLE, read_digest_algorithm
from thiqa.pki.signed_object import Fault, SignedObject, SignedObjectError, read_signed_object

ID_LDS_SECURITY_OBJECT: Final = "2.23.136.1.1.1"
"""Doc 9303-10, section 4.6.2.4."""

MAX_SOD_BYTES: Final = 32_768
MIN_DATA_GROUPS: Final = 2
MAX_DATA_GROUPS: Final = 16
"""ub-DataGroups (Doc 9303-10, section 4.6.2.4)."""

FAULTS: Final[Mapping[Fault, Reason]] = MappingProxyType(
    {
        Fault.MALFORMED: Reason.SOD_MALFORMED,
        Fault.CONTENT_TYPE: Reason.SOD_CONTENT_TYPE,
        Fault.DIGEST_MISSING: Reason.SOD_DIGEST_MISSING,
        Fault.DIGEST_WRONG: Reason.SOD_DIGEST_WRONG,
        Fault.DIGEST_CONFUSED: Reason.SOD_HASHES_CONFUSED,
        Fault.ALGORITHM: Reason.SOD_ALGORITHM,
        Fault.SIGNATURE: Reason.SOD_SIGNATURE_INVALID,
    }
)


class _GroupHash(core.Sequence):  # type: ignore[misc] # asn1crypto has no annotations
    _fields: ClassVar = [("number", core.Integer), ("value", core.OctetString)]


class _GroupHashes(core.SequenceOf):  # type: ignore[misc] # asn1crypto has no annotations
    _child_spec = _GroupHash


class _Versions(core.Sequence):  # type: ignore[misc] # asn1crypto has no annotations
    _fields: ClassVar = [("lds", core.PrintableString), ("unicode", core.PrintableString)]


class _SecurityObject(core.Sequence):  # type: ignore[misc] # asn1crypto has no annotations
    _fields: ClassVar = [
        ("version", core.Integer),
        ("hash_algorithm", algos.DigestAlgorithm),
        ("hashes", _GroupHashes),
        ("versions", _Versions, {"optional": True}),
    ]


@dataclass(frozen=True, slots=True)
class SecurityObject:
    """The hashes of a document's data groups: LDSSecurityObject, version 0 or 1."""

    hash_algorithm: str
    hashes: Mapping[DataGroup, bytes] = field(repr=False)
    lds_version: str | None = None
    unicode_version: str | None = None
    """The two versions that EF.COM states too; None in version 0, which has no place for them."""

    def is_hash_of(self, group: DataGroup, file: bytes) -> bool:
        """Tell whether a data group is the one whose hash is listed."""
        return self.hashes.get(group) == hash_of(self.hash_algorithm, file)


def read_sod(file: bytes) -> SignedObject:
    """Take EF.SOD apart: one object 77 with one signed object in it, in strict DER."""
    try:
        inner = parse_one(file, int(EF_SOD.tag or 0)).value
        return read_signed_object(inner, max_bytes=MAX_SOD_BYTES)
    except TlvError as error:
        raise CheckFailedError(Reason.SOD_MALFORMED, str(error)) from error
    except SignedObjectError as error:
        raise CheckFailedError(FAULTS[error.fault], error.detail) from error


def read_security_object(content: bytes) -> SecurityObject:
    """Read the list of hashes.

    1. It is one LDSSecurityObject in strict DER.
    2. Its version is 0, or 1 with the versions that go with it.
    3. Two to sixteen data groups, each once, each with a hash of the length of the algorithm.
    """
    try:
        require_der(content, max_bytes=MAX_SOD_BYTES)
        read = _SecurityObject.load(content, strict=True)
        require_only_fields(read)
        algorithm = read_digest_algorithm(read["hash_algorithm"].dump())
        lds, unicode = _read_versions(read)
        return SecurityObject(algorithm, _read_hashes(read["hashes"], algorithm), lds, unicode)
    except KeyRefusedError as error:
        raise CheckFailedError(Reason.SOD_ALGORITHM, str(error)) from error
    except (*UNREADABLE, EncodingError) as error:
        raise CheckFailedError(Reason.SOD_MALFORMED, str(error)) from error


def _read_versions(read: Any) -> tuple[str | None, str | None]:
    versions = read["versions"]
    if isinstance(versions, core.Void) is not (read["version"].native == 0):
        raise CheckFailedError(Reason.SOD_MALFORMED, "versions and version do not go together")
    if read["version"].native == 0:
        return None, None
    if read["version"].native != 1:
        raise CheckFailedError(Reason.SOD_MALFORMED, "of an unknown version")
    return str(versions["lds"].native), str(versions["unicode"].native)


def _read_hashes(hashes: Any, algorithm: str) -> Mapping[DataGroup, bytes]:
    if not MIN_DATA_GROUPS <= len(hashes) <= MAX_DATA_GROUPS:
        raise CheckFailedError(Reason.SOD_MALFORMED, "too few or too many data groups")
    size = len(hash_of(algorithm, b""))
    read: dict[DataGroup, bytes] = {}
    for each in hashes:
        group, value = DataGroup(each["number"].native), bytes(each["value"].native)
        if group in read or len(value) != size:
            raise CheckFailedError(Reason.SOD_MALFORMED, f"{group.name}: twice, or no hash")
        read[group] = value
    return MappingProxyType(read)
