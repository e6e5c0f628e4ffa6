"""Pitfall 9: points at infinity, off the curve or in another spelling; small subgroups."""

from dataclasses import replace

import pytest

from thiqa.crypto.curves import CURVES, P_256, Curve, curve_of_parameters
from thiqa.crypto.errors import CurveError, PointError
from thiqa.crypto.modp_groups import GROUPS, ModpGroup
from thiqa.crypto.points import Point

EACH_CURVE = pytest.mark.parametrize("curve", CURVES, ids=lambda curve: curve.name)
EACH_GROUP = pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.name)


@EACH_CURVE
def test_bytes_that_are_no_point_are_refused(curve: Curve) -> None:
    right = curve.encode(curve.generator)
    size = curve.field_bytes
    x, y = right[1 : 1 + size], right[1 + size :]
    wrong = {
        "nothing": b"",
        "infinity": b"\0",
        "infinity, as long as a point": bytes(len(right)),
        "compressed": b"\x02" + x,
        "hybrid": bytes((6 + y[-1] % 2,)) + x + y,
        "no prefix": x + y,
        "cut short": right[:-1],
        "a byte more": right + b"\0",
        "zero": b"\x04" + bytes(2 * size),
        "off the curve": right[:-1] + bytes((right[-1] ^ 1,)),
        "x outside of the field": b"\x04" + b"\xff" * size + y,
        "y outside of the field": b"\x04" + x + b"\xff" * size,
    }
    for fault, encoded in wrong.items():
        with pytest.raises(PointError):
            pytest.fail(f"{fault}: {curve.decode(encoded)}")


@EACH_CURVE
def test_points_made_by_hand_are_checked_before_they_are_used(curve: Curve) -> None:
    off = Point(curve.generator.x, curve.generator.y ^ 1)
    larger = Point(curve.generator.x + curve.p, curve.generator.y)
    for point in (off, larger, Point(0, 0), Point(-1, 0)):
        for use in (
            lambda point=point: curve.agree(2, point),
            lambda point=point: curve.multiply(2, point),
            lambda point=point: curve.multiply(curve.order - 1, point),
            lambda point=point: curve.add(point, curve.generator),
            lambda point=point: curve.add(curve.generator, point),
        ):
            with pytest.raises(PointError):
                use()


@EACH_CURVE
def test_infinity_is_never_a_result(curve: Curve) -> None:
    with pytest.raises(PointError, match="infinity"):
        curve.add(curve.generator, curve.negative(curve.generator))
    for scalar in (0, -1, curve.order, curve.order + 1):
        for use in (curve.multiply, curve.agree):
            with pytest.raises(PointError):
                use(scalar, curve.generator)
        with pytest.raises(PointError):
            curve.public_point(scalar)


def test_a_curve_with_another_generator_is_not_the_curve_of_that_name() -> None:
    """CVE-2020-0601: whoever chooses the generator knows a private key for any public key."""
    right = {
        "p": P_256.p,
        "a": P_256.a,
        "b": P_256.b,
        "generator": P_256.generator,
        "order": P_256.order,
        "cofactor": 1,
    }
    assert curve_of_parameters(**right) == P_256  # type: ignore[arg-type]
    wrong = {
        "p": P_256.p - 2,
        "a": P_256.a + 1,
        "b": P_256.b + 1,
        "generator": P_256.multiply(2, P_256.generator),
        "order": P_256.order - 2,
        "cofactor": 2,
    }
    for name, value in wrong.items():
        with pytest.raises(CurveError):
            pytest.fail(f"{name}: {curve_of_parameters(**(right | {name: value}))}")  # type: ignore[arg-type]


def test_a_curve_of_ones_own_is_equal_to_none_of_ours() -> None:
    weak = replace(P_256, b=P_256.b + 1)
    assert weak not in CURVES


@EACH_GROUP
def test_elements_outside_of_the_subgroup_are_refused(group: ModpGroup) -> None:
    outside = next(each for each in range(2, 50) if pow(each, group.order, group.p) != 1)
    wrong = [0, 1, group.p - 1, group.p, group.p + group.generator, outside]
    for element in wrong:
        for use in (
            lambda element=element: group.check(element),
            lambda element=element: group.power(element, 2),
            lambda element=element: group.agree(2, element),
        ):
            with pytest.raises(PointError):
                use()


@EACH_GROUP
def test_bytes_that_are_no_element_are_refused(group: ModpGroup) -> None:
    right = group.encode(group.generator)
    for encoded in (
        b"",
        b"\x01",
        right[1:],
        b"\0" + right,
        bytes(len(right)),
        b"\xff" * len(right),
    ):
        with pytest.raises(PointError):
            group.decode(encoded)


@EACH_GROUP
def test_the_neutral_element_is_never_a_result(group: ModpGroup) -> None:
    for scalar in (0, -1, group.order):
        with pytest.raises(PointError):
            group.power(group.generator, scalar)
    with pytest.raises(PointError):
        group.multiply(group.generator, pow(group.generator, -1, group.p))
