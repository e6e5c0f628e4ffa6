"""Reading a policy file (C2SP tlog-policy, "Policy file syntax and structure")."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import TypeVar

from thiqa.ledger.cosignature import parse_cosignature_key
from thiqa.ledger.errors import KeyFormatError, PolicyFormatError
from thiqa.ledger.keys import NamedKey, VerifierKey
from thiqa.ledger.policy import NO_WITNESS, LogPolicy, PolicyGroup, PolicyLog, PolicyWitness

MAX_POLICY_CHARACTERS = 65_536
MAX_OF_A_KIND = 32
"""Logs, witnesses, groups: what C2SP tlog-policy, "Implementation limits", asks for."""

_UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
"""C2SP tlog-policy, "Character set"."""
_WHITESPACE = re.compile(r"[ \t]+")
_DECIMAL = re.compile(r"[0-9]{1,3}", re.ASCII)

AnyKey = TypeVar("AnyKey", bound=NamedKey)


def parse_policy(text: str) -> LogPolicy:
    """Read a policy file; raise PolicyFormatError, which names the line, if it is none."""
    if len(text) > MAX_POLICY_CHARACTERS or _UNFIT.search(text):
        raise PolicyFormatError("the policy is too long or has characters that none may have")
    draft = _Draft()
    for number, line in enumerate(text.split("\n"), 1):
        items = _WHITESPACE.split(line.strip(" \t"))
        if items[0] and not items[0].startswith("#"):
            try:
                draft.read(*items)
            except (PolicyFormatError, KeyFormatError) as error:
                raise PolicyFormatError(f"line {number}: {error}") from error
    return draft.policy()


@dataclass(slots=True)
class _Draft:
    """A policy as far as it is read."""

    logs: list[PolicyLog] = field(default_factory=list)
    witnesses: list[PolicyWitness] = field(default_factory=list)
    groups: list[PolicyGroup] = field(default_factory=list)
    quorum: str | None = None
    grouped: set[str] = field(default_factory=set)

    def read(self, keyword: str, *items: str) -> None:
        readers: dict[str, tuple[Callable[..., None], int, int]] = {
            "log": (self._log, 1, 2),
            "witness": (self._witness, 2, 3),
            "group": (self._group, 3, 2 + 2 * MAX_OF_A_KIND),
            "quorum": (self._quorum, 1, 1),
        }
        if keyword not in readers:
            raise PolicyFormatError(f"a line begins with {', '.join(readers)}")
        reader, least, most = readers[keyword]
        if not least <= len(items) <= most:
            raise PolicyFormatError(f"{keyword} is followed by {least} to {most} items")
        reader(*items)

    def policy(self) -> LogPolicy:
        if self.quorum is None:
            raise PolicyFormatError("a policy has one line that says its quorum")
        return LogPolicy(tuple(self.logs), tuple(self.witnesses), tuple(self.groups), self.quorum)

    def _log(self, vkey: str, url: str | None = None) -> None:
        key = _new_key(VerifierKey.parse, vkey, [log.key for log in self.logs])
        self.logs.append(PolicyLog(key, url))

    def _witness(self, name: str, vkey: str, url: str | None = None) -> None:
        key = _new_key(parse_cosignature_key, vkey, [each.key for each in self.witnesses])
        self.witnesses.append(PolicyWitness(self._new_name(name), key, url))

    def _group(self, name: str, threshold: str, *members: str) -> None:
        for member in members:
            self._must_be_defined(member)
            if member in self.grouped:
                raise PolicyFormatError(f"{member} is a member already: each may be one once")
            self.grouped.add(member)
        if len(self.groups) == MAX_OF_A_KIND:
            raise PolicyFormatError(f"more than {MAX_OF_A_KIND} groups")
        needed = _threshold(threshold, len(members))
        self.groups.append(PolicyGroup(self._new_name(name), needed, members))

    def _quorum(self, name: str) -> None:
        if self.quorum is not None:
            raise PolicyFormatError("a second quorum")
        if name != NO_WITNESS:
            self._must_be_defined(name)
        self.quorum = name

    def _names(self) -> set[str]:
        return {each.name for each in self.witnesses} | {each.name for each in self.groups}

    def _must_be_defined(self, name: str) -> None:
        if name not in self._names():
            raise PolicyFormatError(f"{name} is not a witness or a group of a line before")

    def _new_name(self, name: str) -> str:
        if name == NO_WITNESS or name in self._names():
            raise PolicyFormatError(f"the name {name} is taken")
        return name


def _new_key(parse: Callable[[str], AnyKey], vkey: str, known: Collection[AnyKey]) -> AnyKey:
    key = parse(vkey)
    if any(key.public_key == other.public_key for other in known):
        raise PolicyFormatError("the same public key a second time")
    if len(known) == MAX_OF_A_KIND:
        raise PolicyFormatError(f"more than {MAX_OF_A_KIND} keys of a kind")
    return key


def _threshold(text: str, members: int) -> int:
    named = {"any": 1, "all": members}.get(text)
    threshold = int(text) if _DECIMAL.fullmatch(text) else named
    if threshold is None or not 1 <= threshold <= members:
        raise PolicyFormatError(f"a threshold is any, all, or from 1 to {members}")
    return threshold
