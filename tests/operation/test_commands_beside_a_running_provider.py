"""An operator's commands, as processes of their own, beside a provider that goes on serving."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from operation.conftest import Run
from services import Service, http, refusal
from thiqa.ledger.keys import VerifierKey
from thiqa.oidc.clients.directory import REGISTRATION_CACHE_SECONDS
from world import Processes

PATIENCE_SECONDS = 5


@pytest.fixture
def command(provider: Processes, thiqa: Run) -> Run:
    """Runs a command with the provider's settings."""
    settings = provider.settings
    return lambda *arguments: thiqa(
        *arguments,
        THIQA_DATA=settings.data,
        THIQA_DATABASE=settings.database,
        THIQA_SPECIMEN="true",
    )


def soon(holds: Callable[[], bool]) -> bool:
    """Wait as long as a process may keep a registration."""
    deadline = time.monotonic() + REGISTRATION_CACHE_SECONDS + PATIENCE_SECONDS
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def write(service: Service, path: Path, **changes: object) -> Path:
    """Write a service's registration file."""
    path.write_text(json.dumps(service.registration(**changes)))
    return path


def test_a_service_lives_while_the_operator_says_so(
    provider: Processes, command: Run, tmp_path: Path
) -> None:
    service, file = Service(provider.issuer, client_id="new"), tmp_path / "new.json"
    assert refusal(service.push()) == (401, "invalid_client")
    added = command("client", "add", write(service, file))
    assert (added.returncode, added.stdout.split(",")[0]) == (0, "registered new")
    assert service.identify(provider.citizen())
    elsewhere = "https://elsewhere.example/callback"
    assert refusal(service.push(redirect_uri=elsewhere)) == (400, "invalid_request")
    write(service, file, redirect_uris=[service.redirect_uri, elsewhere])
    assert command("client", "add", file).stdout.startswith("replaced new")
    assert soon(lambda: service.push(redirect_uri=elsewhere).is_success)
    assert "new\tactive\t" in command("client", "list").stdout
    assert command("client", "retire", "new").returncode == 0
    assert soon(lambda: service.push().status_code == 401)
    assert "new\tretired\t" in command("client", "list").stdout


def test_a_mistake_in_a_registration_changes_nothing(
    provider: Processes, command: Run, tmp_path: Path
) -> None:
    before = command("client", "show", provider.service.client_id).stdout
    broken = write(provider.service, tmp_path / "broken.json", redirect_uris=[])
    done = command("client", "add", broken)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"{broken}: $.redirect_uris" in done.stderr
    assert command("client", "show", provider.service.client_id).stdout == before


def test_receipts_are_checked_without_the_provider(
    provider: Processes, command: Run, tmp_path: Path
) -> None:
    metadata = http().get(f"{provider.issuer}/.well-known/openid-configuration").json()
    key, file = metadata["thiqa_record_key"], tmp_path / "receipt.txt"
    tokens = provider.service.identify(provider.citizen())
    receipt = provider.service.receipt(tokens["access_token"]).text
    file.write_text(receipt)
    (process,) = provider.processes
    process.kill()
    good = command("receipt", "verify", file, "--key", key, "--without-witnesses")
    assert (good.returncode, good.stderr) == (0, "")
    assert good.stdout.startswith("This receipt holds")
    assert provider.service.client_id in good.stdout

    middle = len(receipt) // 2
    flipped = chr(ord(receipt[middle]) ^ 1)
    file.write_text(f"{receipt[:middle]}{flipped}{receipt[middle + 1 :]}")
    changed = command("receipt", "verify", file, "--key", key, "--without-witnesses")
    assert (changed.returncode, changed.stdout) == (1, "")
    assert changed.stderr.startswith("thiqa: ")
    assert changed.stderr.count("\n") == 1

    file.write_text(receipt)
    other = VerifierKey(provider.settings.record_origin, bytes(32)).text
    wrong = command("receipt", "verify", file, "--key", other)
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert wrong.stderr.startswith("thiqa: ")


def test_the_record_is_examined_followed_and_exported_while_it_is_written(
    provider: Processes, command: Run, tmp_path: Path
) -> None:
    tokens = provider.service.identify(provider.citizen())
    provider.service.receipt(tokens["access_token"])
    examined = command("ledger", "fsck")
    assert (examined.returncode, examined.stderr) == (0, "")
    assert examined.stdout.endswith("nothing is damaged\n")
    url, policy = f"{provider.issuer}/record", tmp_path / "record.policy"
    policy.write_text(http().get(f"{url}/policy").text)
    look = ("monitor", url, "--policy", policy, "--state", tmp_path / "state", "--once")
    followed = command(*look)
    assert (followed.returncode, json.loads(followed.stdout)["event"]) == (0, "holds")
    provider.service.identify(provider.citizen())
    assert command("ledger", "export", tmp_path / "exported").returncode == 0
    kept = tmp_path / "exported" / "checkpoint"
    assert command("ledger", "fsck", "--checkpoint", kept).returncode == 0
    assert command(*look).returncode == 0
