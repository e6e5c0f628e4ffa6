"""The integrated mapping: two nonces become a generator (ICAO 9303-11, section 4.4.3.3.2)."""

from dataclasses import replace
from typing import Final

from thiqa.card.channel.domain import Domain, EllipticDomain, ModularDomain
from thiqa.card.channel.pace.errors import PaceError
from thiqa.card.channel.suite import Suite
from thiqa.crypto.modp_groups import ModpGroup
from thiqa.crypto.points import Curve, Point

C0_128: Final = bytes.fromhex("a668892a7c41e3ca739f40b057d85904")
C1_128: Final = bytes.fromhex("a4e136ac725f738b01c1f60217c188ad")
C0_256: Final = bytes.fromhex("d463d65234124ef7897054986dca0a174e28df758cbaa03f240616414d5a1676")
C1_256: Final = bytes.fromhex("54bd7255f0aaf831bec3423fcf39d69b6cbf066677d0faae5aadd99df8e53517")
EXTRA_BITS: Final = 64
"""As much longer than p is the number that is reduced modulo p."""


def nonce_bytes(suite: Suite) -> int:
    """Return the length of the chip's nonce: whole blocks, at least a key (section 4.4.3.3).

    The integrated mapping wants just this one; under the others it is what our chip draws.
    """
    return -(-suite.key_bytes // suite.block_bytes) * suite.block_bytes


def map_integrated(domain: Domain, suite: Suite, nonce: bytes, terminal_nonce: bytes) -> Domain:
    """Return the same group with the generator f(R(s, t)); both nonces have their lengths."""
    if len(nonce) != nonce_bytes(suite) or len(terminal_nonce) != suite.key_bytes:
        raise PaceError("a nonce that has not the length of the integrated mapping")
    number = int.from_bytes(pseudo_random(domain.field_bits, suite, nonce, terminal_nonce))
    if isinstance(domain, EllipticDomain):
        return replace(domain, generator=encode_point(domain.curve, number % domain.curve.p))
    if isinstance(domain, ModularDomain):
        return replace(domain, generator=encode_number(domain.group, number % domain.group.p))
    raise PaceError("a group without an integrated mapping")


def pseudo_random(field_bits: int, suite: Suite, nonce: bytes, terminal_nonce: bytes) -> bytes:
    """Return R(s, t): keys in a chain, each of which encrypts one part of the output (figure 2)."""
    c0, c1 = (C0_128, C1_128) if len(nonce) == len(C0_128) else (C0_256, C1_256)
    rounds = -(-(field_bits + EXTRA_BITS) // (8 * len(nonce)))
    key = _encrypt(suite, terminal_nonce, nonce)
    output = b""
    for _ in range(rounds):
        output += _encrypt(suite, key, c1)
        key = _encrypt(suite, key, c0)
    return output


def encode_point(curve: Curve, number: int) -> Point:
    """Return the point that a number stands for (appendix B.2; Brier and others, CRYPTO 2010)."""
    p, a, b, t = curve.p, curve.a, curve.b, number
    alpha = -t * t % p  # 1
    degenerate = a * (alpha + alpha * alpha) % p
    if degenerate == 0 or p % 4 != 3:
        raise PaceError("a number or a curve for which the mapping is not defined")
    x2 = -b * (1 + alpha + alpha * alpha) * pow(degenerate, -1, p) % p  # 2
    x3 = alpha * x2 % p  # 3
    h2 = (pow(x2, 3, p) + a * x2 + b) % p  # 4
    u = pow(t, 3, p) * h2 % p  # 6
    root = pow(h2, p - 1 - (p + 1) // 4, p)  # 7
    is_square = root * root * h2 % p == 1
    point = Point(x2, root * h2 % p) if is_square else Point(x3, root * u % p)  # 8, 9
    curve.check(point)
    return point


def encode_number(group: ModpGroup, number: int) -> int:
    """Raise a number to the cofactor (p - 1) / q, into the subgroup; the neutral one is refused."""
    element = pow(number, (group.p - 1) // group.order, group.p)
    group.check(element)
    return element


def _encrypt(suite: Suite, key: bytes, data: bytes) -> bytes:
    """Encrypt with as much of a block as a key takes: 24 of 32 bytes under AES-192."""
    return suite.encrypt(key[: suite.key_bytes], suite.zero_iv, data)
