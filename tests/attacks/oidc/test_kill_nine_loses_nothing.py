"""The provider is killed in the middle of 500 sign-ins: what it said stays true."""

import random
import time
from pathlib import Path

import pytest

from sign_ins import (
    Journal,
    check_codes,
    check_entries,
    check_one_log,
    check_receipts,
    new_journals,
    observing,
    settle,
    signing_in,
    wait_for,
)
from world import Processes, SpecimenCountry, provider_processes

SIGN_INS = 500
KILLS = 5
AT_ONCE = 10
RECEIPT_EVERY = 3


@pytest.mark.timeout(400)
def test_kill_nine_in_the_middle_of_500_sign_ins(
    country: SpecimenCountry, database_url: str, tmp_path: Path
) -> None:
    data = tmp_path / "provider"
    data.mkdir()
    with (
        provider_processes(country, database_url, data, workers=2) as world,
        observing(world.issuer) as observer,
    ):
        journals = new_journals(world, AT_ONCE, receipt_every=RECEIPT_EVERY)
        sign_in_while_killing(world, journals)
        assert sum(journal.done for journal in journals) >= SIGN_INS
        check_codes(journals)
        settle(database_url)
        check_entries(world, journals)
        receipts = [text for journal in journals for text in journal.receipts]
        assert len(receipts) >= SIGN_INS // RECEIPT_EVERY // 2
        check_receipts(world, receipts)
        check_one_log(world, observer)


def sign_in_while_killing(world: Processes, journals: list[Journal]) -> None:
    """Let all sign in at once; kill the whole process group several times on the way."""
    process = world.processes[0]
    moments = random.Random(9)  # noqa: S311  # the same moments in every run
    with signing_in(journals) as running:
        for _ in range(KILLS):
            wait_for(journals, running, SIGN_INS // (KILLS + 1))
            time.sleep(moments.uniform(0, 0.2))
            process.kill()
            process.start()
            process.wait_until_ready()
        wait_for(journals, running, SIGN_INS // (KILLS + 1) + KILLS)
