"""Textbook arithmetic on y² = x³ + ax + b: for public data, and for curves that OpenSSL lacks.

Not constant-time: its time tells about the scalar. Nothing of ours lives long on these curves.
"""

from typing import Protocol

Affine = tuple[int, int]
Jacobian = tuple[int, int, int]
"""(X, Y, Z) stands for x = X/Z², y = Y/Z³; infinity has Z = 0."""

INFINITY: Jacobian = (1, 1, 0)


class Field(Protocol):
    """What of a curve the formulas need."""

    @property
    def p(self) -> int:
        """The prime of the field."""
        ...

    @property
    def a(self) -> int:
        """The coefficient of x."""
        ...


def add(first: Affine, second: Affine, field: Field) -> Affine | None:
    """Add two points; None is infinity."""
    return _to_affine(_add((*first, 1), (*second, 1), field), field)


def multiply(scalar: int, point: Affine, field: Field) -> Affine | None:
    """Multiply a point by a scalar, bit by bit from the highest; None is infinity."""
    return _to_affine(_multiply(scalar, (*point, 1), field), field)


def multiply_and_add(
    first_scalar: int, first: Affine, second_scalar: int, second: Affine, field: Field
) -> Affine | None:
    """Return the sum of two multiples, as a signature's check needs it; None is infinity."""
    left = _multiply(first_scalar, (*first, 1), field)
    return _to_affine(_add(left, _multiply(second_scalar, (*second, 1), field), field), field)


def _multiply(scalar: int, point: Jacobian, field: Field) -> Jacobian:
    result = INFINITY
    for bit in f"{scalar:b}":
        result = _double(result, field)
        if bit == "1":
            result = _add(result, point, field)
    return result


def _double(point: Jacobian, field: Field) -> Jacobian:
    x, y, z = point
    p = field.p
    if not z or not y:
        return INFINITY
    s = 4 * x * y * y % p
    m = (3 * x * x + field.a * pow(z, 4, p)) % p
    new_x = (m * m - 2 * s) % p
    return new_x, (m * (s - new_x) - 8 * pow(y, 4, p)) % p, 2 * y * z % p


def _add(first: Jacobian, second: Jacobian, field: Field) -> Jacobian:
    if not first[2]:
        return second
    if not second[2]:
        return first
    (x1, y1, z1), (x2, y2, z2), p = first, second, field.p
    u1, u2 = x1 * z2 * z2 % p, x2 * z1 * z1 % p
    s1, s2 = y1 * pow(z2, 3, p) % p, y2 * pow(z1, 3, p) % p
    h, r = (u2 - u1) % p, (s2 - s1) % p
    if not h:
        return INFINITY if r else _double(first, field)
    h_square = h * h % p
    v = u1 * h_square % p
    new_x = (r * r - h * h_square - 2 * v) % p
    return new_x, (r * (v - new_x) - s1 * h * h_square) % p, h * z1 * z2 % p


def _to_affine(point: Jacobian, field: Field) -> Affine | None:
    x, y, z = point
    if not z:
        return None
    inverse = pow(z, -1, field.p)
    return x * inverse**2 % field.p, y * inverse**3 % field.p
