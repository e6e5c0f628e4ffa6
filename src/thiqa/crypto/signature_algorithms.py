"""How certificates and signed messages name the way in which they are signed.

States sign their documents with what was common when they began, and their keys live for ten or
fifteen years. Whether an algorithm is still good enough is for whoever asks to decide, with
`SignatureAlgorithm.is_weak`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from asn1crypto import algos, core
from cryptography.hazmat.primitives import hashes

from thiqa.base import EncodingError, require_der
from thiqa.crypto.asn1_fields import require_only_fields
from thiqa.crypto.errors import KeyRefusedError

MAX_ALGORITHM_BYTES: Final = 256
MAX_SALT_BYTES: Final = 512

HASHES: Final[Mapping[str, Callable[[], hashes.HashAlgorithm]]] = {
    "sha1": hashes.SHA1,
    "sha224": hashes.SHA224,
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}
"""Those of Doc 9303-12, section 4.4."""
WEAK_HASHES: Final = frozenset({"sha1"})
"""Collisions are found in practice (NIST SP 800-131A, section 9)."""
PLAIN: Final[Mapping[str, str]] = {
    f"0.4.0.127.0.7.1.1.4.1.{number}": name for number, name in enumerate(HASHES, start=1)
}
"""ecdsa-plain-signatures: r and s side by side (BSI TR-03111, section 5.2.1)."""
NO_PARAMETERS: Final = frozenset({b"", b"\x05\x00"})
"""Nothing, or NULL: RSA asks for one, ECDSA for the other, and states mix them up."""
UNREADABLE: Final = (ValueError, TypeError, KeyError, IndexError, AttributeError, EncodingError)
"""What asn1crypto raises for bytes that are not what they should be."""


class Mechanism(StrEnum):
    """How a signature is made from a key and a hash."""

    RSA_PKCS1 = "RSASSA-PKCS1-v1_5"
    RSA_PSS = "RSASSA-PSS"
    ECDSA = "ECDSA"
    ECDSA_PLAIN = "ECDSA (plain)"


@dataclass(frozen=True, slots=True)
class SignatureAlgorithm:
    """One way to sign, with all its parameters."""

    mechanism: Mechanism
    hash_name: str
    mask_hash_name: str = ""
    """The hash of the mask generation function, for RSASSA-PSS alone."""
    salt_bytes: int = 0

    def __post_init__(self) -> None:
        """Refuse what no key can sign with."""
        if self.hash_name not in HASHES:
            raise KeyRefusedError(f"a hash that is not accepted: {self.hash_name}")
        if self.mechanism is Mechanism.RSA_PSS and self.mask_hash_name not in HASHES:
            raise KeyRefusedError(f"a mask that is not accepted: {self.mask_hash_name}")
        if not 0 <= self.salt_bytes <= MAX_SALT_BYTES:
            raise KeyRefusedError("a salt of a length that is not accepted")

    @property
    def is_weak(self) -> bool:
        """Tell whether somebody could find a second message with the same hash."""
        return self.hash_name in WEAK_HASHES

    def __str__(self) -> str:
        """Return a name for people."""
        return f"{self.mechanism} {self.hash_name.upper()}"


def read_signature_algorithm(der: bytes, *, digest: str | None = None) -> SignatureAlgorithm:
    """Read an AlgorithmIdentifier; `digest` is the hash if the identifier names none.

    RFC 3279, RFC 4055, RFC 5758; a bare rsaEncryption stands in SignerInfo (RFC 3370, section 3.2).
    Raises KeyRefusedError.
    """
    try:
        require_der(der, max_bytes=MAX_ALGORITHM_BYTES)
        named = algos.SignedDigestAlgorithm.load(der, strict=True)
        require_only_fields(named)
        if named["algorithm"].native == "rsassa_pss":
            return read_pss_parameters(named["parameters"])
        _require_no_parameters(named)
        if (plain := PLAIN.get(named["algorithm"].dotted)) is not None:
            return SignatureAlgorithm(Mechanism.ECDSA_PLAIN, plain)
        return _read_named(named, digest)
    except UNREADABLE as error:
        raise KeyRefusedError(f"a signature algorithm that cannot be read: {error}") from error


def read_digest_algorithm(der: bytes) -> str:
    """Read the AlgorithmIdentifier of a hash (RFC 5754, section 2); raise KeyRefusedError."""
    try:
        require_der(der, max_bytes=MAX_ALGORITHM_BYTES)
        named = algos.DigestAlgorithm.load(der, strict=True)
        require_only_fields(named)
        _require_no_parameters(named)
        name = str(named["algorithm"].native)
    except UNREADABLE as error:
        raise KeyRefusedError(f"a hash that cannot be read: {error}") from error
    if name not in HASHES:
        raise KeyRefusedError(f"a hash that is not accepted: {name}")
    return name


def read_pss_parameters(parameters: Any) -> SignatureAlgorithm:
    """Read RSASSA-PSS-params, what is not said being the default (RFC 4055, section 3.1)."""
    if isinstance(parameters, core.Void | core.Null):
        raise KeyRefusedError("RSASSA-PSS without its parameters")
    mask = parameters["mask_gen_algorithm"]
    if mask["algorithm"].native != "mgf1" or int(parameters["trailer_field"]) != 1:
        raise KeyRefusedError("RSASSA-PSS with a mask or a trailer of another kind")
    for named in (parameters["hash_algorithm"], mask["parameters"]):
        _require_no_parameters(named)
    return SignatureAlgorithm(
        Mechanism.RSA_PSS,
        str(parameters["hash_algorithm"]["algorithm"].native),
        str(mask["parameters"]["algorithm"].native),
        int(parameters["salt_length"].native),
    )


def _require_no_parameters(named: Any) -> None:
    if named["parameters"].dump() not in NO_PARAMETERS:
        raise KeyRefusedError("an algorithm with parameters that it does not have")


def _read_named(named: Any, digest: str | None) -> SignatureAlgorithm:
    identifier = str(named["algorithm"].native)
    if identifier == "rsassa_pkcs1v15" and digest is not None:
        return SignatureAlgorithm(Mechanism.RSA_PKCS1, digest)
    hash_name, _, kind = identifier.partition("_")
    if kind not in {"rsa", "ecdsa"}:
        raise KeyRefusedError(f"a signature algorithm that is not accepted: {identifier}")
    mechanism = Mechanism.RSA_PKCS1 if kind == "rsa" else Mechanism.ECDSA
    return SignatureAlgorithm(mechanism, hash_name)
