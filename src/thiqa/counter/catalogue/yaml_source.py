"""YAML as we read it: values with their lines, and nothing of the language that surprises.

No anchors, aliases, tags or second documents; no name twice; whole numbers, `true` and
`false` are what YAML 1.2 (section 10.3, core schema) calls so, and every other scalar is a text.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from thiqa.counter.catalogue.errors import CatalogueFault, CatalogueFaultError

MAX_FILE_BYTES = 131_072
MAX_DEPTH = 12
MAX_NODES = 5_000

Path = tuple[str | int, ...]

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})")
_BOOLEANS = {"true": True, "false": False}
_EMPTY = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(frozen=True, slots=True)
class Source:
    """A file as plain values (dict, list, str, int, bool), and the line of each of them."""

    file: str
    value: Any
    lines: Mapping[Path, int]

    def fault(self, path: Path, reason: str) -> CatalogueFault:
        """Return what is wrong at a place of this file."""
        at = path
        while at not in self.lines:
            at = at[:-1]
        return CatalogueFault(self.file, self.lines[at], written(path), reason)


def written(path: Path) -> str:
    """Return a path as people write it: `fields[2].label.fr`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)[
        1 if path and isinstance(path[0], str) else 0 :
    ]


def parse_yaml(data: bytes, file: str) -> Source:
    """Read a file; raise CatalogueFaultError with its line for whatever we do not read."""
    if len(data) > MAX_FILE_BYTES:
        raise _refused(file, 1, f"the file is longer than {MAX_FILE_BYTES} bytes")
    try:
        text = data.decode("utf-8")
        _refuse_surprises(text, file)
        root = yaml.compose(text, Loader=yaml.BaseLoader)  # makes texts only
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _refused(file, line, "not UTF-8") from error
    except yaml.YAMLError as error:
        raise _refused(file, _line_of(error), f"not YAML: {_what(error)}") from error
    if root is None:
        raise _refused(file, 1, "the file is empty")
    lines: dict[Path, int] = {}
    return Source(file, _value(root, (), lines, file), lines)


def _refuse_surprises(text: str, file: str) -> None:
    """Walk over the events before anything is built from them: they are no tree yet."""
    depth = documents = 0
    for count, event in enumerate(yaml.parse(text, Loader=yaml.BaseLoader), 1):
        line = event.start_mark.line + 1  # type: ignore[union-attr]  # an event has a mark
        if count > MAX_NODES:
            raise _refused(file, line, f"more than {MAX_NODES} values")
        if isinstance(event, yaml.AliasEvent):
            raise _refused(file, line, "an alias (*): write the value out")
        if isinstance(event, yaml.NodeEvent) and event.anchor is not None:
            raise _refused(file, line, "an anchor (&): write the value out where it is needed")
        if getattr(event, "tag", None) is not None:
            raise _refused(file, line, "a tag (!): values have the types that the schema says")
        documents += isinstance(event, yaml.DocumentStartEvent)
        if documents > 1:
            raise _refused(file, line, "a second document (---)")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise _refused(file, line, f"nested deeper than {MAX_DEPTH}")


def _value(node: yaml.Node, path: Path, lines: dict[Path, int], file: str) -> Any:
    lines[path] = node.start_mark.line + 1
    match node:
        case yaml.MappingNode():
            return dict(_members(node, path, lines, file))
        case yaml.SequenceNode():
            return [
                _value(item, (*path, index), lines, file) for index, item in enumerate(node.value)
            ]
        case yaml.ScalarNode():
            return _scalar(node, path, file)
        case _:
            raise _refused(file, lines[path], "a value of an unknown kind", path)


def _members(
    node: yaml.MappingNode, path: Path, lines: dict[Path, int], file: str
) -> Iterator[tuple[str, Any]]:
    seen: dict[str, int] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise _refused(file, line, "a name that is no text", path)
        if key.value in seen:
            reason = f"{key.value!r} is already there, on line {seen[key.value]}"
            raise _refused(file, line, reason, path)
        seen[key.value] = line
        member = _value(value, (*path, key.value), lines, file)
        lines[*path, key.value] = line
        yield key.value, member


def _scalar(node: yaml.ScalarNode, path: Path, file: str) -> Any:
    if node.style is not None:  # in quotes, or a block
        return node.value.strip()
    if node.value in _EMPTY:
        raise _refused(file, node.start_mark.line + 1, "has no value", path)
    if _INTEGER.fullmatch(node.value):
        return int(node.value)
    return _BOOLEANS.get(node.value, node.value)


def _refused(file: str, line: int, reason: str, path: Path = ()) -> CatalogueFaultError:
    return CatalogueFaultError((CatalogueFault(file, line, written(path), reason),))


def _line_of(error: yaml.YAMLError) -> int:
    mark = getattr(error, "problem_mark", None)
    return 1 if mark is None else mark.line + 1


def _what(error: yaml.YAMLError) -> str:
    return str(getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable")
