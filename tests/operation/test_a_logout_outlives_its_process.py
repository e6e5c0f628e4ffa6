"""A provider that is killed while it tells a service of a logout tells it again afterwards."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from logout_listener import Listener
from serving import serving
from thiqa.storage import Transaction
from world import Processes, SpecimenCountry, provider_processes

SILENCE_SECONDS = 600


@dataclass
class SlowListener(Listener):
    """Hears, and does not answer while it is silent."""

    silent: bool = True
    began: list[float] = field(default_factory=list)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            self.began.append(time.monotonic())
            if self.silent:
                await asyncio.sleep(SILENCE_SECONDS)
        await super().__call__(scope, receive, send)

    def wait_for_the_call(self, number: int) -> None:
        """Wait until somebody has called so many times."""
        deadline = time.monotonic() + 20
        while len(self.began) < number:
            assert time.monotonic() < deadline
            time.sleep(0.01)


@contextmanager
def slow_listener() -> Iterator[SlowListener]:
    listener = SlowListener()
    with serving(listener, listener.port, timeout_graceful_shutdown=1):
        yield listener


def end_of_the_lease(provider: Processes) -> int:
    """Let the leases of all notices be over; return how many there are."""

    async def unit(records: Transaction) -> int:
        return len(await records.oidc.claim_logout_notices(2**40, 0, 64, without=()))

    found: int = provider.run(unit)
    return found


def is_due(provider: Processes) -> bool:
    async def unit(records: Transaction) -> bool:
        return await records.oidc.has_logout_notices(int(time.time()))

    found: bool = provider.run(unit)
    return found


def test_kill_9_between_the_claim_and_the_answer(
    country: SpecimenCountry, database_url: str, tmp_path: Path
) -> None:
    data = tmp_path / "provider"
    data.mkdir()
    with (
        slow_listener() as listener,
        provider_processes(country, database_url, data) as provider,
    ):
        changes = {"backchannel_logout_uri": listener.uri}
        service, citizen = provider.new_service(changes=changes), provider.citizen()
        service.identify(citizen)
        assert citizen.post("/sign-out", citizen.fields("/sign-out")).status_code == 200
        listener.wait_for_the_call(1)
        [process] = provider.processes
        process.kill()
        assert not is_due(provider), "whoever held it still holds it"
        assert end_of_the_lease(provider) == 1
        listener.silent = False
        process.start()
        process.wait_until_ready()
        listener.wait_for_the_call(2)
        header, claims = listener.wait(1).verified(provider.issuer, -1)
        assert header["typ"] == "logout+jwt"
        assert claims["aud"] == service.client_id
        deadline = time.monotonic() + 10
        while end_of_the_lease(provider):
            assert time.monotonic() < deadline
            time.sleep(1.5)
