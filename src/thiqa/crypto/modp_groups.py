"""The multiplicative groups of RFC 5114, section 2, in which old documents agree on keys.

The arithmetic is Python's `pow`, which is not constant-time: the library deprecates the agreement
in these groups. A terminal uses a secret once; a card with a lasting key should have a curve.
"""

from dataclasses import dataclass, field
from typing import Final

from thiqa.crypto.errors import PointError
from thiqa.crypto.random_numbers import RandomBytes, random_below


@dataclass(frozen=True, slots=True)
class ModpGroup:
    """The subgroup of prime order that a generator has in the numbers modulo p."""

    name: str
    p: int = field(repr=False)
    generator: int = field(repr=False)
    order: int = field(repr=False)

    @property
    def field_bytes(self) -> int:
        """The length of an element."""
        return (self.p.bit_length() + 7) // 8

    @property
    def order_bytes(self) -> int:
        """The length of a private key."""
        return (self.order.bit_length() + 7) // 8

    def check(self, element: int) -> None:
        """Refuse what is outside the subgroup (NIST SP 800-56A, section 5.6.2.3.1)."""
        if not 2 <= element <= self.p - 2 or pow(element, self.order, self.p) != 1:
            raise PointError(f"the number is outside the subgroup of {self.name}")

    def encode(self, element: int) -> bytes:
        """Write an element in the length of p."""
        return element.to_bytes(self.field_bytes)

    def decode(self, encoded: bytes) -> int:
        """Read an element of the subgroup; without its leading zeros it is another spelling."""
        if len(encoded) != self.field_bytes:
            raise PointError("not an element of the group's size")
        element = int.from_bytes(encoded)
        self.check(element)
        return element

    def random_scalar(self, random_bytes: RandomBytes) -> int:
        """Draw a private key."""
        return random_below(self.order, random_bytes)

    def multiply(self, first: int, second: int) -> int:
        """Multiply two elements; the neutral one is refused."""
        product = first * second % self.p
        self.check(product)
        return product

    def power(self, element: int, scalar: int) -> int:
        """Raise an element to a power; the neutral one is refused."""
        if scalar <= 0:
            raise PointError("the exponent is not positive")
        self.check(element)
        result = pow(element, scalar, self.p)
        if result == 1:
            raise PointError("the result is the neutral element")
        return result

    def agree(self, scalar: int, element: int) -> bytes:
        """Return the secret that two keys share, in the length of p (PKCS #3, section 8)."""
        return self.encode(self.power(element, scalar))


def _group(name: str, *, p: str, generator: str, order: str) -> ModpGroup:
    return ModpGroup(name, int(p, 16), int(generator, 16), int(order, 16))


MODP_1024_160: Final = _group(
    "MODP_1024_160",
    p=(
        "b10b8f96a080e01dde92de5eae5d54ec52c99fbcfb06a3c69a6a9dca52d23b616073e286"
        "75a23d189838ef1e2ee652c013ecb4aea906112324975c3cd49b83bfaccbdd7d90c4bd70"
        "98488e9c219a73724effd6fae5644738faa31a4ff55bccc0a151af5f0dc8b4bd45bf37df"
        "365c1a65e68cfda76d4da708df1fb2bc2e4a4371"
    ),
    generator=(
        "a4d1cbd5c3fd34126765a442efb99905f8104dd258ac507fd6406cff14266d31266fea1e"
        "5c41564b777e690f5504f213160217b4b01b886a5e91547f9e2749f4d7fbd7d3b9a92ee1"
        "909d0d2263f80a76a6a24c087a091f531dbf0a0169b6a28ad662a4d18e73afa32d779d59"
        "18d08bc8858f4dcef97c2a24855e6eeb22b3b2e5"
    ),
    order="f518aa8781a8df278aba4e7d64b7cb9d49462353",
)

MODP_2048_224: Final = _group(
    "MODP_2048_224",
    p=(
        "ad107e1e9123a9d0d660faa79559c51fa20d64e5683b9fd1b54b1597b61d0a75e6fa141d"
        "f95a56dbaf9a3c407ba1df15eb3d688a309c180e1de6b85a1274a0a66d3f8152ad6ac212"
        "9037c9edefda4df8d91e8fef55b7394b7ad5b7d0b6c12207c9f98d11ed34dbf6c6ba0b2c"
        "8bbc27be6a00e0a0b9c49708b3bf8a317091883681286130bc8985db1602e714415d9330"
        "278273c7de31efdc7310f7121fd5a07415987d9adc0a486dcdf93acc44328387315d75e1"
        "98c641a480cd86a1b9e587e8be60e69cc928b2b9c52172e413042e9b23f10b0e16e79763"
        "c9b53dcf4ba80a29e3fb73c16b8e75b97ef363e2ffa31f71cf9de5384e71b81c0ac4dffe"
        "0c10e64f"
    ),
    generator=(
        "ac4032ef4f2d9ae39df30b5c8ffdac506cdebe7b89998caf74866a08cfe4ffe3a6824a4e"
        "10b9a6f0dd921f01a70c4afaab739d7700c29f52c57db17c620a8652be5e9001a8d66ad7"
        "c17669101999024af4d027275ac1348bb8a762d0521bc98ae247150422ea1ed409939d54"
        "da7460cdb5f6c6b250717cbef180eb34118e98d119529a45d6f834566e3025e316a330ef"
        "bb77a86f0c1ab15b051ae3d428c8f8acb70a8137150b8eeb10e183edd19963ddd9e263e4"
        "770589ef6aa21e7f5f2ff381b539cce3409d13cd566afbb48d6c019181e1bcfe94b30269"
        "edfe72fe9b6aa4bd7b5a0f1c71cfff4c19c418e1f6ec017981bc087f2a7065b384b890d3"
        "191f2bfa"
    ),
    order="801c0d34c58d93fe997177101f80535a4738cebcbf389a99b36371eb",
)

MODP_2048_256: Final = _group(
    "MODP_2048_256",
    p=(
        "87a8e61db4b6663cffbbd19c651959998ceef608660dd0f25d2ceed4435e3b00e00df8f1"
        "d61957d4faf7df4561b2aa3016c3d91134096faa3bf4296d830e9a7c209e0c6497517abd"
        "5a8a9d306bcf67ed91f9e6725b4758c022e0b1ef4275bf7b6c5bfc11d45f9088b941f54e"
        "b1e59bb8bc39a0bf12307f5c4fdb70c581b23f76b63acae1caa6b7902d52526735488a0e"
        "f13c6d9a51bfa4ab3ad8347796524d8ef6a167b5a41825d967e144e5140564251ccacb83"
        "e6b486f6b3ca3f7971506026c0b857f689962856ded4010abd0be621c3a3960a54e710c3"
        "75f26375d7014103a4b54330c198af126116d2276e11715f693877fad7ef09cadb094ae9"
        "1e1a1597"
    ),
    generator=(
        "3fb32c9b73134d0b2e77506660edbd484ca7b18f21ef205407f4793a1a0ba12510dbc150"
        "77be463fff4fed4aac0bb555be3a6c1b0c6b47b1bc3773bf7e8c6f62901228f8c28cbb18"
        "a55ae31341000a650196f931c77a57f2ddf463e5e9ec144b777de62aaab8a8628ac376d2"
        "82d6ed3864e67982428ebc831d14348f6f2f9193b5045af2767164e1dfc967c1fb3f2e55"
        "a4bd1bffe83b9c80d052b985d182ea0adb2a3b7313d3fe14c8484b1e052588b9b7d2bbd2"
        "df016199ecd06e1557cd0915b3353bbb64e0ec377fd028370df92b52c7891428cdc67eb6"
        "184b523d1db246c32f63078490f00ef8d647d148d47954515e2327cfef98c582664b4c0f"
        "6cc41659"
    ),
    order="8cf83642a709a097b447997640129da299b1a47d1eb3750ba308b0fe64f5fbd3",
)

GROUPS: Final = (MODP_1024_160, MODP_2048_224, MODP_2048_256)


def group_of_parameters(*, p: int, generator: int, order: int | None) -> ModpGroup:
    """Return the group that has just these parameters; there are no groups of one's own."""
    for group in GROUPS:
        if (group.p, group.generator) == (p, generator) and order in (None, group.order):
            return group
    raise PointError("the parameters are those of no group that has a name")
