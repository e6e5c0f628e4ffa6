"""Programs of others in Go: witnesses, a log, and who verifies; see `witness_go`."""

import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from serving import free_port
from thiqa.base import b64encode
from thiqa.ledger.cosignature import (
    CosignatureKey,
    Ed25519CosignatureKey,
    parse_cosignature_key,
)
from thiqa.ledger.keys import NoteSigner
from thiqa.ledger.policy import LogPolicy
from witnesses import WitnessedLog

START_SECONDS = 20


@dataclass(frozen=True)
class Running:
    """A witness that answers."""

    key: CosignatureKey
    url: str
    post_quantum_key: CosignatureKey | None = None

    def add(self, body: bytes) -> httpx.Response:
        """Ask for a cosignature."""
        return httpx.post(f"{self.url}add-checkpoint", content=body)


@contextmanager
def started(*command: str | Path, **environment: str) -> Iterator["subprocess.Popen[str]"]:
    """Run a program until the block ends."""
    process = subprocess.Popen(
        command, env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@contextmanager
def transparency_dev(programs: Path, log: WitnessedLog, _: Path) -> Iterator[Running]:
    """Run the witness of github.com/transparency-dev/witness for a log."""
    with started(programs / "witness", log.by.verifier_key.text) as process:
        assert process.stdout is not None
        *keys, url = (process.stdout.readline().strip() for _ in range(3))
        key, post_quantum_key = map(parse_cosignature_key, keys)
        yield Running(key, url, post_quantum_key)


@contextmanager
def litewitness(programs: Path, log: WitnessedLog, folder: Path) -> Iterator[Running]:
    """Run litewitness for a log; its key is in an agent of SSH."""
    private_key = Ed25519PrivateKey.generate()
    (folder / "key").touch(mode=0o600)
    (folder / "key").write_bytes(
        private_key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.OpenSSH,
            serialization.NoEncryption(),
        )
    )
    socket, database, port = folder / "agent", folder / "litewitness.db", free_port()
    agent = {"SSH_AUTH_SOCK": str(socket)}
    with ExitStack() as stack:
        stack.enter_context(started("ssh-agent", "-D", "-a", socket))
        wait_until(socket.exists)
        add = ["ssh-add", "-q", folder / "key"]
        subprocess.run(add, env={**os.environ, **agent}, check=True)
        listed = ["ssh-keygen", "-l", "-f", folder / "key"]
        fingerprint = subprocess.run(listed, capture_output=True, text=True, check=True).stdout
        options = ["-name", "lite.example/witness", "-key", fingerprint.split()[1]]
        options += ["-db", str(database), "-ssh-agent", str(socket), "-listen", f"127.0.0.1:{port}"]
        stack.enter_context(started(programs / "litewitness", *options))
        url = f"http://127.0.0.1:{port}/"
        wait_until(lambda: answers(url))
        with closing(sqlite3.connect(database)) as file, file:
            name, key = log.by.name, log.by.verifier_key.text
            file.execute("INSERT INTO log VALUES (?, 0, ?)", (name, b64encode(log.head(0).root)))
            file.execute("INSERT INTO key VALUES (?, ?)", (name, key))
        public_key = private_key.public_key().public_bytes_raw()
        yield Running(Ed25519CosignatureKey("lite.example/witness", public_key), url)


def answers(url: str) -> bool:
    """Say whether a server is up."""
    try:
        return httpx.get(url).status_code < 500
    except httpx.TransportError:
        return False


def wait_until(holds: Callable[[], bool]) -> None:
    """Wait for a program that starts."""
    deadline = time.monotonic() + START_SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@dataclass(frozen=True)
class TesseraLog:
    """A log of Tessera in a folder, which publishes nothing that our witness has not cosigned."""

    programs: Path
    folder: Path
    key: NoteSigner
    seed: bytes
    policy: LogPolicy

    @property
    def checkpoint(self) -> str:
        """What it has published."""
        return (self.folder / "log" / "checkpoint").read_text()

    def append(self, *entries: str, seconds: float = 60) -> None:
        """Append entries, and wait until their checkpoint is published."""
        for number, entry in enumerate(entries):
            (self.folder / f"{number}.entry").write_text(entry)
        (self.folder / "policy").write_text(self.policy.text)
        key = f"PRIVATE+KEY+{self.key.name}+{self.key.key_hash.hex()}"
        options = ["-storage_dir", str(self.folder / "log"), "-witness_timeout", "2s"]
        options += ["-entries", f"{self.folder}/*.entry"]
        subprocess.run(
            [
                self.programs / "posix-oneshot",
                *options,
                "-witness_policy_file",
                self.folder / "policy",
            ],
            env={**os.environ, "LOG_PRIVATE_KEY": f"{key}+{b64encode(bytes([1]) + self.seed)}"},
            check=True,
            timeout=seconds,
        )

    def copy(self, folder: Path) -> "TesseraLog":
        """Return the same log, by the same key, about to tell another story."""
        shutil.copytree(self.folder, folder)
        return replace(self, folder=folder)


@dataclass(frozen=True)
class Torchwood:
    """What filippo.io/torchwood says to a policy and what was published under it."""

    program: Path
    policy: Path

    def accepts(self, published: str, *leaf_hash: str) -> bool:
        """Say whether a checkpoint, or the proof of a leaf, is accepted."""
        command = [self.program, self.policy, *leaf_hash]
        done = subprocess.run(command, input=published, capture_output=True, text=True, check=False)
        return done.returncode == 0
