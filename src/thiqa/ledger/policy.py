"""Whom a verifier trusts (C2SP tlog-policy): logs, witnesses, and how many must have cosigned."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Self

from thiqa.ledger.cosignature import CosignatureKey
from thiqa.ledger.errors import QuorumError
from thiqa.ledger.keys import VerifierKey

NO_WITNESS = "none"
"""C2SP tlog-policy, "Defining the quorum"."""


@dataclass(frozen=True, slots=True)
class PolicyLog:
    """A log by its key, whose name is the log's origin, and where it is served."""

    key: VerifierKey
    url: str | None = None


@dataclass(frozen=True, slots=True)
class PolicyWitness:
    """A witness: its name in the policy, its key, and where checkpoints are submitted to it."""

    name: str
    key: CosignatureKey
    url: str | None = None


@dataclass(frozen=True, slots=True)
class PolicyGroup:
    """Witnesses and groups of which `threshold` must have cosigned."""

    name: str
    threshold: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LogPolicy:
    """Which checkpoints are good: signed by one of the logs, cosigned by the quorum.

    Names are unique among witnesses and groups, and a group names only what stands before it:
    `parse_policy` sees to that.
    """

    logs: tuple[PolicyLog, ...]
    witnesses: tuple[PolicyWitness, ...] = ()
    groups: tuple[PolicyGroup, ...] = ()
    quorum: str = NO_WITNESS

    @classmethod
    def of_log(cls, *keys: VerifierKey) -> Self:
        """Return the policy of who trusts a log by its keys alone, whatever witnesses say."""
        return cls(tuple(PolicyLog(key) for key in keys))

    @property
    def text(self) -> str:
        """The policy file that says the same."""
        logs = [_line("log", log.key.text, log.url) for log in self.logs]
        witnesses = [
            _line("witness", each.name, each.key.text, each.url) for each in self.witnesses
        ]
        groups = [
            _line("group", group.name, str(group.threshold), *group.members)
            for group in self.groups
        ]
        return "".join([*logs, *witnesses, *groups, _line("quorum", self.quorum)])

    @property
    def needs_witnesses(self) -> bool:
        """Whether a checkpoint without any cosignature is refused."""
        return self.quorum != NO_WITNESS

    def with_log(self, key: VerifierKey) -> Self:
        """Return the same policy, for this log too."""
        known = any(log.key == key for log in self.logs)
        return self if known else replace(self, logs=(*self.logs, PolicyLog(key)))

    def for_log(self, key: VerifierKey) -> Self:
        """Return the same policy for the log of this key alone, and for all its keys."""
        of_log = tuple(log for log in self.logs if log.key.name == key.name)
        return replace(self, logs=of_log).with_log(key)

    def keys_of_log(self, origin: str) -> list[VerifierKey]:
        """Return the keys by which the log of this origin signs; none if it is another one."""
        return [log.key for log in self.logs if log.key.name == origin]

    def check_quorum(self, cosigned_by: Collection[CosignatureKey]) -> None:
        """Raise QuorumError unless enough witnesses are among those who have cosigned."""
        if not self.has_quorum(cosigned_by):
            known = [each.key.name for each in self.witnesses if each.key in cosigned_by]
            raise QuorumError(
                f"not enough witnesses have cosigned for the quorum {self.quorum}:"
                f" {', '.join(known) or 'none of them'}"
            )

    def has_quorum(self, cosigned_by: Collection[CosignatureKey]) -> bool:
        """Tell whether these would be enough (C2SP tlog-policy, "Defining a witness group")."""
        held = {NO_WITNESS} | {each.name for each in self.witnesses if each.key in cosigned_by}
        for group in self.groups:
            if len(held.intersection(group.members)) >= group.threshold:
                held.add(group.name)
        return self.quorum in held


def _line(*items: str | None) -> str:
    return " ".join(item for item in items if item is not None) + "\n"
