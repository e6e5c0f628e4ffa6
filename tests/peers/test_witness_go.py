"""Witnesses of others cosign our log, ours cosigns theirs, and theirs verify what came of it.

They are litewitness and the policies of torchwood, the witness of transparency-dev, and a log
of Tessera, as their authors publish them.
"""

import asyncio
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from peers.witness_programs import (
    START_SECONDS,
    Running,
    TesseraLog,
    Torchwood,
    litewitness,
    transparency_dev,
)
from serving import free_port, serving
from specimen_log import MemoryLog, log_of, signer
from stored_log import numbered, open_log
from thiqa.base import system_clock
from thiqa.ledger.checkpoint import sign_checkpoint, verify_checkpoint
from thiqa.ledger.errors import QuorumError
from thiqa.ledger.keys import NoteSigner
from thiqa.ledger.merkle import hash_leaf
from thiqa.ledger.policy import LogPolicy, PolicyGroup, PolicyLog, PolicyWitness
from thiqa.ledger.publisher import Publisher
from thiqa.ledger.receipt import Receipt, format_receipt, parse_receipt, verify_receipt
from thiqa.ledger.receipts import Receipts
from thiqa.ledger.witness_desk import WitnessAnswer
from thiqa.ledger.witnesses import Witnesses
from thiqa.recording import REQUEST_TYPE
from thiqa.web.exchange import Exchange
from thiqa.witness import KnownLog, OpenWitness, make_folder, open_folder, witness_app
from witnesses import NAME, WitnessedLog, add_checkpoint, verified

SOURCE = Path(__file__).parent / "witness_go"
THEIRS = (
    "filippo.io/torchwood/cmd/litewitness",
    "github.com/transparency-dev/tessera/cmd/examples/posix-oneshot",
)
BUILD_SECONDS = 400
SIZES = [1, 2, 255, 256, 257, 600]

pytestmark = pytest.mark.timeout(BUILD_SECONDS + 60)


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the programs of others."""
    go = shutil.which("go")
    if go is None:
        pytest.skip("Go is not installed: no witness or log of others was asked")
    folder = tmp_path_factory.mktemp("witness_go")
    build = [go, "build", "-buildvcs=false", "-o", f"{folder}/", "./...", *THEIRS]
    subprocess.run(build, cwd=SOURCE, check=True, timeout=BUILD_SECONDS)
    return folder


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
            if theirs.post_quantum_key is not None:
                verified(answer.text, log.checkpoint(new), theirs.post_quantum_key)
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


def test_a_log_of_tessera_asks_for_our_signature_of_ml_dsa(
    tessera_log: TesseraLog, opened: OpenWitness, ours: Running
) -> None:
    witness = PolicyWitness("ours", opened.post_quantum_key, ours.url)
    log = replace(tessera_log, policy=replace(tessera_log.policy, witnesses=(witness,)))
    log.append("one", "two", "three")
    [cosignature] = verify_checkpoint(log.checkpoint, log.policy).cosigned_by
    assert cosignature.key == opened.post_quantum_key
    with pytest.raises(QuorumError):
        verify_checkpoint(log.checkpoint, tessera_log.policy)


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


async def published_receipts(url: str, policy: LogPolicy) -> list[tuple[str, str]]:
    """Publish a stored record twice under a policy; return receipts, each with its leaf's hash."""
    async with open_log(url) as log, Exchange.open() as exchange:

        async def ask(url: str, body: bytes) -> WitnessAnswer:
            answer = await exchange.post(url, body, REQUEST_TYPE)
            return WitnessAnswer(answer.status, answer.media_type, answer.body)

        witnesses = Witnesses(policy, ask, system_clock, witness_seconds=START_SECONDS)
        publisher = Publisher(log.database, policy, system_clock, witnesses.cosign)
        receipts, issued = Receipts(log.database, policy), []
        for first, number in [(0, 3), (3, 300)]:
            entry, *_ = await log.append_many(first, number)
            while await log.sequencer.integrate():
                pass
            assert await publisher.publish()
            _, person_id, _ = numbered(first)
            issued.append(await receipts.receipt_for_person(entry, person_id, wait_seconds=0))
        return [(each.text, hash_leaf(parse_receipt(each.text).leaf).hex()) for each in issued]


def test_what_we_publish_is_cosigned_by_three_witnesses_of_three_authors(
    programs: Path, tmp_path: Path, sqlite_url: str, opened: OpenWitness, ours: Running
) -> None:
    log = WitnessedLog()
    opened.store.add_log(log.known)
    with (
        litewitness(programs, log, tmp_path) as lite,
        transparency_dev(programs, log, tmp_path) as dev,
    ):
        named = {"lite": lite, "dev": dev, "ours": ours}
        policy = LogPolicy(
            (PolicyLog(log.by.verifier_key),),
            tuple(PolicyWitness(name, each.key, each.url) for name, each in named.items()),
            (PolicyGroup("all", 3, tuple(named)),),
            quorum="all",
        )
        receipts = asyncio.run(published_receipts(sqlite_url, policy))
    (tmp_path / "policy").write_text(policy.text)
    torchwood = Torchwood(programs / "verify", tmp_path / "policy")
    for text, leaf_hash in receipts:
        assert len(verify_receipt(text, policy).checkpoint.cosigned_by) == 3
        assert torchwood.accepts(text, leaf_hash)
