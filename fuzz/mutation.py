"""Mutations: of bytes, and of values in TLV whose lengths are made right again afterwards."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

INTERESTING: Final = bytes.fromhex("00010203041f203031607f8081828384a0a1fefff0")
MAX_DEPTH: Final = 24
CONSTRUCTED: Final = 0x20
OCTET_STRING: Final = 0x04
BIT_STRING: Final = 0x03
HIGH_TAG: Final = 0x1F


@dataclass(frozen=True, slots=True)
class Node:
    """A value in TLV, and those in it."""

    tag: bytes
    before: bytes
    """What stands in the value before those in it: the unused bits of a bit string."""
    children: tuple["Node", ...]
    raw: bytes


Path = tuple[int, ...]


class Sample:
    """A sample, taken apart once."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.nodes = _read(data, 0) or ()
        self.paths = [
            path for place, node in enumerate(self.nodes) for path in _paths(node, (place,))
        ]


def mutate(sample: Sample, others: Sequence[Sample], random: Random) -> bytes:
    """Return a mutated form of a sample, in one to three places."""
    if sample.paths and random.random() < 0.5:
        return _mutate_values(sample, others, random)
    data = sample.data
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        data = _mutate_bytes(data, random.choice(others).data, random)
    return data


def _mutate_bytes(data: bytes, other: bytes, random: Random) -> bytes:
    """Change bytes in one place; lengths are as they were."""
    at = random.randrange(len(data) + 1)
    some = random.randrange(1, 9)
    before, after = data[:at], data[at:]
    cut = random.randrange(len(other) + 1)
    ways = (
        lambda: before + bytes(each ^ 1 << random.randrange(8) for each in after[:1]) + after[1:],
        lambda: before + bytes([random.choice(INTERESTING)]) + after[1:],
        lambda: before + random.randbytes(some) + after,
        lambda: before + after[some:],
        lambda: before + after[:some] + after,
        lambda: before,
        lambda: data + random.randbytes(some),
        lambda: before + bytes(some) + after[some:],
        lambda: before + other[cut : cut + 64] + after[64:],
    )
    return random.choice(ways)()


def _mutate_values(sample: Sample, others: Sequence[Sample], random: Random) -> bytes:
    path = random.choice(sample.paths)
    node = _at(sample.nodes, path)
    donor = random.choice(others)
    replacement = _replace(node, donor, random)
    return b"".join(each.raw for each in _put(sample.nodes, path, replacement))


def _replace(node: Node, donor: Sample, random: Random) -> tuple[bytes, ...]:
    """Return what stands in the place of a value: none, one or two; lengths are right again."""
    tag, content = node.tag, node.raw[len(node.tag) + _length_size(node) :]
    other = bytes([tag[0] ^ random.choice(INTERESTING)]) + tag[1:]
    borrowed = _at(donor.nodes, random.choice(donor.paths)).raw if donor.paths else b""
    ways: tuple[Callable[[], tuple[bytes, ...]], ...] = (
        lambda: (),
        lambda: (node.raw, node.raw),
        lambda: (_write(other, content),),
        lambda: (_write(tag, b""),),
        lambda: (_write(tag, _mutate_bytes(content, donor.data, random)),),
        lambda: (_write(tag, content + random.randbytes(random.randrange(1, 40))),),
        lambda: (_write(b"\x30", node.raw),),
        lambda: (borrowed,),
        lambda: (_write(tag, bytes(len(content))),),
    )
    return random.choice(ways)()


def _put(nodes: tuple[Node, ...], path: Path, replacement: tuple[bytes, ...]) -> tuple[Node, ...]:
    place = path[0]
    if len(path) == 1:
        held = tuple(Node(b"", b"", (), raw) for raw in replacement)
    else:
        node = nodes[place]
        children = _put(node.children, path[1:], replacement)
        content = node.before + b"".join(each.raw for each in children)
        held = (Node(node.tag, node.before, children, _write(node.tag, content)),)
    return nodes[:place] + held + nodes[place + 1 :]


def _at(nodes: tuple[Node, ...], path: Path) -> Node:
    node = nodes[path[0]]
    return node if len(path) == 1 else _at(node.children, path[1:])


def _paths(node: Node, path: Path) -> list[Path]:
    found = [path]
    for place, child in enumerate(node.children):
        found += _paths(child, (*path, place))
    return found


def _read(data: bytes, depth: int) -> tuple[Node, ...] | None:
    """Take values apart that fill the bytes; None if they are no values."""
    nodes: list[Node] = []
    at = 0
    while at < len(data):
        head = _read_head(data, at)
        if head is None or depth > MAX_DEPTH:
            return None
        tag, start, stop = head
        content = data[start:stop]
        before, children = _read_content(tag, content, depth)
        nodes.append(Node(tag, before, children, data[at:stop]))
        at = stop
    return tuple(nodes)


def _read_head(data: bytes, at: int) -> tuple[bytes, int, int] | None:
    start = at
    at += 1
    if data[start] & HIGH_TAG == HIGH_TAG:
        while at < len(data) and data[at] & 0x80:
            at += 1
        at += 1
    tag = data[start:at]
    if at >= len(data):
        return None
    length, at = data[at], at + 1
    if length >= 0x80:
        size = length & 0x7F
        length, at = int.from_bytes(data[at : at + size]), at + size
    return (tag, at, at + length) if at + length <= len(data) else None


def _read_content(tag: bytes, content: bytes, depth: int) -> tuple[bytes, tuple[Node, ...]]:
    """Look into values that hold others, and into strings that might."""
    if tag[0] & CONSTRUCTED:
        return b"", _read(content, depth + 1) or ()
    if tag[0] == OCTET_STRING and len(content) > 1:
        return b"", _read(content, depth + 1) or ()
    if tag[0] == BIT_STRING and len(content) > 2:
        return content[:1], _read(content[1:], depth + 1) or ()
    return b"", ()


def _length_size(node: Node) -> int:
    first = node.raw[len(node.tag)]
    return 1 if first < 0x80 else 1 + (first & 0x7F)


def _write(tag: bytes, content: bytes) -> bytes:
    length = len(content)
    if length < 0x80:
        return tag + bytes([length]) + content
    octets = length.to_bytes((length.bit_length() + 7) // 8)
    return tag + bytes([0x80 | len(octets)]) + octets + content
