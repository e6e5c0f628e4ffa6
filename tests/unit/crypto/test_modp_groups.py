"""Groups of RFC 5114: what they are, and that both sides agree in them."""

import os

import pytest

from thiqa.crypto.errors import PointError
from thiqa.crypto.modp_groups import (
    GROUPS,
    MODP_1024_160,
    MODP_2048_224,
    MODP_2048_256,
    ModpGroup,
    group_of_parameters,
)

EACH_GROUP = pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.name)


def test_the_sizes_are_those_of_their_names() -> None:
    sizes = [(group.p.bit_length(), group.order.bit_length()) for group in GROUPS]
    assert sizes == [(1024, 160), (2048, 224), (2048, 256)]


@EACH_GROUP
def test_the_generator_has_the_prime_order(group: ModpGroup) -> None:
    group.check(group.generator)
    assert pow(2, group.order - 1, group.order) == 1
    assert pow(2, group.p - 1, group.p) == 1
    assert (group.p - 1) % group.order == 0


@EACH_GROUP
def test_both_sides_agree(group: ModpGroup) -> None:
    mine, yours = group.random_scalar(os.urandom), group.random_scalar(os.urandom)
    my_key, your_key = (group.power(group.generator, each) for each in (mine, yours))
    secret = group.agree(mine, your_key)
    assert secret == group.agree(yours, my_key)
    assert len(secret) == group.field_bytes


@EACH_GROUP
def test_an_element_is_read_as_it_was_written(group: ModpGroup) -> None:
    element = group.multiply(group.generator, group.power(group.generator, 5))
    assert group.decode(group.encode(element)) == group.power(group.generator, 6) == element


@EACH_GROUP
def test_a_group_is_found_by_its_parameters(group: ModpGroup) -> None:
    for order in (group.order, None):
        found = group_of_parameters(p=group.p, generator=group.generator, order=order)
        assert found is group


def test_a_group_of_ones_own_is_refused() -> None:
    for p, generator, order in (
        (MODP_2048_224.p + 2, MODP_2048_224.generator, MODP_2048_224.order),
        (MODP_2048_224.p, 2, None),
        (MODP_2048_224.p, MODP_2048_224.generator, MODP_1024_160.order),
    ):
        with pytest.raises(PointError):
            group_of_parameters(p=p, generator=generator, order=order)
    assert MODP_2048_256 in GROUPS
