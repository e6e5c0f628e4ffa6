"""Looking at a log again and again: it must be one tree, that grows, for everybody to see."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from thiqa.base import Clock
from thiqa.ledger.checkpoint import TreeHead, parse_checkpoint_body, verify_checkpoint
from thiqa.ledger.damage import Damage, DamageKind, Report
from thiqa.ledger.errors import LedgerError
from thiqa.ledger.examination import examine
from thiqa.ledger.note import parse_note
from thiqa.ledger.policy import LogPolicy
from thiqa.monitor.elsewhere import Elsewhere
from thiqa.monitor.errors import LogUnreachableError, StateError
from thiqa.monitor.log_client import LogClient
from thiqa.monitor.remote_tree import RemoteTree
from thiqa.monitor.state import Seen, StateFolder

STALE_SECONDS = 3_600
"""As long as the provider goes on without publishing, unless it is set otherwise."""

_CONTRADICTIONS = frozenset({DamageKind.FORK, DamageKind.ROLLBACK})
"""What two checkpoints are the evidence of."""


@dataclass(frozen=True, slots=True)
class Look:
    """What one look has found; `size` is that of the tree which is known to be whole."""

    size: int
    new_leaves: int
    damages: Sequence[Damage]


@dataclass(frozen=True, slots=True)
class Shown:
    """A checkpoint, and when somebody last vouched for it: a witness, or we who saw it come."""

    note: str
    origin: str
    head: TreeHead
    at: int


@dataclass(slots=True)
class Monitor:
    """Follows one log."""

    client: LogClient
    policy: LogPolicy
    state: StateFolder
    clock: Clock
    elsewhere: Sequence[LogClient] = ()
    """Where else checkpoints of the log are shown."""
    stale_seconds: int = STALE_SECONDS
    progress: Callable[[int, int], None] = field(default=lambda done, of: None)

    async def look(self, *, whole: bool = False) -> Look:
        """Compare what the log shows now with what it showed before.

        1. there is a checkpoint, and the policy accepts it;
        2. it is of the log that was seen before;
        3. it is not older than the one that was seen;
        4. everything new in its tree is there, and leads to its root;
        5. the tree that was seen is a beginning of it;
        6. what is shown elsewhere is a beginning of it, too;
        7. somebody has vouched for the newest one not too long ago.

        `whole` examines the tree from its first leaf on. Remembered is only what has passed
        1 to 5.
        """
        seen = self._seen()
        damages: list[Damage] = []
        try:
            shown = await self._shown(seen)
            await self._compare(seen, shown, damages.append, whole=whole)
        except LedgerError as error:  # 1
            damages.append(Damage(DamageKind.HEAD, "the checkpoint", str(error)))
        except LogUnreachableError as error:
            damages.append(Damage(DamageKind.UNREACHABLE, "the log", str(error)))
        else:
            if _CONTRADICTIONS & {damage.kind for damage in damages}:
                self._keep_evidence(seen, shown)
        before = seen.head.size if seen else 0
        newest = seen if damages else shown
        if newest is not None and newest != seen:
            self.state.write(Seen(newest.note, newest.at))
        size = newest.head.size if newest else 0
        if newest is not None:
            await self._compare_elsewhere(newest, damages.append)  # 6
        return Look(size, size - before, [*damages, *self._stale(newest)])

    async def _shown(self, seen: Shown | None) -> Shown:
        note = await self.client.checkpoint()
        verified = verify_checkpoint(note, self.policy)
        came_at = seen.at if seen and seen.head == verified.head else self.clock()
        at = max((each.at for each in verified.cosigned_by), default=came_at)
        return Shown(note, verified.origin, verified.head, at)

    def _seen(self) -> Shown | None:
        seen = self.state.read()
        if seen is None:
            return None
        try:
            origin, head = parse_checkpoint_body(parse_note(seen.checkpoint)[0])
        except LedgerError as error:
            raise StateError(f"what was seen is no checkpoint: {error}") from error
        return Shown(seen.checkpoint, origin, head, seen.at)

    async def _compare(
        self, seen: Shown | None, shown: Shown, report: Report, *, whole: bool
    ) -> None:
        if seen is not None and seen.origin != shown.origin:  # 2
            other = f"is of {shown.origin}, and not of {seen.origin} as before"
            report(Damage(DamageKind.HEAD, "the checkpoint", other))
            return
        newer, older = shown.head, seen.head if seen else TreeHead(0, b"")
        if newer.size < older.size:  # 3
            back = f"a checkpoint of {older.size} leaves was seen before"
            report(Damage(DamageKind.ROLLBACK, f"to size {newer.size}", back))
            newer, older = older, newer
        since = 0 if whole else older.size
        tree = RemoteTree(self.client, newer.size, report, self.progress)
        beginnings = [older] if older.size else []
        await examine(newer, tree, report, since=since, older=beginnings)  # 4, 5

    async def _compare_elsewhere(self, newest: Shown, report: Report) -> None:
        """Compare the tree that is known to be whole with what the log has signed elsewhere."""
        tree = RemoteTree(self.client, newest.head.size, report)
        signed = LogPolicy.of_log(*self.policy.keys_of_log(newest.origin))
        for client in self.elsewhere:
            damage = await Elsewhere(client, self.state).compare(tree, newest.head, signed)
            if damage is not None:
                report(damage)
                if damage.kind is DamageKind.FORK:
                    self._keep_evidence(newest)

    def _keep_evidence(self, *checkpoints: Shown | None) -> None:
        for each in checkpoints:
            if each is not None:
                self.state.keep_evidence(each.note)

    def _stale(self, newest: Shown | None) -> list[Damage]:
        if newest is None or self.clock() - newest.at <= self.stale_seconds:  # 7
            return []
        moment = datetime.fromtimestamp(newest.at, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        old = f"nothing newer than {moment} is published"
        return [Damage(DamageKind.STALE, f"size {newest.head.size}", old)]
