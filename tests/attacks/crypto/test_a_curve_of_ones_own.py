"""A forger who may choose the generator knows the private key of any point (CVE-2020-0601)."""

from dataclasses import replace

import pytest

from explicit_curves import explicit_key
from thiqa.crypto.certificate_keys import read_signature_key
from thiqa.crypto.curves import BRAINPOOL_P256, P_256, Curve
from thiqa.crypto.errors import KeyRefusedError
from thiqa.crypto.points import Point

VICTIM = P_256.public_point(20260101)


def refuse(curve: Curve, point: Point, *, generator: Point | None = None, h: int = 1) -> None:
    with pytest.raises(KeyRefusedError):
        read_signature_key(explicit_key(curve, point, generator=generator, cofactor=h))


def test_a_generator_that_is_the_victims_key_is_refused() -> None:
    """With the generator Q, the private key of Q is 1."""
    refuse(P_256, VICTIM, generator=VICTIM)


def test_each_other_parameter_counts() -> None:
    refuse(replace(P_256, b=P_256.b + 1), P_256.generator)
    refuse(replace(P_256, a=P_256.a - 1), P_256.generator)
    refuse(replace(P_256, order=P_256.order - 2), P_256.generator)
    refuse(replace(P_256, p=P_256.p - 2), P_256.generator)
    refuse(P_256, VICTIM, h=2)


def test_a_point_that_is_not_on_the_curve_is_refused() -> None:
    refuse(P_256, Point(VICTIM.x, VICTIM.y + 1))
    refuse(P_256, BRAINPOOL_P256.generator)


def test_infinity_and_compressed_points_are_refused() -> None:
    good = explicit_key(P_256, VICTIM)
    assert good.endswith(P_256.encode(VICTIM))
    wrong = good[: -len(P_256.encode(VICTIM))] + b"\x02" + P_256.encode(VICTIM)[1:]
    with pytest.raises(KeyRefusedError):
        read_signature_key(wrong)
