"""What a plan needs before it runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from conformance.certificates import Authority
from conformance.relying_parties import Document
from conformance.site import Site

Variant = Mapping[str, str]
"""What is chosen at the suite where a plan leaves a choice."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """For what a setup is made."""

    site: Site
    variant: Variant
    authority: Authority
    device: str
    """Where the suite says how the citizen answers a decoupled login."""


@dataclass(frozen=True, slots=True)
class Setup:
    """Clients for the provider to register, and what the suite is told."""

    registrations: Sequence[Document] = ()
    trust_anchors: Sequence[Document] = ()
    """Anchors of federations that the provider trusts (OpenID Federation 1.0)."""
    registers: bool = False
    """Whether the suite registers its clients by itself, with a token that it is given."""
    configuration: Mapping[str, Any] = field(default_factory=dict)
