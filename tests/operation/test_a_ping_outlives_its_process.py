"""A provider that is killed between the citizen's answer and the ping pings afterwards."""

import time
from pathlib import Path

from decoupled import TOKEN, Ear, begun, confirm, new_counter, poll
from serving import serving
from thiqa.storage import Transaction
from world import Processes, SpecimenCountry, provider_processes


def end_of_the_lease(provider: Processes) -> int:
    """Let the leases of all pings be over; return how many there are."""

    async def unit(records: Transaction) -> int:
        return len(await records.oidc.claim_pings(2**40, 0, 64, without=()))

    found: int = provider.run(unit)
    return found


def test_kill_9_between_the_answer_and_the_ping(
    country: SpecimenCountry, database_url: str, tmp_path: Path
) -> None:
    data = tmp_path / "provider"
    data.mkdir()
    ear = Ear()
    with provider_processes(country, database_url, data) as provider:
        changes = {**ear.registration}
        counter, citizen = new_counter(provider, **changes), provider.citizen()
        login = begun(counter, citizen, client_notification_token=TOKEN)
        confirm(citizen, login)  # nobody listens yet
        [process] = provider.processes
        process.kill()
        assert end_of_the_lease(provider) == 1
        with serving(ear, ear.port):
            process.start()
            process.wait_until_ready()
            ear.wait(1)
        assert ear.heard == [{"auth_req_id": login["auth_req_id"]}]
        deadline = time.monotonic() + 10
        while end_of_the_lease(provider):
            assert time.monotonic() < deadline
            time.sleep(1.5)
        assert poll(counter, login).status_code == 200
