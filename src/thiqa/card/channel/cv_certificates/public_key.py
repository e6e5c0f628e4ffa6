"""Public keys in card-verifiable certificates (TR-03110-3, appendices A.7 and D.3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from thiqa.card.channel.cv_certificates import objects
from thiqa.card.channel.cv_certificates.errors import CvKeyError, CvMalformedError, CvSignatureError
from thiqa.crypto.certificate_keys import EllipticKey, RsaKey, SignatureKey
from thiqa.crypto.certificate_signatures import verify_signature
from thiqa.crypto.curves import Curve, curve_of_parameters
from thiqa.crypto.errors import CryptoError, SignatureInvalidError
from thiqa.crypto.points import Point
from thiqa.crypto.signature_algorithms import HASHES, Mechanism, SignatureAlgorithm

RSA_BITS: Final = (1024, 1280, 1536, 2048, 3072)
"""Appendix A.7.3.2."""
MAX_EXPONENT_BITS: Final = 32
UNCOMPRESSED: Final = 0x04

_TA: Final = "04007F0007020202"
"""id-TA, 0.4.0.127.0.7.2.2.2, without tag and length."""
_DIGEST_BYTES: Final = {"sha1": 20, "sha256": 32, "sha512": 64}


def _rsa(hash_name: str, mechanism: Mechanism) -> SignatureAlgorithm:
    """Return RSA with the default parameters of RSASSA-PSS (appendix A.7.3.1)."""
    if mechanism is Mechanism.RSA_PKCS1:
        return SignatureAlgorithm(mechanism, hash_name)
    return SignatureAlgorithm(mechanism, hash_name, hash_name, _DIGEST_BYTES[hash_name])


ALGORITHMS: Final[Mapping[bytes, SignatureAlgorithm]] = MappingProxyType(
    {
        bytes.fromhex(f"{_TA}01{number:02X}"): _rsa(hash_name, mechanism)
        for number, (hash_name, mechanism) in enumerate(
            (
                ("sha1", Mechanism.RSA_PKCS1),
                ("sha256", Mechanism.RSA_PKCS1),
                ("sha1", Mechanism.RSA_PSS),
                ("sha256", Mechanism.RSA_PSS),
                ("sha512", Mechanism.RSA_PKCS1),
                ("sha512", Mechanism.RSA_PSS),
            ),
            start=1,
        )
    }
    | {
        bytes.fromhex(f"{_TA}02{number:02X}"): SignatureAlgorithm(Mechanism.ECDSA_PLAIN, hash_name)
        for number, hash_name in enumerate(HASHES, start=1)
    }
)
"""Signature algorithms by their object identifiers (tables 17 and 18)."""

_IDENTIFIERS: Final = {algorithm: oid for oid, algorithm in ALGORITHMS.items()}

_CURVE_TAGS: Final = (0x81, 0x82, 0x83, 0x84, 0x85)
_POINT_TAG: Final = 0x86
_COFACTOR_TAG: Final = 0x87


@dataclass(frozen=True, slots=True)
class CvPublicKey:
    """A key with all that checking its signatures needs."""

    algorithm: SignatureAlgorithm
    key: SignatureKey

    @property
    def is_rsa(self) -> bool:
        """Whether this is an RSA key, which has no curve."""
        return isinstance(self.key, RsaKey)

    @property
    def bits(self) -> int:
        """The size of the key."""
        if isinstance(self.key, RsaKey):
            return self.key.modulus.bit_length()
        return self.key.curve.p.bit_length()

    def is_key_of(self, other: "CvPublicKey") -> bool:
        """Whether another key is the same one."""
        return self == other

    def verify(self, signature: bytes, message: bytes) -> None:
        """Check a signature of this key; raises CvSignatureError."""
        try:
            verify_signature(self.key, self.algorithm, signature, message)
        except SignatureInvalidError as error:
            raise CvSignatureError(f"not signed with this key: {error}") from error

    def to_bytes(self, *, with_parameters: bool) -> bytes:
        """Write the content of the public key, with the curve's parameters or without."""
        oid = objects.write(objects.OBJECT_IDENTIFIER, _IDENTIFIERS[self.algorithm])
        if isinstance(self.key, RsaKey):
            numbers = (self.key.modulus, self.key.exponent)
            values = (objects.write_number(number) for number in numbers)
            return oid + b"".join(
                objects.write(tag, value) for tag, value in zip((0x81, 0x82), values, strict=True)
            )
        point = objects.write(_POINT_TAG, self.key.curve.encode(self.key.point))
        if not with_parameters:
            return oid + point
        return oid + _write_curve(self.key.curve) + point + objects.write(_COFACTOR_TAG, b"\x01")


@dataclass(frozen=True, slots=True)
class InheritingKey:
    """A point whose curve is that of its issuer's key (appendix D.3.3)."""

    algorithm: SignatureAlgorithm
    point: bytes

    def on(self, issuer: CvPublicKey) -> CvPublicKey:
        """Take the issuer's curve; raises CvKeyError for what is no point of it."""
        if not isinstance(issuer.key, EllipticKey):
            raise CvKeyError("a point below a key that has no curve")
        curve = issuer.key.curve
        try:
            return CvPublicKey(self.algorithm, EllipticKey(curve, curve.decode(self.point)))
        except CryptoError as error:
            raise CvKeyError(f"not a key on its issuer's curve: {error}") from error

    def is_key_of(self, other: CvPublicKey) -> bool:
        """Whether another key is the same one, on whichever curve."""
        key = other.key
        same = isinstance(key, EllipticKey) and key.curve.encode(key.point) == self.point
        return same and other.algorithm == self.algorithm


WrittenKey = CvPublicKey | InheritingKey


def read_public_key(value: bytes) -> WrittenKey:
    """Read the content of a public key; raises CvMalformedError or CvKeyError.

    1. Its algorithm is one that terminal authentication knows.
    2. Its data objects are those of that algorithm, in their order.
    3. Domain parameters are all there or all absent, and those of a curve with a name.
    4. The key is one: numbers of the sizes allowed, a point of the curve.
    """
    try:
        algorithm = ALGORITHMS[objects.first(value, objects.OBJECT_IDENTIFIER)]  # 1
    except KeyError:
        raise CvKeyError("an algorithm that terminal authentication does not know") from None
    try:
        if algorithm.mechanism is Mechanism.ECDSA_PLAIN:
            return _read_elliptic(algorithm, value)
        return _read_rsa(algorithm, value)
    except CryptoError as error:
        raise CvKeyError(f"not a public key: {error}") from error


def _read_rsa(algorithm: SignatureAlgorithm, value: bytes) -> CvPublicKey:
    parts = objects.read_sequence(value, (objects.OBJECT_IDENTIFIER, 0x81, 0x82))  # 2
    modulus, exponent = (objects.read_number(parts[tag]) for tag in (0x81, 0x82))
    if modulus.bit_length() not in RSA_BITS or exponent.bit_length() > MAX_EXPONENT_BITS:  # 4
        raise CvKeyError("an RSA key of a size that is not allowed")
    return CvPublicKey(algorithm, RsaKey(modulus, exponent))


def _read_elliptic(algorithm: SignatureAlgorithm, value: bytes) -> WrittenKey:
    given = objects.tags(value)
    if given == (objects.OBJECT_IDENTIFIER, _POINT_TAG):  # 3
        parts = objects.read_sequence(value, given)
        return InheritingKey(algorithm, parts[_POINT_TAG])
    parts = objects.read_sequence(  # 2
        value, (objects.OBJECT_IDENTIFIER, *_CURVE_TAGS, _POINT_TAG), (_COFACTOR_TAG,)
    )
    curve = _read_curve(parts)
    return CvPublicKey(algorithm, EllipticKey(curve, curve.decode(parts[_POINT_TAG])))  # 4


def _read_curve(parts: Mapping[int, bytes]) -> Curve:
    p, a, b, order = (objects.read_number(parts[tag]) for tag in (0x81, 0x82, 0x83, 0x85))
    cofactor = objects.read_number(parts[_COFACTOR_TAG]) if _COFACTOR_TAG in parts else None
    size = (p.bit_length() + 7) // 8
    base = parts[0x84]
    if len(base) != 1 + 2 * size or base[0] != UNCOMPRESSED:
        raise CvMalformedError("a base point that is not written in full")
    generator = Point(int.from_bytes(base[1 : 1 + size]), int.from_bytes(base[1 + size :]))
    return curve_of_parameters(p=p, a=a, b=b, generator=generator, order=order, cofactor=cofactor)


def _write_curve(curve: Curve) -> bytes:
    values = (
        objects.write_number(curve.p),
        objects.write_number(curve.a),
        objects.write_number(curve.b),
        curve.encode(curve.generator),
        objects.write_number(curve.order),
    )
    return b"".join(
        objects.write(tag, value) for tag, value in zip(_CURVE_TAGS, values, strict=True)
    )
