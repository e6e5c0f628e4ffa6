"""Two nonces become a generator."""

import pytest

from thiqa.card.channel.domain import EllipticDomain
from thiqa.card.channel.domain_parameters import STANDARD_DOMAINS
from thiqa.card.channel.pace import PaceError
from thiqa.card.channel.pace.integrated_mapping import (
    encode_number,
    encode_point,
    map_integrated,
    nonce_bytes,
    pseudo_random,
)
from thiqa.card.channel.suite import Suite
from thiqa.crypto.curves import CURVES, P_224, P_256, Curve
from thiqa.crypto.errors import PointError
from thiqa.crypto.modp_groups import GROUPS, MODP_1024_160, ModpGroup

every_curve = pytest.mark.parametrize(
    "curve", [pytest.param(curve, id=curve.name) for curve in CURVES if curve != P_224]
)


@pytest.mark.parametrize(
    ("suite", "length"),
    [(Suite.TDES, 16), (Suite.AES128, 16), (Suite.AES192, 32), (Suite.AES256, 32)],
)
def test_the_nonce_is_whole_blocks_and_at_least_a_key(suite: Suite, length: int) -> None:
    assert nonce_bytes(suite) == length


@pytest.mark.parametrize("suite", Suite)
@pytest.mark.parametrize("bits", [192, 224, 256, 320, 384, 512, 521, 1024, 2048])
def test_the_number_is_64_bits_longer_than_the_prime(suite: Suite, bits: int) -> None:
    length = nonce_bytes(suite)
    output = pseudo_random(bits, suite, bytes(length), bytes(suite.key_bytes))
    assert 8 * len(output) >= bits + 64 > 8 * (len(output) - length)


@every_curve
def test_every_number_stands_for_a_point_of_the_curve(curve: Curve) -> None:
    points = [encode_point(curve, number) for number in (2, 3, 4, 5, 6, curve.p - 2)]
    for point in points:
        curve.check(point)
    assert len(set(points[:-1])) == 5


@every_curve
def test_numbers_for_which_there_is_no_point_are_refused(curve: Curve) -> None:
    for number in (0, 1, curve.p - 1):
        with pytest.raises(PaceError):
            encode_point(curve, number)


def test_p_224_has_no_such_mapping() -> None:
    with pytest.raises(PaceError):
        encode_point(P_224, 2)


@pytest.mark.parametrize("group", GROUPS)
def test_every_number_stands_for_an_element_of_the_subgroup(group: ModpGroup) -> None:
    for number in (2, 3, group.p - 2):
        group.check(encode_number(group, number))


def test_numbers_for_which_there_is_no_element_are_refused() -> None:
    of_small_order = pow(3, MODP_1024_160.order, MODP_1024_160.p)
    for number in (0, 1, MODP_1024_160.p - 1, of_small_order):
        with pytest.raises(PointError):
            encode_number(MODP_1024_160, number)


def test_both_nonces_count() -> None:
    domain = EllipticDomain.of(P_256)
    seen = {
        map_integrated(domain, Suite.AES128, bytes((first,)) * 16, bytes((second,)) * 16)
        for first in (1, 2)
        for second in (3, 4)
    }
    assert len(seen) == 4


@pytest.mark.parametrize("parameter_id", [0, 12])
@pytest.mark.parametrize(("first", "second"), [(15, 16), (16, 15), (32, 16), (16, 32), (0, 0)])
def test_nonces_of_another_length_are_refused(parameter_id: int, first: int, second: int) -> None:
    with pytest.raises(PaceError):
        map_integrated(STANDARD_DOMAINS[parameter_id], Suite.AES128, bytes(first), bytes(second))
