"""The counter as an owner brings it to the console, and its test deployment for the self-test."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from starlette.types import ASGIApp

from console_owners import Owner
from serving import free_port, serving
from thiqa.console.models import SelfTest, TestState
from thiqa.counter.app import make_app
from thiqa.counter.registration import registration
from thiqa.counter.settings import Settings
from thiqa.crypto.key_file import ensure_signer

RUN_SECONDS = 60
MakeApp = Callable[..., ASGIApp]


@dataclass
class Deployment:
    """A test deployment of the counter, and its owner at the console."""

    owner: Owner
    client_id: str
    settings: Settings

    @property
    def page(self) -> str:
        """The page of its self-test."""
        return f"/console/services/{self.client_id}/self-test"

    def start(self) -> None:
        """Start the self-test."""
        response = self.owner.press(self.page, self.page)
        assert response.status_code == 303, response.text

    def latest(self) -> SelfTest:
        """Return the latest run."""
        tests: list[SelfTest] = self.owner.world.run(
            lambda records: records.console.list_self_tests(self.client_id, 1)
        )
        return tests[0]

    def run(self) -> SelfTest:
        """Run the self-test to its end."""
        self.start()
        until = time.monotonic() + RUN_SECONDS
        while (test := self.latest()).state is TestState.RUNNING:
            assert time.monotonic() < until, test
            time.sleep(0.1)
        return test

    def failed(self) -> list[str]:
        """Run the self-test; return the checks that did not pass."""
        return [check["id"] for check in self.run().checks if not check["passed"]]


@contextmanager
def deployed(
    owner: Owner, folder: Path, make: MakeApp = make_app, **changes: Any
) -> Iterator[Deployment]:
    """Bring a counter to the console, and run it with its test issuer until the block ends."""
    port = free_port()
    settings = Settings(
        url=f"http://127.0.0.1:{port}",
        client_id=f"counter-{port}",
        data=folder,
        key_file=folder / "counter.pem",
    )
    document = {**registration(settings, ensure_signer(settings.key_file)), **changes}
    text = json.dumps({name: value for name, value in document.items() if value is not None})
    upload = "/console/services/upload"
    response = owner.press(upload, upload, registration=text)
    assert response.status_code == 303, response.text
    issuer = f"{owner.world.issuer}/self-test/{settings.client_id}"
    app = make(replace(settings, issuer=issuer), clock=owner.world.clock)
    with serving(app, port):
        yield Deployment(owner, settings.client_id, settings)
