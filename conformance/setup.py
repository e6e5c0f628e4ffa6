"""What a plan needs before it runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from conformance.relying_parties import Document


@dataclass(frozen=True, slots=True)
class Setup:
    """Clients for the provider to register, and what the suite is told about them."""

    registrations: Sequence[Document] = ()
    configuration: Mapping[str, Any] = field(default_factory=dict)
