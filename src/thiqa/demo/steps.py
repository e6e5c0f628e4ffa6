"""What a walk carries from step to step."""

from collections.abc import Callable
from dataclasses import dataclass, field

from thiqa.demo.places import Places
from thiqa.demo.visitor import Visitor


@dataclass
class Walk:
    """A walk on its way: each step leaves here what the next one needs."""

    places: Places
    citizen: Visitor
    clerk: Visitor
    invitation: str
    """The address at which the clerk becomes one."""
    receipts: dict[str, str] = field(default_factory=dict)
    number: str = ""
    """Of the request."""
    document: bytes = b""
    """What the citizen downloaded."""


Step = Callable[[Walk], str]
"""Takes a step, which its docstring says, and returns what was exchanged."""
