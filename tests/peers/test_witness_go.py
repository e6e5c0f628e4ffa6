"""Witnesses of others cosign our log, ours cosigns theirs, and theirs verify what came of it.

They are litewitness and the policies of torchwood, the witness of transparency-dev, and a log
of Tessera, as their authors publish them.
"""

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
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from serving import free_port, serving
from specimen_log import MemoryLog, log_of, signer
from thiqa.base import b64encode, system_clock
from thiqa.ledger.checkpoint import sign_checkpoint, verify_checkpoint
from thiqa.ledger.cosignature import CosignatureKey
from thiqa.ledger.errors import QuorumError
from thiqa.ledger.keys import NoteSigner
from thiqa.ledger.merkle import hash_leaf
from thiqa.ledger.policy import LogPolicy, PolicyLog, PolicyWitness
from thiqa.ledger.receipt import Receipt, format_receipt
from thiqa.witness import KnownLog, OpenWitness, make_folder, open_folder, witness_app
from witnesses import NAME, WitnessedLog, add_checkpoint, verified

SOURCE = Path(__file__).parent / "witness_go"
THEIRS = (
    "filippo.io/torchwood/cmd/litewitness",
    "github.com/transparency-dev/tessera/cmd/examples/posix-oneshot",
)
BUILD_SECONDS = 400
START_SECONDS = 20
SIZES = [1, 2, 255, 256, 257, 600]

pytestmark = pytest.mark.timeout(BUILD_SECONDS + 60)


@dataclass(frozen=True)
class Running:
    """A witness that answers."""

    key: CosignatureKey
    url: str

    def add(self, body: bytes) -> httpx.Response:
        """Ask for a cosignature."""
        return httpx.post(f"{self.url}add-checkpoint", content=body)


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the programs of others."""
    go = shutil.which("go")
    if go is None:
        pytest.skip("Go is not installed: no witness or log of others was asked")
    folder = tmp_path_factory.mktemp("witness_go")
    build = [go, "build", "-o", f"{folder}/", "./...", *THEIRS]
    subprocess.run(build, cwd=SOURCE, check=True, timeout=BUILD_SECONDS)
    return folder


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
        key, url = (process.stdout.readline().strip() for _ in range(2))
        yield Running(CosignatureKey.parse(key), url)


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
        yield Running(CosignatureKey("lite.example/witness", public_key), url)


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


@pytest.mark.parametrize("their_witness", [transparency_dev, litewitness])
def test_a_witness_of_others_cosigns_our_log_and_no_other_story(
    programs: Path, tmp_path: Path, their_witness: Callable[..., Iterator[Running]]
) -> None:
    log, liar = WitnessedLog(), WitnessedLog(story="false")
    with their_witness(programs, log, tmp_path) as theirs:
        for old, new in zip([0, *SIZES], SIZES, strict=False):
            answer = theirs.add(log.request(old, new))
            assert answer.status_code == 200, answer.text
            cosignature = verified(answer.text, log.checkpoint(new), theirs.key)
            assert abs(cosignature.at - system_clock()) < 60
        conflict = theirs.add(log.request(0, 600))
        assert (conflict.status_code, conflict.text) == (409, "600\n")
        assert theirs.add(liar.request(600, 600)).status_code in (409, 422)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[OpenWitness]:
    """Our witness, by the clock of this machine."""
    make_folder(tmp_path / "ours", NAME)
    with open_folder(tmp_path / "ours", system_clock) as opened:
        yield opened


@pytest.fixture
def ours(opened: OpenWitness) -> Iterator[Running]:
    """Our witness over HTTP."""
    port = free_port()
    with serving(witness_app(opened), port):
        yield Running(opened.key, f"http://127.0.0.1:{port}/")


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


@pytest.fixture
def tessera_log(programs: Path, tmp_path: Path, opened: OpenWitness, ours: Running) -> TesseraLog:
    """A log of Tessera that our witness knows."""
    seed = bytes([7] * 32)
    key = NoteSigner("tessera.example/log", Ed25519PrivateKey.from_private_bytes(seed))
    opened.store.add_log(KnownLog(key.name, key.verifier_key))
    (tmp_path / "tessera").mkdir()
    log, witness = PolicyLog(key.verifier_key), PolicyWitness("ours", ours.key, ours.url)
    policy = LogPolicy((log,), (witness,), quorum="ours")
    return TesseraLog(programs, tmp_path / "tessera", key, seed, policy)


def test_our_witness_cosigns_a_log_of_tessera_as_it_grows(tessera_log: TesseraLog) -> None:
    tessera_log.append("one", "two", "three")
    assert verify_checkpoint(tessera_log.checkpoint, tessera_log.policy).head.size == 3
    tessera_log.append(*(f"entry {number}" for number in range(300)))
    checkpoint = verify_checkpoint(tessera_log.checkpoint, tessera_log.policy)
    assert checkpoint.head.size == 303
    assert abs(checkpoint.cosigned_by[0].at - system_clock()) < 60


def test_a_log_of_tessera_that_forks_is_not_cosigned(
    tessera_log: TesseraLog, tmp_path: Path, opened: OpenWitness
) -> None:
    tessera_log.append("one", "two")
    other_story = tessera_log.copy(tmp_path / "copy")
    published = tessera_log.checkpoint
    tessera_log.append("true", "also true")
    with pytest.raises(subprocess.TimeoutExpired):
        other_story.append("false", "also false", seconds=5)
    assert other_story.checkpoint == published
    [fork] = opened.store.forks()
    assert fork.origin == tessera_log.key.name


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


def test_torchwood_accepts_what_we_publish_and_nothing_that_was_changed(
    programs: Path, tmp_path: Path, opened: OpenWitness
) -> None:
    log: MemoryLog = log_of(300)
    opened.store.add_log(KnownLog(signer().name, signer().verifier_key))
    own = sign_checkpoint(log.head, signer())
    cosigned = own + opened.witness.add_checkpoint(add_checkpoint(0, [], own))
    witness = PolicyWitness("ours", opened.key)
    policy = LogPolicy((PolicyLog(signer().verifier_key),), (witness,), quorum="ours")
    (tmp_path / "policy").write_text(policy.text)
    torchwood = Torchwood(programs / "verify", tmp_path / "policy")

    assert torchwood.accepts(cosigned)
    assert not torchwood.accepts(own)
    assert not torchwood.accepts(cosigned.replace("\n300\n", "\n301\n"))
    with pytest.raises(QuorumError):
        verify_checkpoint(own, policy)

    entry = log.entries[256]
    leaf_hash = hash_leaf(entry.leaf).hex()
    receipt = Receipt(entry.leaf, entry.opening, 256, log.inclusion(256), cosigned)
    assert torchwood.accepts(format_receipt(receipt), leaf_hash)
    assert not torchwood.accepts(format_receipt(receipt), hash_leaf(b"another").hex())
    assert not torchwood.accepts(format_receipt(replace(receipt, checkpoint=own)), leaf_hash)
