"""In whatever order stories are told to it, all that a witness cosigns is one history."""

import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from thiqa.ledger.checkpoint import TreeHead
from thiqa.witness import RefusedError, open_folder
from thiqa.witness.models import hash_origin
from witnesses import Clock, WitnessedLog, add_checkpoint, new_witness

STORIES = [WitnessedLog(story=story) for story in ("true", "false")]
SIZES = some.integers(0, 40)
TOLD = some.sampled_from(STORIES)


class OneHistory(RuleBasedStateMachine):
    """A log that tells two stories comes to a witness that is stopped and started in between."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "w"
        self.clock = Clock()
        self.key = new_witness(self.path, STORIES[0])
        self.cosigned: list[tuple[int, WitnessedLog]] = []
        self._open()

    def _open(self) -> None:
        self.opening = open_folder(self.path, self.clock)
        self.witness = self.opening.__enter__()

    def teardown(self) -> None:
        """Close the witness."""
        self.opening.__exit__(None, None, None)
        self.folder.cleanup()

    @rule()
    def restart(self) -> None:
        """Stop the witness and start it again."""
        self.opening.__exit__(None, None, None)
        self._open()

    @rule(seconds=some.integers(-100, 100))
    def time_passes(self, seconds: int) -> None:
        """Set the clock."""
        self.clock.now += seconds

    @rule(old=SIZES, new=SIZES, story=TOLD, proved=TOLD)
    def ask(self, old: int, new: int, story: WitnessedLog, proved: WitnessedLog) -> None:
        """Ask for a size of a story, with the proof of the same or the other one."""
        self._ask(old, new, story, proved)

    @rule(new=SIZES, story=TOLD, proved=TOLD)
    def ask_from_the_last_size(self, new: int, story: WitnessedLog, proved: WitnessedLog) -> None:
        """Ask for a size of a story, as who knows what the witness has seen last."""
        self._ask(self.cosigned[-1][0] if self.cosigned else 0, new, story, proved)

    def _ask(self, old: int, new: int, story: WitnessedLog, proved: WitnessedLog) -> None:
        body = add_checkpoint(old, proved.proof(old, new), story.checkpoint(new))
        last = self.cosigned[-1] if self.cosigned else (0, story)
        follows = old == last[0] <= new and (story is last[1] or last[0] == 0)
        honest = follows and (old in (0, new) or proved is story)
        try:
            self.witness.witness.add_checkpoint(body)
        except RefusedError:
            assert not honest
        else:
            assert honest
            self.cosigned.append((new, story))

    @invariant()
    def the_last_one_is_remembered(self) -> None:
        """What was cosigned last is what stands in the file."""
        seen = self.witness.store.last_seen(hash_origin(STORIES[0].by.name))
        head: TreeHead | None = None
        if self.cosigned:
            size, story = self.cosigned[-1]
            head = story.head(size)
        assert (seen.head if seen else None) == head


OneHistory.TestCase.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
TestOneHistory = OneHistory.TestCase
