"""Public keys as certificates hold them: RSA, and points of curves by name or by parameters."""

from dataclasses import dataclass
from typing import Any, Final

from asn1crypto import core, keys

from thiqa.base import require_der
from thiqa.crypto.asn1_fields import require_only_fields
from thiqa.crypto.curves import Curve, curve_of_oid, curve_of_parameters
from thiqa.crypto.errors import CurveError, KeyRefusedError, PointError
from thiqa.crypto.points import Point
from thiqa.crypto.signature_algorithms import UNREADABLE, SignatureAlgorithm, read_pss_parameters

MAX_KEY_BYTES: Final = 2_048
MIN_RSA_BITS: Final = 1_024
"""Smaller ones never signed a travel document (Doc 9303-12, section 4.4)."""
MAX_RSA_BITS: Final = 8_192
"""Larger ones only cost us time."""
STRONG_RSA_BITS: Final = 2_048
"""NIST SP 800-131A, section 3."""
UNCOMPRESSED: Final = 0x04
STRONG_CURVE_BITS: Final = 224
"""NIST SP 800-131A, section 3."""


@dataclass(frozen=True, slots=True)
class RsaKey:
    """A public RSA key of a size that we take."""

    modulus: int
    exponent: int
    only: SignatureAlgorithm | None = None
    """What the key says that it signs with (RFC 4055, section 1.2); its salt is the least one."""
    for_pss: bool = False
    """Whether the key is for RSASSA-PSS alone, with any parameters if `only` says none."""

    def __post_init__(self) -> None:
        """Refuse what cannot be a public key."""
        if not MIN_RSA_BITS <= self.modulus.bit_length() <= MAX_RSA_BITS:
            raise KeyRefusedError("an RSA key of a size that is not accepted")
        if not (self.modulus & 1 and self.exponent & 1 and 3 <= self.exponent < self.modulus):
            raise KeyRefusedError("numbers that are not an RSA key")

    @property
    def is_weak(self) -> bool:
        """Tell whether the key is smaller than what new signatures may be made with."""
        return self.modulus.bit_length() < STRONG_RSA_BITS

    def __str__(self) -> str:
        """Return a name for people."""
        return f"RSA {self.modulus.bit_length()}"


@dataclass(frozen=True, slots=True)
class EllipticKey:
    """A point of a named curve, as a public key."""

    curve: Curve
    point: Point

    @property
    def is_weak(self) -> bool:
        """Tell whether the curve is smaller than what new signatures may be made with."""
        return self.curve.order.bit_length() < STRONG_CURVE_BITS

    def __str__(self) -> str:
        """Return a name for people."""
        return f"EC {self.curve.name}"


SignatureKey = RsaKey | EllipticKey


def read_signature_key(der: bytes) -> SignatureKey:
    """Read a SubjectPublicKeyInfo (RFC 5280, section 4.1.2.7); explicit curves get their name."""
    try:
        require_der(der, max_bytes=MAX_KEY_BYTES)
        info = keys.PublicKeyInfo.load(der, strict=True)
        require_only_fields(info)
        kind = info["algorithm"]["algorithm"].native
        if kind in {"rsa", "rsassa_pss"}:
            return _read_rsa(info)
        if kind == "ec":
            curve = _read_curve(info["algorithm"]["parameters"])
            return EllipticKey(curve, curve.decode(_octets(info["public_key"])))
    except (*UNREADABLE, CurveError, PointError) as error:
        raise KeyRefusedError(f"a public key that cannot be read: {error}") from error
    raise KeyRefusedError(f"a public key of a kind that is not accepted: {kind}")


def _read_rsa(info: Any) -> RsaKey:
    parameters = info["algorithm"]["parameters"]
    for_pss = info["algorithm"]["algorithm"].native == "rsassa_pss"
    only = None
    if for_pss and not isinstance(parameters, core.Void):
        only = read_pss_parameters(parameters)
    numbers = keys.RSAPublicKey.load(_octets(info["public_key"]), strict=True)
    require_only_fields(numbers)
    return RsaKey(
        int(numbers["modulus"].native), int(numbers["public_exponent"].native), only, for_pss
    )


def _read_curve(parameters: Any) -> Curve:
    """Name a curve; explicit parameters must be those of a named one (CVE-2020-0601)."""
    if parameters.name == "named":
        return curve_of_oid(parameters.chosen.dotted)
    if parameters.name != "specified":
        raise KeyRefusedError("a key whose curve is said elsewhere")
    given = parameters.chosen
    if given["field_id"]["field_type"].native != "prime_field":
        raise KeyRefusedError("a curve over another kind of field")
    p = given["field_id"]["parameters"].native
    base = bytes(given["base"].native)
    size = (p.bit_length() + 7) // 8
    if p <= 1 or len(base) != 1 + 2 * size or base[0] != UNCOMPRESSED:
        raise KeyRefusedError("a curve with a generator that is not one of its points")
    return curve_of_parameters(
        p=p,
        a=int.from_bytes(given["curve"]["a"].native),
        b=int.from_bytes(given["curve"]["b"].native),
        generator=Point(int.from_bytes(base[1 : 1 + size]), int.from_bytes(base[1 + size :])),
        order=given["order"].native,
        cofactor=given["cofactor"].native,
    )


def _octets(bits: Any) -> bytes:
    """Return the octets of a bit string, all of whose bits are used."""
    if bits.contents[:1] != b"\x00":
        raise KeyRefusedError("a key that is not whole octets")
    return bytes(bits.contents[1:])
