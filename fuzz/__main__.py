"""`python -m fuzz`: a million mutated inputs; a crash, an acceptance or a hang fails."""

import argparse
import sys
import time
from collections.abc import Mapping
from typing import Final

from fuzz.content_targets import content_targets
from fuzz.message_targets import message_targets
from fuzz.outcome import Outcome, Target
from fuzz.pace_targets import pace_targets
from fuzz.reader_target import reader_target
from fuzz.running import FoundError, Tally, run
from fuzz.signed_targets import signed_targets
from fuzz.specimens import Specimens
from fuzz.status_targets import status_targets

MILLION: Final = 1_000_000
WEIGHTS: Final[Mapping[str, int]] = {
    "document": 1,
    "reader": 1,
    "master-list": 4,
    "deviation-list": 4,
    "revocation-list": 4,
    "certificate": 4,
    "card": 4,
    "pace-answer": 4,
    "pace-command": 4,
    "sod": 6,
}
"""How often a target gets an input beside the others: what takes milliseconds gets fewer."""
WEIGHT: Final = 16
COLUMNS: Final = ("inputs", "refused", "same", "taken", "µs each", "slowest ms")


def every_target() -> dict[str, Target]:
    """Make the specimens, and return every target by its name."""
    specimens = Specimens.make()
    return {
        **message_targets(specimens),
        **signed_targets(specimens),
        **content_targets(specimens),
        "reader": reader_target(specimens),
        **status_targets(),
        **pace_targets(),
    }


def shares(names: list[str], inputs: int) -> dict[str, int]:
    """Give each target its part; together they are all."""
    weights = [WEIGHTS.get(name, WEIGHT) for name in names]
    ends = [inputs * sum(weights[: place + 1]) // sum(weights) for place in range(len(names))]
    return {name: end - begin for name, begin, end in zip(names, [0, *ends], ends, strict=False)}


def main() -> int:
    """Run, print a row for each target, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", help="those of these names; all, if none is named")
    parser.add_argument("--inputs", type=int, default=MILLION, help="how many, in all")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="to have the same again")
    options = parser.parse_args()
    targets = every_target()
    names = options.targets or list(targets)
    if unknown := set(names) - set(targets):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(targets)}")
    print(f"seed {options.seed}, {options.inputs} inputs, {len(names)} targets", flush=True)
    print(f"{'target':<18}" + "".join(f"{each:>12}" for each in COLUMNS))
    failed = False
    for name, share in shares(names, options.inputs).items():
        try:
            print(_row(name, run(name, targets[name], inputs=share, seed=options.seed)), flush=True)
        except FoundError as found:
            failed = True
            print(found, flush=True)
    return 1 if failed else 0


def _row(name: str, tally: Tally) -> str:
    refused, same, taken = (
        tally.outcomes[each] for each in (Outcome.REFUSED, Outcome.SAME, Outcome.TAKEN)
    )
    each = 1e6 * tally.seconds / max(1, tally.inputs)
    figures = (tally.inputs, refused, same, taken, round(each), round(1e3 * tally.slowest, 1))
    return f"{name:<18}" + "".join(f"{figure:>12}" for figure in figures)


if __name__ == "__main__":
    sys.exit(main())
