"""A service of the guide: registered in the sandbox, running, and a browser that visits it."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from repository.tree import ROOT
from services import CLAIMS, NAMES, purpose
from serving import free_port
from thiqa.oidc.clients.registration import read_registration
from world import World

EXAMPLES = ROOT / "examples"
START_SECONDS = 60
MAX_REDIRECTS = 10
PROXIES = {"http_proxy", "https_proxy", "all_proxy"}


@dataclass(frozen=True)
class Example:
    """A program of the guide, and how to start it."""

    name: str
    command: Sequence[str]
    folder: Path
    environment: Mapping[str, str]


@dataclass(frozen=True)
class Visit:
    """What a browser ends with."""

    status: int
    url: str
    body: Any


@contextmanager
def running(example: Example, world: World, client_id: str, hint: str) -> Iterator[str]:
    """Register the example, run it, and give its address; the hint signs a citizen in."""
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    register(world, client_id, origin)
    environment = {
        **{name: value for name, value in os.environ.items() if name.lower() not in PROXIES},
        **example.environment,
        "ISSUER": world.issuer,
        "CLIENT_ID": client_id,
        "PORT": str(port),
        "LOGIN_HINT": hint,
    }
    command = [part.replace("{port}", str(port)) for part in example.command]
    with subprocess.Popen(
        command, cwd=example.folder, env=environment, start_new_session=True
    ) as process:
        try:
            wait_until_ready(process, f"{origin}/jwks.json")
            yield origin
        finally:
            os.killpg(process.pid, signal.SIGTERM)  # with whatever workers it has


def register(world: World, client_id: str, origin: str) -> None:
    """Register a service at an address of this machine, in the sandbox stage."""
    document = {
        "client_id": client_id,
        "name": NAMES,
        "stage": "sandbox",
        "jwks_uri": f"{origin}/jwks.json",
        "redirect_uris": [f"{origin}/callback"],
        "sector": "interior",
        "id_token_signed_response_alg": "ES256",
        "dpop_bound_access_tokens": True,
        "default_purpose": "residence",
        "purposes": [purpose("residence", CLAIMS)],
    }
    client = read_registration(document)
    world.run(lambda records: records.oidc.put_client(client))


def wait_until_ready(process: "subprocess.Popen[bytes]", url: str) -> None:
    """Wait until the service publishes its key."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(url, trust_env=False, timeout=10).is_success:
                return
        except httpx.HTTPError:
            time.sleep(0.05)
    raise AssertionError(f"{process.args!r} did not start, or ended")


def visit(origin: str) -> Visit:
    """Open the service and follow every redirect; return what it shows at the end."""
    with httpx.Client(
        follow_redirects=True, max_redirects=MAX_REDIRECTS, timeout=60, trust_env=False
    ) as browser:
        response = browser.get(f"{origin}/")
    return Visit(response.status_code, str(response.url), response.json())
