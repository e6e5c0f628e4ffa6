"""Two processes serve, sequence and publish at once, and each is killed in the middle."""

import time
from pathlib import Path

from sign_ins import check_what_was_said, new_journals, observing, signing_in, wait_for
from world import SpecimenCountry, provider_processes

AT_EACH = 3
SIGN_INS = 20


def test_each_is_killed_and_there_is_one_history(
    country: SpecimenCountry, database_url: str, tmp_path: Path
) -> None:
    data = tmp_path / "provider"
    data.mkdir()
    with (
        provider_processes(country, database_url, data, count=2) as world,
        observing(*(process.address for process in world.processes)) as observer,
    ):
        at_each = [new_journals(world, AT_EACH, port=each.port) for each in world.processes]
        journals = [journal for journals in at_each for journal in journals]
        with signing_in(journals) as running:
            for victim in world.processes:
                for part in at_each:
                    wait_for(part, running, SIGN_INS // 2)
                victim.kill()
                time.sleep(0.5)
                victim.start()
                victim.wait_until_ready()
            for part in at_each:
                wait_for(part, running, SIGN_INS)
        check_what_was_said(world, journals, observer)
