"""A `verification` request as a tree, and what it selects of what is known.

OpenID Connect for Identity Assurance, sections 5.4, 5.5 and 5.7.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from thiqa.oidc.assurance.constraint import ANYTHING, Constraint, malformed, read_constraint
from thiqa.oidc.assurance.errors import UnmetError
from thiqa.oidc.assurance.shape import REQUIRED, Leaf, Shape

MAX_FILTERS = 10
"""How many entries a list of filters may have."""
_DEMANDS: Final = frozenset({"value", "values", "max_age"})
_ABSENT: Final = object()


@dataclass(frozen=True, slots=True)
class Branch:
    """An object of which some members are asked for."""

    members: Mapping[str, "Template"]
    is_unmeetable: bool = False
    """Whether something is demanded of a member that we never have."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Alternatives: an entry of a list is selected by any of them."""

    branches: tuple[Branch, ...]


Template = Constraint | Branch | Filters


def read_template(shape: Shape, request: Any, place: str) -> Template:
    """Read the request for something of a shape; what we do not know is left out."""
    if isinstance(shape, Leaf):
        return read_constraint(request, place, texts_only=True)
    if isinstance(shape, tuple):
        if not isinstance(request, list) or not 0 < len(request) <= MAX_FILTERS:
            raise malformed(f"{place} is not a short list")
        return Filters(tuple(read_branch(shape[0], each, place) for each in request))
    return read_branch(shape, request, place)


def read_branch(shape: Shape, request: Any, place: str) -> Branch:
    """Read the request for members of an object."""
    if not isinstance(request, dict) or not isinstance(shape, Mapping):
        raise malformed(f"{place} is not an object")
    members = {
        name: read_template(shape[name], member, f"{place}/{name}")
        for name, member in request.items()
        if name in shape
    }
    unknown = [member for name, member in request.items() if name not in shape]
    return Branch(members, any(_demands_something(each) for each in unknown))


def select(template: Template, known: Any, now: int) -> Any:
    """Return what the template asks for of what is known.

    Raises UnmetError if a demand is not fulfilled, and be it because nothing is known.
    """
    found = _select(template, known, now)
    return None if found is _ABSENT else found


def asks_for(template: Template, *path: str) -> bool:
    """Tell whether a template asks for the member at a path, in any of its alternatives."""
    if not path:
        return True
    if isinstance(template, Filters):
        return any(asks_for(branch, *path) for branch in template.branches)
    if isinstance(template, Branch) and path[0] in template.members:
        return asks_for(template.members[path[0]], *path[1:])
    return False


def _select(template: Template, known: Any, now: int) -> Any:
    if known is _ABSENT:
        if _is_demanding(template):
            raise UnmetError("something is demanded of what we do not know")
        return _ABSENT
    if isinstance(template, Constraint):
        if not template.allows(known, now):
            raise UnmetError("a value is not among those demanded")
        return known
    if isinstance(template, Filters):
        return _filter(template, known, now)
    return _members(template, known, now)


def _members(branch: Branch, known: Mapping[str, Any], now: int) -> Any:
    if branch.is_unmeetable:
        raise UnmetError("something is demanded that we never have")
    required = dict.fromkeys((name for name in known if name in REQUIRED), ANYTHING)
    asked = {**required, **branch.members}
    found = {
        name: _select(template, known.get(name, _ABSENT), now) for name, template in asked.items()
    }
    return {name: value for name, value in found.items() if value is not _ABSENT} or _ABSENT


def _filter(filters: Filters, known: list[Mapping[str, Any]], now: int) -> Any:
    selected = []
    for entry in known:
        members: dict[str, Any] = {}
        for branch in filters.branches:
            try:
                found = _members(branch, entry, now)
            except UnmetError:
                continue
            members |= {} if found is _ABSENT else found
        if members:
            selected.append(members)
    if not selected:
        raise UnmetError("no entry fulfils one of the filters")
    return selected


def _is_demanding(template: Template) -> bool:
    if isinstance(template, Constraint):
        return not template.is_bare
    if isinstance(template, Filters):
        return any(_is_demanding(branch) for branch in template.branches)
    return template.is_unmeetable or any(_is_demanding(each) for each in template.members.values())


def _demands_something(request: Any) -> bool:
    if isinstance(request, dict):
        return bool(_DEMANDS & request.keys()) or any(map(_demands_something, request.values()))
    return isinstance(request, list) and any(map(_demands_something, request))
