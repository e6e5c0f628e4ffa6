"""Points: OpenSSL and our own arithmetic say the same, on every curve."""

import os
from dataclasses import replace

import pytest

from thiqa.crypto.curves import CURVES, P_256, Curve, curve_named, curve_of_oid
from thiqa.crypto.errors import CurveError
from thiqa.crypto.points import Point

EACH_CURVE = pytest.mark.parametrize("curve", CURVES, ids=lambda curve: curve.name)


@EACH_CURVE
def test_the_generator_is_on_its_curve_and_has_its_order(curve: Curve) -> None:
    curve.check(curve.generator)
    ours = replace(curve, openssl=None)
    last = ours.multiply(curve.order - 1, curve.generator)
    assert last == curve.negative(curve.generator)


@EACH_CURVE
def test_a_prime_order_as_large_as_the_field_leaves_no_other_subgroup(curve: Curve) -> None:
    """Hasse: with a second subgroup of order 2 at least, there would be too many points."""
    assert pow(2, curve.order - 1, curve.order) == 1
    assert pow(2, curve.p - 1, curve.p) == 1
    assert (curve.p + 1 - curve.order) ** 2 <= 4 * curve.p < curve.order**2


@EACH_CURVE
def test_both_ways_to_multiply_give_the_same_point(curve: Curve) -> None:
    ours = replace(curve, openssl=None)
    point = curve.public_point(curve.random_scalar(os.urandom))
    scalars = [1, 2, 3, curve.order - 2, curve.order - 1, curve.random_scalar(os.urandom)]
    for scalar in scalars:
        assert curve.multiply(scalar, point) == ours.multiply(scalar, point)
        assert curve.multiply(scalar, curve.generator) == ours.public_point(scalar)
        assert curve.agree(scalar, point) == ours.agree(scalar, point)


@EACH_CURVE
def test_the_generator_turned_round_is_a_base_like_any_other(curve: Curve) -> None:
    base = curve.negative(curve.generator)
    assert curve.multiply(5, base) == curve.negative(curve.public_point(5))


@EACH_CURVE
def test_multiples_add_up(curve: Curve) -> None:
    point = curve.public_point(7)
    assert curve.add(point, curve.generator) == curve.public_point(8)
    assert curve.add(point, point) == curve.public_point(14)


@EACH_CURVE
def test_both_sides_agree(curve: Curve) -> None:
    mine, yours = curve.random_scalar(os.urandom), curve.random_scalar(os.urandom)
    secret = curve.agree(mine, curve.public_point(yours))
    assert secret == curve.agree(yours, curve.public_point(mine))
    assert len(secret) == curve.field_bytes


@EACH_CURVE
def test_a_point_is_read_as_it_was_written(curve: Curve) -> None:
    point = curve.public_point(3)
    assert curve.decode(curve.encode(point)) == point


def test_short_coordinates_keep_their_zeros() -> None:
    scalar = next(each for each in range(1, 2000) if P_256.public_point(each).x >> 248 == 0)
    encoded = P_256.encode(P_256.public_point(scalar))
    assert len(encoded) == 65
    assert encoded[1] == 0


@EACH_CURVE
def test_a_curve_is_found_by_its_name_and_identifier(curve: Curve) -> None:
    assert curve_named(curve.name) is curve
    assert curve_of_oid(curve.oid) is curve


def test_unknown_curves_are_refused() -> None:
    with pytest.raises(CurveError):
        curve_named("secp256k1")
    with pytest.raises(CurveError):
        curve_of_oid("1.3.132.0.10")


def test_a_point_does_not_show_its_coordinates() -> None:
    assert repr(Point(1, 2)) == "Point()"


def test_a_scalar_is_drawn_from_all_of_them() -> None:
    assert P_256.random_scalar(bytes) == 1
    most = P_256.random_scalar((P_256.order - 2).to_bytes)
    assert most == P_256.order - 1
    asked: list[int] = []
    P_256.random_scalar(lambda size: asked.append(size) or bytes(size))
    assert asked == [P_256.order_bytes + 8]
