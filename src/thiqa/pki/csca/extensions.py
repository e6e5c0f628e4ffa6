"""What a certificate says of itself beyond name, key and time (RFC 5280, section 4.2)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from asn1crypto import core, x509

from thiqa.base import EncodingError, require_der
from thiqa.crypto.asn1_fields import require_only_fields
from thiqa.pki.csca.errors import ChipCertificateError

MAX_EXTENSIONS: Final = 32
MAX_EXTENSION_BYTES: Final = 4_096

SUBJECT_KEY_IDENTIFIER: Final = "2.5.29.14"
KEY_USAGE: Final = "2.5.29.15"
PRIVATE_KEY_USAGE_PERIOD: Final = "2.5.29.16"
SUBJECT_ALTERNATIVE_NAME: Final = "2.5.29.17"
ISSUER_ALTERNATIVE_NAME: Final = "2.5.29.18"
BASIC_CONSTRAINTS: Final = "2.5.29.19"
CRL_DISTRIBUTION_POINTS: Final = "2.5.29.31"
AUTHORITY_KEY_IDENTIFIER: Final = "2.5.29.35"
EXTENDED_KEY_USAGE: Final = "2.5.29.37"
NAME_CHANGE: Final = "2.23.136.1.1.6.1"
DOCUMENT_TYPE_LIST: Final = "2.23.136.1.1.6.2"

MASTER_LIST_SIGNING: Final = "2.23.136.1.1.3"
DEVIATION_LIST_SIGNING: Final = "2.23.136.1.1.8"
"""Doc 9303-12, section 7.1.1.3."""

EVALUATED: Final = frozenset({KEY_USAGE, BASIC_CONSTRAINTS, EXTENDED_KEY_USAGE})
"""Those that may be critical, because they are looked at."""


@dataclass(frozen=True, slots=True)
class Extensions:
    """The extensions that count in the tree behind travel documents."""

    present: Mapping[str, bool] = field(repr=False)
    """The identifier of each, and whether it is critical."""
    is_authority: bool = False
    path_length: int | None = None
    key_usage: frozenset[str] | None = None
    purposes: tuple[str, ...] = ()
    """Object identifiers of the extended key usage."""
    subject_key_identifier: bytes | None = None
    authority_key_identifier: bytes | None = None
    private_key_usage: tuple[int | None, int | None] | None = None
    """From and until when the private key is used, in seconds (Doc 9303-12, section 7.1)."""
    document_types: tuple[str, ...] | None = None
    """The first letters of documents that it may sign (Doc 9303-12, section 7.1.1.6)."""
    document_countries: tuple[str, ...] = ()
    """Its country as in machine-readable zones (Doc 9303-12, section 7.1.1.2)."""
    list_urls: tuple[str, ...] = ()
    """Where it says that revoked ones are listed."""
    has_odd_boolean: bool = False

    def allows(self, usage: str) -> bool:
        """Tell whether the key may be used for something; one that says nothing may."""
        return self.key_usage is None or usage in self.key_usage


def read_extensions(extensions: Any) -> Extensions:
    """Read extensions, each once; refuse a critical one that nobody here looks at."""
    present: dict[str, bool] = {}
    values: dict[str, Any] = {}
    if len(extensions) > MAX_EXTENSIONS:
        raise ChipCertificateError("too many extensions")
    for item in extensions:
        name, critical = item["extn_id"].dotted, bool(item["critical"].native)
        if name in present:
            raise ChipCertificateError(f"extension {name} is there twice")
        if critical and name not in EVALUATED:
            raise ChipCertificateError(f"unknown critical extension {name}")
        present[name] = critical
        values |= _read_one(name, item["extn_value"].contents)
    return Extensions(MappingProxyType(present), **values)


def _read_one(name: str, der: bytes) -> dict[str, Any]:
    read = _READERS.get(name)
    if read is None:
        return {}
    if name != BASIC_CONSTRAINTS:
        require_der(der, max_bytes=MAX_EXTENSION_BYTES)
    return read(der)


def _read_basic_constraints(der: bytes) -> dict[str, Any]:
    """Read cA, which one state writes as 01 where DER writes FF (X.690, section 11.1)."""
    odd = False
    try:
        require_der(der, max_bytes=MAX_EXTENSION_BYTES)
    except EncodingError:
        require_der(der.replace(b"\x01\x01\x01", b"\x01\x01\xff", 1), max_bytes=MAX_EXTENSION_BYTES)
        odd = True
    read = x509.BasicConstraints.load(der, strict=True)
    require_only_fields(read)
    length = read["path_len_constraint"].native
    return {"is_authority": bool(read["ca"].native), "path_length": length, "has_odd_boolean": odd}


def _read_key_usage(der: bytes) -> dict[str, Any]:
    return {"key_usage": frozenset(x509.KeyUsage.load(der, strict=True).native)}


def _read_purposes(der: bytes) -> dict[str, Any]:
    read = x509.ExtKeyUsageSyntax.load(der, strict=True)
    return {"purposes": tuple(each.dotted for each in read)}


def _read_subject_key_identifier(der: bytes) -> dict[str, Any]:
    return {"subject_key_identifier": bytes(core.OctetString.load(der, strict=True).native)}


def _read_authority_key_identifier(der: bytes) -> dict[str, Any]:
    named = x509.AuthorityKeyIdentifier.load(der, strict=True)["key_identifier"].native
    return {"authority_key_identifier": named}


def _read_usage_period(der: bytes) -> dict[str, Any]:
    read = x509.PrivateKeyUsagePeriod.load(der, strict=True)
    ends = tuple(
        None if (time := read[name].native) is None else int(time.timestamp())
        for name in ("not_before", "not_after")
    )
    return {"private_key_usage": ends}


class _DocumentTypes(core.SetOf):  # type: ignore[misc]
    _child_spec = core.PrintableString


class _DocumentTypeList(core.Sequence):  # type: ignore[misc]
    _fields = [("version", core.Integer), ("types", _DocumentTypes)]  # noqa: RUF012


def _read_document_types(der: bytes) -> dict[str, Any]:
    read = _DocumentTypeList.load(der, strict=True)
    require_only_fields(read)
    if read["version"].native != 0:
        raise ChipCertificateError("a list of document types of another version")
    return {"document_types": tuple(str(each) for each in read["types"].native)}


def _read_alternative_names(der: bytes) -> dict[str, Any]:
    """Read the countries of a directory name: localityName, stateOrProvinceName."""
    found = [
        str(part["value"].native)
        for name in x509.GeneralNames.load(der, strict=True)
        if name.name == "directory_name"
        for relative in name.chosen.chosen
        for part in relative
        if part["type"].dotted in {"2.5.4.7", "2.5.4.8"}
    ]
    return {"document_countries": tuple(found)}


def _read_distribution_points(der: bytes) -> dict[str, Any]:
    urls = [
        str(name.native)
        for point in x509.CRLDistributionPoints.load(der, strict=True)
        if point["distribution_point"].name == "full_name"
        for name in point["distribution_point"].chosen
        if name.name == "uniform_resource_identifier"
    ]
    return {"list_urls": tuple(urls)}


_READERS: Final[Mapping[str, Callable[[bytes], dict[str, Any]]]] = MappingProxyType(
    {
        BASIC_CONSTRAINTS: _read_basic_constraints,
        KEY_USAGE: _read_key_usage,
        EXTENDED_KEY_USAGE: _read_purposes,
        SUBJECT_KEY_IDENTIFIER: _read_subject_key_identifier,
        AUTHORITY_KEY_IDENTIFIER: _read_authority_key_identifier,
        PRIVATE_KEY_USAGE_PERIOD: _read_usage_period,
        DOCUMENT_TYPE_LIST: _read_document_types,
        SUBJECT_ALTERNATIVE_NAME: _read_alternative_names,
        CRL_DISTRIBUTION_POINTS: _read_distribution_points,
    }
)
