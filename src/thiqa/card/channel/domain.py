"""A group with a generator, in which terminal and chip agree on a key (ICAO 9303-11, section 9.6).

Public keys are the bytes that go over the wire; each is checked before anything is calculated
with it. Private keys are numbers. What is wrong raises CryptoError.
"""

import hashlib
from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace
from typing import ClassVar, Final, Self

from thiqa.crypto.errors import PointError
from thiqa.crypto.modp_groups import ModpGroup
from thiqa.crypto.points import Curve, Point
from thiqa.crypto.random_numbers import RandomBytes

DH_PUBLIC_VALUE: Final = 0x84
EC_PUBLIC_POINT: Final = 0x86


class Domain(ABC):
    """The domain parameters of an agreement; a mapping gives them another generator."""

    public_key_tag: ClassVar[int]
    """The tag of a public key in a public key data object (section 9.4)."""

    @property
    @abstractmethod
    def name(self) -> str:
        """The name of the group."""

    @property
    @abstractmethod
    def field_bits(self) -> int:
        """The length of the prime over which the group is."""

    @property
    @abstractmethod
    def order(self) -> int:
        """The prime order of the generator."""

    @property
    def order_bytes(self) -> int:
        """The length of a private key."""
        return (self.order.bit_length() + 7) // 8

    @abstractmethod
    def random_scalar(self, random_bytes: RandomBytes) -> int:
        """Draw a private key."""

    @abstractmethod
    def public_key(self, scalar: int) -> bytes:
        """Return the public key of a private key, for this generator."""

    @abstractmethod
    def multiple(self, scalar: int, public_key: bytes) -> bytes:
        """Return an element raised to a scalar, in the form of a public key."""

    @abstractmethod
    def agree(self, scalar: int, public_key: bytes) -> bytes:
        """Return the shared secret, from which keys are derived (section 9.7.1)."""

    @abstractmethod
    def with_generator_from(self, nonce: int, shared: bytes) -> Self:
        """Return the same group with the generator nonce × G + H (section 4.4.3.3.1)."""

    @abstractmethod
    def compress(self, public_key: bytes) -> bytes:
        """Return Comp(PK), as which a public key is signed (section 7.1.2)."""


@dataclass(frozen=True, slots=True)
class EllipticDomain(Domain):
    """A curve; public keys are uncompressed points."""

    curve: Curve
    generator: Point = field(repr=False)

    public_key_tag: ClassVar[int] = EC_PUBLIC_POINT

    @classmethod
    def of(cls, curve: Curve) -> Self:
        """Return the curve with its own generator."""
        return cls(curve, curve.generator)

    @property
    def name(self) -> str:
        """The name of the curve."""
        return self.curve.name

    @property
    def field_bits(self) -> int:
        """The length of p."""
        return self.curve.p.bit_length()

    @property
    def order(self) -> int:
        """The order of the curve."""
        return self.curve.order

    def random_scalar(self, random_bytes: RandomBytes) -> int:
        """Draw a private key."""
        return self.curve.random_scalar(random_bytes)

    def public_key(self, scalar: int) -> bytes:
        """Return the public key of a private key, for this generator."""
        return self.curve.encode(self.curve.multiply(scalar, self.generator))

    def multiple(self, scalar: int, public_key: bytes) -> bytes:
        """Return a multiple of a point."""
        point = self.curve.decode(public_key)
        return self.curve.encode(self.curve.multiply(scalar, point))

    def agree(self, scalar: int, public_key: bytes) -> bytes:
        """Return the x-coordinate of the multiple (TR-03111, section 4.3.1)."""
        return self.curve.agree(scalar, self.curve.decode(public_key))

    def with_generator_from(self, nonce: int, shared: bytes) -> Self:
        """Return the same curve with the generator nonce × G + H."""
        first = self.curve.multiply(nonce % self.order, self.generator)
        return replace(self, generator=self.curve.add(first, self.curve.decode(shared)))

    def compress(self, public_key: bytes) -> bytes:
        """Return the x-coordinate."""
        return self.curve.encode_x(self.curve.decode(public_key))


@dataclass(frozen=True, slots=True)
class ModularDomain(Domain):
    """A group of numbers modulo p; public keys are numbers in the fewest bytes (section 9.4.3)."""

    group: ModpGroup
    generator: int = field(repr=False)

    public_key_tag: ClassVar[int] = DH_PUBLIC_VALUE

    @classmethod
    def of(cls, group: ModpGroup) -> Self:
        """Return the group with its own generator."""
        return cls(group, group.generator)

    @property
    def name(self) -> str:
        """The name of the group."""
        return self.group.name

    @property
    def field_bits(self) -> int:
        """The length of p."""
        return self.group.p.bit_length()

    @property
    def order(self) -> int:
        """The order of the subgroup."""
        return self.group.order

    def random_scalar(self, random_bytes: RandomBytes) -> int:
        """Draw a private key."""
        return self.group.random_scalar(random_bytes)

    def public_key(self, scalar: int) -> bytes:
        """Return the public key of a private key, for this generator."""
        return _shortest(self.group.power(self.generator, scalar))

    def multiple(self, scalar: int, public_key: bytes) -> bytes:
        """Return a power of an element."""
        return _shortest(self.group.power(self._element(public_key), scalar))

    def agree(self, scalar: int, public_key: bytes) -> bytes:
        """Return the power in the length of p (PKCS #3, section 8)."""
        return self.group.agree(scalar, self._element(public_key))

    def with_generator_from(self, nonce: int, shared: bytes) -> Self:
        """Return the same group with the generator g^nonce × h."""
        first = self.group.power(self.generator, nonce % self.order)
        return replace(self, generator=self.group.multiply(first, self._element(shared)))

    def compress(self, public_key: bytes) -> bytes:
        """Return the SHA-1 of the public key."""
        self._element(public_key)
        return hashlib.sha1(public_key, usedforsecurity=False).digest()

    def _element(self, public_key: bytes) -> int:
        """Read a number in its one spelling; the group checks it where it calculates with it."""
        if public_key[:1] in (b"", b"\0"):
            raise PointError("not a number in the fewest bytes")
        return int.from_bytes(public_key)


def _shortest(element: int) -> bytes:
    return element.to_bytes((element.bit_length() + 7) // 8)
