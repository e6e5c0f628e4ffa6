"""The guide's program that holds receipts against the record, with libraries of others."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from jwskate import Jwk

from examples.running_example import EXAMPLES, PROXIES
from reconciling import hash_of, receipts_of
from services import Service
from world import World

WAIT_SECONDS = 60

Run = Callable[[], "subprocess.CompletedProcess[str]"]


@pytest.fixture
def service(shared_world: World, tmp_path: Path) -> Service:
    """A service whose key lies in a file."""
    key = Jwk.generate(alg="ES256").with_kid_thumbprint()
    (tmp_path / "key.json").write_text(key.to_json())
    return shared_world.new_service(changes={"jwks": {"keys": [key.public_jwk().to_dict()]}})


@pytest.fixture
def run(service: Service, tmp_path: Path) -> Run:
    """Runs the program on the folder of the test."""
    environment = {n: v for n, v in os.environ.items() if n.lower() not in PROXIES}
    environment |= {
        "ISSUER": service.issuer,
        "CLIENT_ID": service.client_id,
        "KEY_FILE": str(tmp_path / "key.json"),
    }
    command = [sys.executable, str(EXAMPLES / "python" / "reconcile.py"), str(tmp_path)]
    return lambda: subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=WAIT_SECONDS, check=False
    )


def test_it_says_nothing_when_both_hold_the_same(
    shared_world: World, service: Service, run: Run, tmp_path: Path
) -> None:
    for number, receipt in enumerate(receipts_of(shared_world, service)):
        (tmp_path / f"{number}.txt").write_text(receipt)
    done = run()
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_it_names_what_was_lost(
    shared_world: World, service: Service, run: Run, tmp_path: Path
) -> None:
    kept, lost = receipts_of(shared_world, service)
    (tmp_path / "kept.txt").write_text(kept)
    done = run()
    assert (done.returncode, done.stdout) == (1, f"held_by_us_only {hash_of(lost)}\n"), done.stderr
