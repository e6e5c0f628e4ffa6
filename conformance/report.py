"""The report: a line for each module, and why it failed."""

from collections import Counter
from collections.abc import Sequence

from conformance.module_run import Outcome


def line(outcome: Outcome) -> str:
    """Return the line of one module, with its findings below."""
    notes = outcome.notes if outcome.is_to_be_read else ()
    below = [f"    {each}" for each in (*outcome.findings, *notes)]
    head = f"  {outcome.result:<11} {outcome.module}  ({outcome.seconds:.0f} s)"
    return "\n".join([head, *below])


def summary(name: str, outcomes: Sequence[Outcome]) -> str:
    """Return how many modules of a plan ended how."""
    counts = Counter(each.result for each in outcomes)
    return f"{name}: " + ", ".join(f"{number} {result}" for result, number in counts.most_common())
