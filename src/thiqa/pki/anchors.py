"""The authorities that are trusted, with the paths between them checked once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID

from thiqa.pki.certificate import (
    PublicKey,
    extension,
    read_public_key,
    require_known_critical_extensions,
    require_signed_by,
)
from thiqa.pki.errors import CertificateError, CertificateNotTrustedError, TrustAnchorError

MAX_AUTHORITIES_IN_A_PATH: Final = 4

KNOWN_IN_AUTHORITIES: Final = frozenset(
    {
        ExtensionOID.BASIC_CONSTRAINTS,
        ExtensionOID.KEY_USAGE,
        ExtensionOID.EXTENDED_KEY_USAGE,
        ExtensionOID.CERTIFICATE_POLICIES,
    }
)
"""Policies of an authority only inform: the holder's own are what the login looks at."""


@dataclass(frozen=True, slots=True)
class Path:
    """Authorities from the issuer of a certificate up to one that is trusted as it is."""

    issuer: x509.Certificate
    """The authority at the lower end, which issues certificates to holders."""
    issuer_key: PublicKey
    not_before: int
    not_after: int
    """The seconds in which every authority of the path is in its time."""


@dataclass(frozen=True, slots=True)
class TrustAnchors:
    """Which authorities may stand behind a card.

    `anchors` are trusted as they are, roots or not (that subject and issuer are equal says
    nothing about trust); `intermediates` only if their signatures lead to an anchor, each
    of them. Raises TrustAnchorError for a certificate that cannot play its part.
    """

    anchors: tuple[x509.Certificate, ...]
    intermediates: tuple[x509.Certificate, ...] = ()
    paths: Mapping[bytes, tuple[Path, ...]] = field(init=False, repr=False, compare=False)
    """From the name of an issuer, in DER, to its paths: what `verify_chain` looks at."""

    def __post_init__(self) -> None:
        """Check the authorities and the signatures between them."""
        if not self.anchors:
            raise TrustAnchorError("no authority is trusted")
        for certificate in (*self.anchors, *self.intermediates):
            _require_authority(certificate)
        object.__setattr__(self, "paths", MappingProxyType(self._find_paths()))

    def _find_paths(self) -> dict[bytes, tuple[Path, ...]]:
        found: list[tuple[x509.Certificate, ...]] = [(anchor,) for anchor in self.anchors]
        for chain in found:
            found.extend(
                (candidate, *chain)
                for candidate in self.intermediates
                if candidate not in chain and _continues(candidate, chain)
            )
        lower_ends = {chain[0] for chain in found}
        for certificate in self.intermediates:
            if certificate not in lower_ends:
                raise TrustAnchorError(f"nothing leads to {certificate.subject.rfc4514_string()}")
        return _by_name(found)


def name_der(name: x509.Name) -> bytes:
    """Return a name as it is compared here: byte by byte."""
    return name.public_bytes()


def period(certificate: x509.Certificate) -> tuple[int, int]:
    """Return the first and the last second of a certificate's time."""
    return (
        int(certificate.not_valid_before_utc.timestamp()),
        int(certificate.not_valid_after_utc.timestamp()),
    )


def _by_name(
    chains: Iterable[tuple[x509.Certificate, ...]],
) -> dict[bytes, tuple[Path, ...]]:
    paths: defaultdict[bytes, list[Path]] = defaultdict(list)
    for chain in chains:
        periods = [period(certificate) for certificate in chain]
        path = Path(
            issuer=chain[0],
            issuer_key=read_public_key(chain[0]),
            not_before=max(start for start, _ in periods),
            not_after=min(end for _, end in periods),
        )
        paths[name_der(chain[0].subject)].append(path)
    return {name: tuple(found) for name, found in paths.items()}


def _continues(candidate: x509.Certificate, chain: tuple[x509.Certificate, ...]) -> bool:
    if len(chain) >= MAX_AUTHORITIES_IN_A_PATH:
        return False
    if not all(_allows(authority, depth) for depth, authority in enumerate(chain, start=1)):
        return False
    try:
        require_signed_by(candidate, chain[0], read_public_key(chain[0]))
    except CertificateNotTrustedError:
        return False
    return True


def _allows(authority: x509.Certificate, authorities_below: int) -> bool:
    basic = extension(authority, x509.BasicConstraints)
    return basic is not None and (
        basic.path_length is None or basic.path_length >= authorities_below
    )


def _require_authority(certificate: x509.Certificate) -> None:
    """Check what an authority must say of itself (RFC 5280, section 6.1.4, steps g to o)."""
    try:
        read_public_key(certificate)
        require_known_critical_extensions(certificate, KNOWN_IN_AUTHORITIES)
    except CertificateError as error:
        raise TrustAnchorError(str(error)) from error
    basic = extension(certificate, x509.BasicConstraints)
    if basic is None or not basic.ca:
        raise TrustAnchorError("a certificate that is not an authority's")
    usage = extension(certificate, x509.KeyUsage)
    if usage is None or not usage.key_cert_sign:
        raise TrustAnchorError("an authority that may not sign certificates")
    purposes = extension(certificate, x509.ExtendedKeyUsage)
    if purposes is not None and not (
        ExtendedKeyUsageOID.CLIENT_AUTH in purposes
        or ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE in purposes
    ):
        raise TrustAnchorError("an authority that is not for login certificates")
    if extension(certificate, x509.NameConstraints) is not None:
        raise TrustAnchorError("an authority with name constraints, which are not evaluated here")


def load_authority(data: bytes) -> x509.Certificate:
    """Read an authority's certificate from a file, in PEM or DER."""
    try:
        if data.lstrip().startswith(b"-----BEGIN"):
            return x509.load_pem_x509_certificate(data)
        return x509.load_der_x509_certificate(data)
    except ValueError as error:
        raise TrustAnchorError("not a certificate in PEM or DER") from error
