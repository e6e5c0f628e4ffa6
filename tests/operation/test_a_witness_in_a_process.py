"""`thiqa witness serve`: started, told of a log, stopped, killed, started again."""

import signal
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from serving import free_port
from thiqa.ledger.cosignature import parse_cosignature_key
from tls_certificates import SERVER_AUTH, self_signed
from witnesses import NAME, WitnessedLog, verified

SECONDS = 30


def witness(*arguments: str | Path) -> str:
    """Run a command of the witness to its end."""
    command = [sys.executable, "-m", "thiqa.cli", "witness", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=SECONDS)
    return done.stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a new witness, which knows no log."""
    witness("init", tmp_path / "w", "--name", NAME)
    return tmp_path / "w"


@contextmanager
def running(
    folder: Path, *options: str | Path
) -> Iterator[tuple["subprocess.Popen[str]", httpx.Client]]:
    """Serve a witness, and say how it is reached once it listens."""
    port = free_port()
    command = [sys.executable, "-m", "thiqa.cli", "witness", "serve", folder, "--port", str(port)]
    process = subprocess.Popen([*command, *options], stdout=subprocess.PIPE, text=True)
    transport = httpx.HTTPTransport(retries=8)  # half a second, then twice as long each time
    try:
        with httpx.Client(
            base_url=f"http://127.0.0.1:{port}", transport=transport, timeout=SECONDS
        ) as client:
            yield process, client
    finally:
        process.kill()
        process.communicate()


def test_a_log_that_is_added_while_it_runs_is_cosigned(folder: Path) -> None:
    log = WitnessedLog()
    key = parse_cosignature_key(witness("key", folder).strip())
    with running(folder) as (process, client):
        assert client.post("/add-checkpoint", content=log.request(0, 9)).status_code == 404
        witness("add-log", folder, log.by.verifier_key.text)
        answer = client.post("/add-checkpoint", content=log.request(0, 9))
        verified(answer.text, log.checkpoint(9), key)

        process.send_signal(signal.SIGTERM)
        assert process.wait(SECONDS) == 0
    assert not list(folder.glob("*-wal"))


def test_a_witness_that_was_killed_goes_on_where_it_was(folder: Path) -> None:
    log = WitnessedLog()
    witness("add-log", folder, log.by.verifier_key.text)
    with running(folder) as (process, client):
        assert client.post("/add-checkpoint", content=log.request(0, 9)).status_code == 200
        process.kill()
        process.wait()
    with running(folder) as (_, client):
        conflict = client.post("/add-checkpoint", content=log.request(0, 20))
        assert (conflict.status_code, conflict.text) == (409, "9\n")
        assert client.post("/add-checkpoint", content=log.request(9, 20)).status_code == 200


def test_a_witness_speaks_tls_by_itself(folder: Path, tmp_path: Path) -> None:
    server = self_signed("localhost", dns=("localhost",), purpose=SERVER_AUTH)
    certificate, key = server.write(tmp_path, "server")
    port = free_port()
    options = ["--port", str(port), "--tls-certificate", certificate, "--tls-key", key]
    trusting = ssl.create_default_context(cafile=str(certificate))
    with (
        running(folder, *options),
        httpx.Client(transport=httpx.HTTPTransport(verify=trusting, retries=8)) as client,
    ):
        assert NAME in client.get(f"https://localhost:{port}/").text


def test_two_processes_serve_one_folder(folder: Path) -> None:
    log = WitnessedLog()
    witness("add-log", folder, log.by.verifier_key.text)
    with running(folder) as (_, one), running(folder) as (_, other):
        assert one.post("/add-checkpoint", content=log.request(0, 9)).status_code == 200
        assert other.post("/add-checkpoint", content=log.request(9, 20)).status_code == 200
        assert one.post("/add-checkpoint", content=log.request(9, 21)).text == "20\n"


def test_a_port_that_is_taken_is_said_in_one_line(folder: Path) -> None:
    with running(folder) as (_, client):
        client.get("/")
        command = ["witness", "serve", str(folder), "--port", str(client.base_url.port)]
        done = subprocess.run(
            [sys.executable, "-m", "thiqa.cli", *command],
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
        )
    assert done.returncode == 1
    assert "is taken" in done.stderr
    assert done.stderr.count("\n") == 1
