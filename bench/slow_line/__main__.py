"""`python -m bench.slow_line`: how long a citizen waits at 64 kbit/s, 800 ms and 5 % loss.

The demonstration runs in a network namespace; a telephone in another one visits it over a line
that tc's netem makes, or, in a kernel without netem, a relay of packets that does the same.
"""

import argparse
import json
import os
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from bench.errors import BenchError
from bench.slow_line.encryption import (
    decrypt_for_services,
    encrypt_for_the_line,
    make_certificates,
)
from bench.slow_line.journey import submit_a_request, submit_with_a_file
from bench.slow_line.line import Line
from bench.slow_line.namespaces import enter_new_namespace, telephone
from bench.slow_line.phone import Phone, Waited
from thiqa.demo.places import Places
from thiqa.demo.preparation import prepare
from thiqa.demo.processes import running
from thiqa.demo.programs import programs

VISITS, QUICK_VISITS = 3, 1
PORTS = {
    "provider": 8400,
    "counter": 8401,
    "card_client": 8402,
    "ocsp": 8403,
    "payments": 8405,
    "bodies": 8406,
    "witness": 8410,
}
SEED = 1


@dataclass(frozen=True, slots=True)
class Kind:
    """A line as people speak of it."""

    name: str
    line: Line


def kinds(round_trip_milliseconds: int, kilobits: int, loss_percent: float) -> Sequence[Kind]:
    """Return the line that was asked for, and one on which nothing is slow, to compare with."""
    bits, loss = kilobits * 1_000, loss_percent / 100
    fast = Line(bits_per_second=100_000_000, delay_seconds=0.001, loss=0.0)
    near = Line(bits, round_trip_milliseconds / 2_000, loss)
    far = Line(bits, round_trip_milliseconds / 1_000, loss)
    name = f"{kilobits} kbit/s, {loss_percent:g} % loss"
    return (
        Kind("a line on which nothing is slow", fast),
        Kind(f"{name}, {round_trip_milliseconds} ms there and back", near),
        Kind(f"{name}, {round_trip_milliseconds} ms each way", far),
    )


def main() -> int:
    """Measure, print, and return the exit status."""
    options = _options()
    found: dict[str, list[list[Waited]]] = {}
    try:
        count = options.visits or (QUICK_VISITS if options.quick else VISITS)
        for kind in kinds(options.latency, options.rate, options.loss):
            made, visits = _measure(kind, count)
            found[kind.name] = visits
            print(f"\n{kind.name} (by {made}), TLS 1.3\n{_table(visits)}", flush=True)
    except BenchError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    if options.json:
        figures = {
            name: [[asdict(each) for each in visit] for visit in visits]
            for name, visits in found.items()
        }
        options.json.write_text(json.dumps(figures, indent=2))
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.slow_line", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few visits")
    parser.add_argument("--visits", type=int, help="how often the way is gone")
    parser.add_argument("--latency", type=int, default=800, metavar="MS")
    parser.add_argument("--rate", type=int, default=64, metavar="KBITS")
    parser.add_argument("--loss", type=float, default=5.0, metavar="PERCENT")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the figures in a file")
    return parser.parse_args()


def _measure(kind: Kind, count: int) -> tuple[str, list[list[Waited]]]:
    """Measure in a process of its own, which takes its namespaces with it."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _report(kind, count, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as file:
        text = file.read()
    _, status = os.waitpid(child, 0)
    if status:
        raise BenchError("the measurement failed, see above")
    document = json.loads(text)
    visits = [[Waited(**each) for each in visit] for visit in document["visits"]]
    return document["made"], visits


def _report(kind: Kind, count: int, writing: int) -> None:
    """Never return."""
    status = 1
    try:
        document = _visit_over(kind.line, count)
        with os.fdopen(writing, "wb") as file:
            file.write(json.dumps(document).encode())
        status = 0
    except BaseException as error:
        print(f"bench: {type(error).__name__}: {error}", file=sys.stderr, flush=True)
    finally:
        os._exit(status)


def _visit_over(line: Line, count: int) -> Mapping[str, object]:
    enter_new_namespace()
    with tempfile.TemporaryDirectory(prefix="thiqa-bench-line-") as folder:
        places = Places(Path(folder, "demo"), *PORTS.values())
        certificates = make_certificates(Path(folder))
        ports = (places.provider_port, places.counter_port)

        def visit() -> bytes:
            encrypt_for_the_line(ports, certificates)
            visits = []
            for go in [submit_a_request] * count + [submit_with_a_file] * count:
                phone = Phone()
                go(phone, places)
                visits.append([asdict(each) for each in phone.steps])
            return json.dumps(visits).encode()

        far, made = telephone(line, SEED, visit)
        with _demonstration(places):
            decrypt_for_services(ports, certificates)
            far.start()
            return {"made": made, "visits": json.loads(far.wait())}


@contextmanager
def _demonstration(places: Places) -> Iterator[None]:
    """Run its processes until the block ends; they are ready when it begins."""
    prepare(places)
    with running(programs(places, places.cards), places.environment(), places.data / "logs"):
        yield


def _table(visits: Sequence[Sequence[Waited]]) -> str:
    steps: dict[str, list[Waited]] = defaultdict(list)
    for visit in visits:
        for each in visit:
            steps[each.step].append(each)
    lines = [f"{'step':20}{'seconds: median, worst':>26}{'requests':>10}{'bytes':>10}"]
    lines += [_line(name, waits) for name, waits in steps.items()]
    shortest = min(map(len, visits))
    for title, chosen in (
        ("the whole way", [visit for visit in visits if len(visit) == shortest]),
        ("with a file", [visit for visit in visits if len(visit) > shortest]),
    ):
        wholes = [sum(each.seconds for each in visit) for visit in chosen]
        lines.append(f"{title:20}{f'{median(wholes):.1f}, {max(wholes):.1f}':>26}")
    return "\n".join(lines)


def _line(name: str, waits: Sequence[Waited]) -> str:
    seconds = [each.seconds for each in waits]
    requests, received = median(each.requests for each in waits), median(w.received for w in waits)
    times = f"{median(seconds):.1f}, {max(seconds):.1f}"
    return f"{name:20}{times:>26}{requests:>10.0f}{received:>10,.0f}"


if __name__ == "__main__":
    sys.exit(main())
