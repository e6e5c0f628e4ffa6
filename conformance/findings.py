"""What a module found, read from its log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

SEVERITIES = frozenset({"FAILURE", "WARNING"})
RESPONSE = "response"
MAX_MESSAGE = 300
MAX_DETAIL = 200
FRAME = frozenset(
    {"_id", "blockId", "input", "msg", "requirements", "result", "src", "testId", "testOwner"}
    | {"time", "stacktrace", "http", "request", "upload"}
)
"""What every entry of a log may have; the rest is particular to the condition."""

Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Finding:
    """A condition that did not hold, and the part of the module that it was in."""

    severity: str
    condition: str
    message: str
    block: str
    details: Mapping[str, str]
    answer: str
    """What the provider answered last, before the condition was looked at."""
    requirements: Sequence[str]

    def __str__(self) -> str:
        where = f" ({self.block})" if self.block else ""
        details = "".join(f"; {name}: {text}" for name, text in self.details.items())
        answer = f"; answered: {self.answer}" if self.answer else ""
        basis = f" [{', '.join(self.requirements)}]" if self.requirements else ""
        return f"{self.severity} {self.condition}{where}: {self.message}{details}{answer}{basis}"


def findings(log: Sequence[Entry]) -> Sequence[Finding]:
    """Return the failures and warnings of a log, in order."""
    blocks = {entry["blockId"]: _shortened(entry["msg"], MAX_DETAIL) for entry in _starts(log)}
    found, answer = [], ""
    for entry in log:
        if entry.get("http") == RESPONSE:
            answer = _shortened(entry.get("response_body") or "", MAX_DETAIL)
        if entry.get("result") in SEVERITIES:
            found.append(_finding(entry, blocks, answer))
    return found


def _starts(log: Sequence[Entry]) -> Sequence[Entry]:
    return [entry for entry in log if entry.get("startBlock") and "blockId" in entry]


def _finding(entry: Entry, blocks: Mapping[str, str], answer: str) -> Finding:
    return Finding(
        severity=entry["result"],
        condition=entry.get("src", "?"),
        message=_shortened(entry.get("msg", ""), MAX_MESSAGE),
        block=blocks.get(entry.get("blockId", ""), ""),
        details={
            name: _shortened(value, MAX_DETAIL)
            for name, value in entry.items()
            if name not in FRAME
        },
        answer=answer,
        requirements=entry.get("requirements") or (),
    )


def _shortened(value: object, length: int) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= length else f"{text[:length]}…"
