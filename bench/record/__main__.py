"""`python -m bench.record`: what an entry, a proof and a check cost while the log grows."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from random import Random

import uvloop
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench.errors import BenchError
from bench.places import Place, places_for
from bench.record.bulk import Records, fill
from bench.record.clocks import Clocks
from bench.record.growing import Grower
from bench.record.reading import Reader, Sample, verify
from bench.record.report import HEAD, Row, line
from thiqa.database import INTEGER, OpenDatabase, Statement
from thiqa.ledger import EntryId, LogPolicy, NoteSigner, Receipts
from thiqa.storage import open_with
from thiqa.storage.migrate import migrate

SIZES = (10_000, 1_000_000, 10_000_000)
QUICK_SIZES = (10_000, 100_000)
GROWTH = 20_000
"""Entries that are added one by one, by those who wait for them, at each size."""
RECEIPTS = 2_000
"""Entries whose callers wait for their receipts as well."""
SAMPLE = 1_000
IDLE_SECONDS = 5.0

_PLACES = places_for("record")

_FIND = Statement(
    "SELECT ledger_leaf.leaf_index, ledger_entry.id, ledger_entry.person_id,"
    " ledger_entry.client_id FROM {rows}"
    " JOIN ledger_leaf ON ledger_leaf.leaf_index = rows.leaf_index"
    " JOIN ledger_entry ON ledger_entry.id = ledger_leaf.entry_id",
    key="leaf_index",
    columns={"leaf_index": INTEGER},
)


def main() -> int:
    """Measure, print, and return the exit status."""
    options = _options()
    sizes = sorted(options.entries or (QUICK_SIZES if options.quick else SIZES))
    rows: dict[str, list[Row]] = {}
    try:
        for name in options.database:
            print(f"\n{name}\n{HEAD}", flush=True)
            with _PLACES[name]() as place:
                rows[name] = uvloop.run(_measure(place, sizes))
    except BenchError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    if options.json:
        found = {name: [asdict(row) for row in each] for name, each in rows.items()}
        options.json.write_text(json.dumps(found, indent=2))
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.record", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small logs alone")
    parser.add_argument("--entries", type=int, nargs="+", metavar="N", help="sizes of the log")
    parser.add_argument("--database", nargs="+", choices=_PLACES, default=list(_PLACES))
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the figures in a file")
    return parser.parse_args()


async def _measure(place: Place, sizes: Sequence[int]) -> list[Row]:
    """Let one log grow from size to size, and measure it at each."""
    await migrate(place.url)
    empty = place.size()
    signer = NoteSigner("bench.example/record", Ed25519PrivateKey.generate())
    rows = []
    for size in sizes:
        database = await open_with(place.url, Records())
        try:
            await fill(place.url, database, signer, size)
            bytes_each = (place.size() - empty) / size
            rows.append(await _measure_one(place, database, signer, size, bytes_each))
        finally:
            await database.close()
        print(line(rows[-1]), flush=True)
    return rows


async def _measure_one(
    place: Place, database: OpenDatabase[Records], signer: NoteSigner, size: int, bytes_each: float
) -> Row:
    clocks = Clocks(place.pid)
    policy = LogPolicy.of_log(signer.verifier_key)
    reader, grower = Reader(Receipts(database, policy), clocks), Grower(database, signer, clocks)
    await grower.publish()
    sample = await _sample(database, size)
    proof, receipts = await reader.prove(sample)
    return Row(
        size=size,
        proof=proof,
        history=await reader.read_histories(sample),
        verification=verify(receipts, policy, clocks),
        growth=await grower.grow(size, GROWTH),
        receipt_there=await grower.wait_for_receipts(size + GROWTH, RECEIPTS),
        idle=await grower.idle(IDLE_SECONDS),
        bytes_each=bytes_each,
        load=os.getloadavg()[0],
    )


async def _sample(database: OpenDatabase[Records], size: int) -> Sample:
    """Choose entries from all over the log."""
    chosen = sorted(Random(size).sample(range(size), min(SAMPLE, size)))  # noqa: S311  # a sample

    async def find(_: Records) -> Sample:
        rows = await _FIND.each([(index,) for index in chosen])
        return [(EntryId(row[1]), row[2], row[3]) for row in rows if row is not None]

    sample = list(await database.read(find))
    Random(size).shuffle(sample)  # noqa: S311
    return sample


if __name__ == "__main__":
    sys.exit(main())
