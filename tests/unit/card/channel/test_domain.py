"""Groups with a generator, in which both sides agree on a key."""

import hashlib
import os

import pytest

from thiqa.card.channel.domain import Domain, EllipticDomain, ModularDomain
from thiqa.card.channel.domain_parameters import STANDARD_DOMAINS
from thiqa.crypto.curves import P_256
from thiqa.crypto.errors import PointError
from thiqa.crypto.modp_groups import MODP_1024_160

DH = ModularDomain.of(MODP_1024_160)
SHORT_SCALAR = 48
"""Its public key has a leading zero byte, which is not sent."""

every_domain = pytest.mark.parametrize(
    "domain", [pytest.param(each, id=each.name) for each in STANDARD_DOMAINS.values()]
)


@every_domain
def test_both_sides_agree_with_whatever_generator(domain: Domain) -> None:
    first, second = (domain.random_scalar(os.urandom) for _ in range(2))
    shared = domain.multiple(first, domain.public_key(second))
    mapped = domain.with_generator_from(2**128 + 1, shared)
    assert mapped != domain
    for group in (domain, mapped):
        secret = group.agree(first, group.public_key(second))
        assert secret == group.agree(second, group.public_key(first))
        assert len(secret) == (domain.field_bits + 7) // 8


@every_domain
def test_the_mapped_generator_is_the_nonces_multiple_and_the_shared_element(
    domain: Domain,
) -> None:
    """s × G + h × G is (s + h) × G."""
    mapped = domain.with_generator_from(5, domain.public_key(7))
    assert mapped.public_key(1) == domain.public_key(12)
    assert mapped.public_key(3) == domain.public_key(36)


def test_a_nonce_is_a_number_modulo_the_order() -> None:
    domain = EllipticDomain.of(P_256)
    shared = domain.public_key(7)
    assert domain.with_generator_from(domain.order + 5, shared) == domain.with_generator_from(
        5, shared
    )


@every_domain
def test_a_nonce_that_maps_to_nothing_is_refused(domain: Domain) -> None:
    with pytest.raises(PointError):
        domain.with_generator_from(domain.order, domain.public_key(7))
    with pytest.raises(PointError):
        domain.with_generator_from(domain.order - 7, domain.public_key(7))


def test_a_number_is_sent_in_the_fewest_bytes_and_in_no_other_spelling() -> None:
    public = DH.public_key(SHORT_SCALAR)
    assert len(public) == 127
    assert DH.agree(3, public) == DH.agree(SHORT_SCALAR, DH.public_key(3))
    for other in (b"\0" + public, b"", b"\0"):
        with pytest.raises(PointError):
            DH.agree(3, other)


def test_a_shared_number_has_all_its_bytes() -> None:
    assert DH.agree(SHORT_SCALAR, DH.public_key(1))[0] == 0


def test_compressed_keys_are_the_coordinate_and_the_hash() -> None:
    curve = EllipticDomain.of(P_256)
    assert curve.compress(curve.public_key(9)) == curve.public_key(9)[1:33]
    number = DH.public_key(SHORT_SCALAR)
    assert DH.compress(number) == hashlib.sha1(number).digest()  # noqa: S324


def test_a_generator_is_not_shown() -> None:
    """A mapped one follows from the password."""
    assert str(P_256.generator.x) not in repr(EllipticDomain.of(P_256))
    assert str(MODP_1024_160.generator) not in repr(DH)
