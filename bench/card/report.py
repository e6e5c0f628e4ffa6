"""The printed tables."""

from collections.abc import Mapping

from bench.card.measuring import CONNECTION, WHOLE, Figures

_HEAD = f"{'':28}{'APDUs':>7}{'p50 ms':>9}{'p95 ms':>9}{'processor':>11}{'of the card':>13}"


def table(title: str, figures: Figures) -> str:
    """Show what each step of one kind of reading costs."""
    rows = [_row(step, figures) for step in figures.latency if figures.apdus.get(step)]
    rows += [_row(step, figures) for step in figures.latency if step not in figures.apdus]
    shown = [row for row in rows if row]
    return "\n".join([f"{title} ({figures.readings} readings)", _HEAD, *shown])


def comparison(figures: Mapping[str, Figures]) -> str:
    """Show how many times longer a whole reading takes on each way than on the first one."""
    first = next(iter(figures.values())).latency[WHOLE]
    lines = [f"{'the same reading':28}{'p50 ms':>16}{'p95 ms':>9}{'× p50':>11}{'× p95':>13}"]
    for name, each in figures.items():
        whole = each.latency[WHOLE]
        lines.append(
            f"  {name:26}{whole.p50:16.2f}{whole.p95:9.2f}"
            f"{whole.p50 / first.p50:11.2f}{whole.p95 / first.p95:13.2f}"
        )
    return "\n".join(lines)


def _row(step: str, figures: Figures) -> str:
    """Show one step; steps that took no time were not for this document."""
    latency = figures.latency[step]
    apdus = figures.apdus.get(step, 0)
    if not apdus and latency.p50 < 0.01:
        return ""
    name = "whole, without connection" if step == WHOLE else step
    in_card = "" if step == CONNECTION else f"{figures.of_the_card[step]:13.2f}"
    return (
        f"  {name:26}{apdus:7}{latency.p50:9.2f}{latency.p95:9.2f}"
        f"{figures.processor[step]:11.2f}{in_card}"
    )
