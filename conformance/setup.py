"""What a plan needs before it runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from conformance.certificates import Certificate
from conformance.relying_parties import Document


@dataclass(frozen=True, slots=True)
class Setup:
    """Clients for the provider to register, their certificates, and what the suite is told.

    `trust_anchors` vouch for clients that do not register.
    """

    registrations: Sequence[Document] = ()
    certificates: Sequence[Certificate] = ()
    configuration: Mapping[str, Any] = field(default_factory=dict)
    trust_anchors: Sequence[Document] = ()
