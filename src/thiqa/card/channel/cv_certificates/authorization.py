"""What a terminal may do: its kind, its role and its rights (TR-03110-3, C.1.5; TR-03110-4, 2)."""

from dataclasses import dataclass, replace
from enum import Enum, IntEnum
from typing import Final, Self

from thiqa.card.channel.cv_certificates import objects
from thiqa.card.channel.cv_certificates.errors import CvMalformedError, CvTerminalTypeError


class TerminalType(Enum):
    """Kinds of terminals: object identifier (its content bytes), and how long their rights are."""

    INSPECTION_SYSTEM = ("04007F000703010201", 1)
    AUTHENTICATION_TERMINAL = ("04007F000703010202", 5)
    SIGNATURE_TERMINAL = ("04007F000703010203", 1)

    @property
    def oid(self) -> bytes:
        """The content of the object identifier below id-roles."""
        return bytes.fromhex(self.value[0])

    @property
    def template_bytes(self) -> int:
        """The length of role and rights together."""
        return self.value[1]


class Role(IntEnum):
    """Who a certificate is for; the two highest bits of the template."""

    TERMINAL = 0
    FOREIGN_VERIFIER = 1
    """A document verifier of another state, or one that is not official."""
    DOMESTIC_VERIFIER = 2
    """An official document verifier of the card's own state."""
    AUTHORITY = 3
    """A country verifying certification authority (CVCA)."""


READ_FINGERPRINTS: Final = 0b01
"""Inspection systems: data group 3 (TR-03110-4, table 2)."""
READ_IRISES: Final = 0b10
"""Inspection systems: data group 4."""


@dataclass(frozen=True, slots=True)
class Authorization:
    """A certificate holder authorization template (CHAT).

    In a certificate it is relative to the issuer's; `within` makes the effective one.
    """

    terminal_type: TerminalType
    role: Role
    rights: int

    def __post_init__(self) -> None:
        if not 0 <= self.rights < 1 << self._rights_bits:
            raise CvMalformedError("rights that the template has no place for")

    @property
    def _rights_bits(self) -> int:
        return 8 * self.terminal_type.template_bytes - 2

    @classmethod
    def from_bytes(cls, value: bytes) -> Self:
        """Read the content of a template: the kind of terminal, then role and rights."""
        content = objects.read_sequence(
            value, (objects.OBJECT_IDENTIFIER, objects.DISCRETIONARY_DATA)
        )
        for kind in TerminalType:
            if kind.oid == content[objects.OBJECT_IDENTIFIER]:
                break
        else:
            raise CvMalformedError("a kind of terminal that is not known")
        template = content[objects.DISCRETIONARY_DATA]
        if len(template) != kind.template_bytes:
            raise CvMalformedError("a template of another length than its kind's")
        bits = 8 * len(template) - 2
        number = int.from_bytes(template)
        return cls(kind, Role(number >> bits), number & (1 << bits) - 1)

    def to_bytes(self) -> bytes:
        """Write the content of the template."""
        number = self.role << self._rights_bits | self.rights
        template = number.to_bytes(self.terminal_type.template_bytes)
        return objects.write(objects.OBJECT_IDENTIFIER, self.terminal_type.oid) + objects.write(
            objects.DISCRETIONARY_DATA, template
        )

    def within(self, issuer: Self) -> Self:
        """Keep of the rights what the issuer's allow (TR-03110-3, section 2.7)."""
        if self.terminal_type is not issuer.terminal_type:
            raise CvTerminalTypeError("for another kind of terminal than its issuer")
        return replace(self, rights=self.rights & issuer.rights)

    def allows(self, right: int) -> bool:
        """Whether a terminal with this effective authorization may do something.

        The rights of authorities and of document verifiers open nothing (section 2.7.2).
        """
        return self.role is Role.TERMINAL and self.rights & right == right
