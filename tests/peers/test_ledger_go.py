"""Go's own checksum-database code verifies what this log publishes, and we what it signs."""

import base64
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from specimen_log import log_of, signer
from thiqa.ledger.checkpoint import sign_checkpoint, verify_checkpoint
from thiqa.ledger.keys import VerifierKey
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.tiles import edge_tiles, tile_path, tile_width

SOURCE = Path(__file__).parent / "ledger_go"
SIZES = [1, 2, 255, 256, 257, 600, 1_000]
LAST = SIZES[-1]
INDEXES = [0, 1, 255, 256, 511, 599, LAST - 1]

Peer = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Peer:
    go = shutil.which("go")
    if go is None:
        pytest.skip("Go is not installed: what we publish was not shown to golang.org/x/mod")
    program = tmp_path_factory.mktemp("go") / "peer"
    subprocess.run([go, "build", "-o", program, "."], cwd=SOURCE, check=True, timeout=110)

    def run(*arguments: str, document: Any = None) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [program, *arguments],
            input=json.dumps(document),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    return run


def _encoded(hashes: tuple[bytes, ...]) -> list[str]:
    return [base64.b64encode(item).decode() for item in hashes]


@pytest.fixture
def document() -> dict[str, Any]:
    log = log_of(LAST)
    tiles = {tile_path(tile, tile_width(tile, LAST)): data for tile, data in log.tiles.items()}
    for size in SIZES:
        for tile in edge_tiles(size):
            width = tile_width(tile, size)
            tiles[tile_path(tile, width)] = log.tiles[tile][: 32 * width]
    heads = [log_of(size) for size in SIZES]
    return {
        "key": signer().verifier_key.text,
        "checkpoints": [sign_checkpoint(head.head, signer()) for head in heads],
        "leaves": _encoded(tuple(entry.leaf for entry in log.entries)),
        "tiles": {path: base64.b64encode(data).decode() for path, data in tiles.items()},
        "inclusion": [
            {"index": index, "proof": _encoded(log.inclusion(index))} for index in INDEXES
        ],
        "consistency": [
            {"old": old, "new": new, "proof": _encoded(heads[new].consistency(SIZES[old]))}
            for new in range(len(SIZES))
            for old in range(new + 1)
        ],
    }


def test_go_verifies_checkpoints_tiles_leaves_and_proofs(
    peer: Peer, document: dict[str, Any]
) -> None:
    result = peer(document=document)
    assert (result.returncode, result.stdout) == (0, "")


def _flip(encoded: str) -> str:
    data = bytearray(base64.b64decode(encoded))
    data[len(data) // 2] ^= 1
    return base64.b64encode(data).decode()


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda d: d["leaves"].__setitem__(7, _flip(d["leaves"][7])), "leaf 7:"),
        (lambda d: d["inclusion"][2]["proof"].__setitem__(0, _flip("A" * 43 + "=")), "inclusion"),
        (lambda d: d["consistency"][1]["proof"].append("A" * 43 + "="), "consistency"),
        (
            lambda d: d["tiles"].__setitem__("tile/0/001", _flip(d["tiles"]["tile/0/001"])),
            "leaf 384:",  # its reader of tiles lets this pass, the leaf itself does not
        ),
        (
            lambda d: d["checkpoints"].__setitem__(
                0, d["checkpoints"][0].replace("\n1\n", "\n2\n")
            ),
            "checkpoint: invalid signature",
        ),
    ],
)
def test_go_refuses_what_was_changed(
    peer: Peer, document: dict[str, Any], change: Callable[[Any], None], complaint: str
) -> None:
    change(document)
    result = peer(document=document)
    assert result.returncode == 1
    assert complaint in result.stdout


def test_a_checkpoint_that_go_signed_with_a_witness_is_verified(peer: Peer) -> None:
    key, _, note = peer("sign").stdout.partition("\n")
    checkpoint = verify_checkpoint(note, LogPolicy.of_log(VerifierKey.parse(key)))
    assert checkpoint.head.size == 7
    assert len(note.splitlines()) == 6
