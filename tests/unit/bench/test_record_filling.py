"""A log that the benchmark fills in bulk is one that the record would have made."""

import asyncio

from bench.record.bulk import Records as LedgerAlone
from bench.record.bulk import fill
from bench.record.clocks import Clocks
from bench.record.entries import Stencil, release
from bench.record.growing import Grower
from specimen_log import NOON, POLICY, signer
from thiqa.ledger.damage import Damage
from thiqa.ledger.entry import open_entry
from thiqa.ledger.fsck import fsck
from thiqa.storage import open_database, open_with


def test_a_log_that_was_filled_and_then_grown_has_no_damage(database_url: str) -> None:
    async def main() -> None:
        alone = await open_with(database_url, LedgerAlone())
        grower = Grower(alone, signer(), Clocks(None))
        await fill(database_url, alone, signer(), 700)
        await fill(database_url, alone, signer(), 900)
        await grower.publish()
        await grower.wait_for_receipts(900, 100)
        await alone.close()
        found: list[Damage] = []
        async with open_database(database_url) as database:
            assert await fsck(database, POLICY, found.append) == 1_000
        assert found == []

    asyncio.run(main())


def test_a_stencil_seals_what_the_record_opens() -> None:
    salt = bytes(range(1, 33))
    opening, leaf = Stencil.cut().seal(7, NOON, salt)
    assert open_entry(leaf, opening).event == release(7, NOON)
