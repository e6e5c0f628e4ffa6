"""The same log as others show it: its witnesses, copies of it, another way through the network.

A log that shows each asker a history of their own is found out by comparing, and by nothing
else that one asker can do.
"""

from dataclasses import dataclass

from thiqa.ledger.checkpoint import TreeHead, verify_checkpoint
from thiqa.ledger.damage import Damage, DamageKind
from thiqa.ledger.errors import ConsistencyError, DamagedTileError, LedgerError
from thiqa.ledger.merkle import consistency_spans, verify_consistency
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.tiles import span_hash, tiles_for
from thiqa.monitor.errors import LogUnreachableError
from thiqa.monitor.log_client import LogClient
from thiqa.monitor.remote_tree import RemoteTree
from thiqa.monitor.state import StateFolder


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another place where checkpoints of the log are shown."""

    client: LogClient
    state: StateFolder

    async def compare(self, tree: RemoteTree, head: TreeHead, policy: LogPolicy) -> Damage | None:
        """Compare what is shown here with the tree of a head; return what is wrong.

        1. it is a checkpoint that the policy accepts;
        2. if it is larger than the tree, it is kept until the tree has grown as far;
        3. it is a beginning of the tree.
        """
        name = self.client.url
        kept = self.state.ahead(name)
        try:
            note = kept or await self.client.checkpoint()
            found = verify_checkpoint(note, policy).head  # 1
            if found.size > head.size:  # 2
                self.state.keep_ahead(name, note)
                return None
            self.state.forget_ahead(name)
            await _check_beginning(found, head, tree)  # 3
        except LogUnreachableError as error:
            return Damage(DamageKind.UNREACHABLE, name, str(error))
        except (ConsistencyError, DamagedTileError):
            self.state.keep_evidence(note)
            other = f"the checkpoint of size {found.size} that is shown there is of another history"
            return Damage(DamageKind.FORK, name, other)
        except LedgerError as error:
            return Damage(DamageKind.HEAD, name, str(error))
        return None


async def _check_beginning(older: TreeHead, newer: TreeHead, tree: RemoteTree) -> None:
    """Prove by the tiles of a tree that an older head is of a beginning of it."""
    if older.size == 0:
        return
    spans = consistency_spans(older.size, newer.size)
    tiles = await tree.tiles(tiles_for(spans))
    verify_consistency(
        old_size=older.size,
        new_size=newer.size,
        old_root=older.root,
        new_root=newer.root,
        proof=[span_hash(span, tiles) for span in spans],
    )
