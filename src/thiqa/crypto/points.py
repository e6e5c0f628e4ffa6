"""Points of elliptic curves over prime fields, and what agreements of keys do with them.

Scalars are secrets, so they go through OpenSSL, in constant time, on every curve that the library
has. On the others (brainpool 160, 192, 224 and 320, which only old documents use) the arithmetic is
`weierstrass`, which is not constant-time.
"""

from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric import ec

from thiqa.crypto import weierstrass
from thiqa.crypto.errors import PointError
from thiqa.crypto.random_numbers import RandomBytes, random_below


@dataclass(frozen=True, slots=True)
class Point:
    """An affine point; it may be a shared secret, so its coordinates are not shown."""

    x: int = field(repr=False)
    y: int = field(repr=False)


@dataclass(frozen=True, slots=True)
class Curve:
    """y² = x³ + ax + b over the field of p, with a generator of prime order and cofactor 1.

    Cofactor 1 means that every point of the curve but infinity has this order: a point that is on
    the curve needs no other check, and no multiple by 1 ≤ scalar < order is infinity.
    """

    name: str
    oid: str
    p: int = field(repr=False)
    a: int = field(repr=False)
    b: int = field(repr=False)
    generator: Point = field(repr=False)
    order: int = field(repr=False)
    openssl: ec.EllipticCurve | None = field(repr=False, compare=False)

    @property
    def field_bytes(self) -> int:
        """The length of a coordinate."""
        return (self.p.bit_length() + 7) // 8

    @property
    def order_bytes(self) -> int:
        """The length of a scalar."""
        return (self.order.bit_length() + 7) // 8

    def check(self, point: Point) -> None:
        """Refuse what is not on the curve (NIST SP 800-56A, section 5.6.2.3.3)."""
        if not (0 <= point.x < self.p and 0 <= point.y < self.p):
            raise PointError("a coordinate is outside the field")
        if (point.y * point.y - self._right_side(point.x)) % self.p:
            raise PointError(f"the point is not on {self.name}")

    def encode(self, point: Point) -> bytes:
        """Write a point uncompressed (SEC 1, section 2.3.3)."""
        return b"\x04" + self.encode_x(point) + point.y.to_bytes(self.field_bytes)

    def encode_x(self, point: Point) -> bytes:
        """Write the x-coordinate alone: the secret of an agreement (TR-03111, section 4.3.1)."""
        return point.x.to_bytes(self.field_bytes)

    def decode(self, encoded: bytes) -> Point:
        """Read a point that is uncompressed, on the curve and not infinity (SEC 1, 2.3.4)."""
        size = self.field_bytes
        if len(encoded) != 1 + 2 * size or encoded[0] != 0x04:
            raise PointError("not an uncompressed point of the curve's size")
        point = Point(int.from_bytes(encoded[1 : 1 + size]), int.from_bytes(encoded[1 + size :]))
        self.check(point)
        return point

    def random_scalar(self, random_bytes: RandomBytes) -> int:
        """Draw a private key."""
        return random_below(self.order, random_bytes)

    def negative(self, point: Point) -> Point:
        """Return the point that adds up to infinity with this one."""
        return Point(point.x, -point.y % self.p)

    def add(self, first: Point, second: Point) -> Point:
        """Add two points; infinity is refused."""
        self.check(first)
        self.check(second)
        return self._finite(weierstrass.add((first.x, first.y), (second.x, second.y), self))

    def multiply(self, scalar: int, point: Point) -> Point:
        """Return a multiple of a point, 1 ≤ scalar < order.

        OpenSSL gives the x of kP and of k(P + G) = kP + kG, and all of kG, which decides on y.
        """
        if self.openssl is None:
            return self._multiply_slowly(scalar, point)
        if point == self.generator:
            return self.public_point(scalar)
        if point == self.negative(self.generator):
            return self.negative(self.public_point(scalar))
        beside = self.add(point, self.generator)
        key = self._private_key(scalar)
        x, x_beside = (int.from_bytes(self._exchange(key, each)) for each in (point, beside))
        return Point(x, self._recover_y(x, x_beside, _public(key)))

    def public_point(self, scalar: int) -> Point:
        """Return the public key of a private key."""
        if self.openssl is None:
            return self._multiply_slowly(scalar, self.generator)
        return _public(self._private_key(scalar))

    def agree(self, scalar: int, point: Point) -> bytes:
        """Return the x-coordinate of a multiple: ECKA of TR-03111, section 4.3.1."""
        if self.openssl is None:
            return self.encode_x(self._multiply_slowly(scalar, point))
        self.check(point)
        return self._exchange(self._private_key(scalar), point)

    def check_scalar(self, scalar: int) -> None:
        """Refuse what is no private key."""
        if not 1 <= scalar < self.order:
            raise PointError("the scalar is not between 1 and the order")

    def _private_key(self, scalar: int) -> ec.EllipticCurvePrivateKey:
        self.check_scalar(scalar)
        if self.openssl is None:
            raise PointError(f"OpenSSL's keys are not used on {self.name}")
        return ec.derive_private_key(scalar, self.openssl)

    def _exchange(self, key: ec.EllipticCurvePrivateKey, point: Point) -> bytes:
        public = ec.EllipticCurvePublicNumbers(point.x, point.y, key.curve).public_key()
        return key.exchange(ec.ECDH(), public)

    def _recover_y(self, x: int, x_sum: int, known: Point) -> int:
        """Find y of a point by its x, a known point, and the x of both together.

        The line through both meets the curve at the negative of their sum, so
        (y − y₁)² = (x_sum + x + x₁)(x − x₁)², and y² is known from the curve: what is left is
        linear in y (as Okeya and Sakurai recover it, CHES 2001).
        """
        left = self._right_side(x) + known.y * known.y
        right = (x_sum + x + known.x) * (x - known.x) ** 2
        return (left - right) * pow(2 * known.y, -1, self.p) % self.p

    def _right_side(self, x: int) -> int:
        return (pow(x, 3, self.p) + self.a * x + self.b) % self.p

    def _multiply_slowly(self, scalar: int, point: Point) -> Point:
        self.check_scalar(scalar)
        self.check(point)
        return self._finite(weierstrass.multiply(scalar, (point.x, point.y), self))

    def _finite(self, result: tuple[int, int] | None) -> Point:
        if result is None:
            raise PointError("the result is the point at infinity")
        return Point(*result)


def _public(key: ec.EllipticCurvePrivateKey) -> Point:
    numbers = key.public_key().public_numbers()
    return Point(numbers.x, numbers.y)
