"""The record as a whole, at the command line."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from public_log import filled
from specimen_log import private_key
from stored_log import CITIZENS, fetch
from unit.cli.conftest import Call

SETTINGS = {"THIQA_RECORD_ORIGIN": "log.example/record", "THIQA_SPECIMEN": "true"}


@pytest.fixture
def url(sqlite_url: str, tmp_path: Path) -> str:
    """A record, and the key that signed it in the key directory of the commands."""
    keys = tmp_path / "data" / "keys"
    keys.mkdir(mode=0o700, parents=True)
    pem = private_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (keys / "record-1.pem").write_bytes(pem)
    (keys / "record-1.pem").chmod(0o600)
    for number in range(CITIZENS):
        values = f"'p-{number}', 'AB{number}', '{{}}'"
        fetch(sqlite_url, f"INSERT INTO person (id, national_number, claims) VALUES ({values})")
    filled(sqlite_url, 300)
    fetch(sqlite_url, "UPDATE ledger_entry SET client_id = 'https://town.example'")
    return sqlite_url


def test_fsck_of_a_whole_store_says_so(call: Call, url: str) -> None:
    answer = call("ledger", "fsck", **SETTINGS)
    assert (answer.exit_code, answer.stdout) == (
        0,
        "300 entries with a place in the tree: nothing is damaged\n",
    )


def test_fsck_names_each_damage_and_raises_findings_once(call: Call, url: str) -> None:
    first = "SELECT entry_id FROM ledger_leaf WHERE leaf_index = 0"
    fetch(url, f"DELETE FROM ledger_entry WHERE id = ({first})")
    for _ in range(2):
        answer = call("ledger", "fsck", "--raise", **SETTINGS)
        assert answer.exit_code == 1
        assert answer.stdout.splitlines()[0] == "opening of leaf 0: is missing"
    assert fetch(url, "SELECT kind, detail FROM finding") == [
        ("damaged_record", "opening of leaf 0: is missing")
    ]


@pytest.mark.parametrize(("owner", "column"), [("person", "person_id"), ("client", "client_id")])
def test_fsck_names_owners_whom_nobody_knows(call: Call, url: str, owner: str, column: str) -> None:
    first = "SELECT entry_id FROM ledger_leaf WHERE leaf_index = 0"
    fetch(url, f"UPDATE ledger_entry SET {column} = 'q-3' WHERE id = ({first})")
    answer = call("ledger", "fsck", **SETTINGS)
    assert answer.exit_code == 1
    assert answer.stdout.splitlines()[0] == (
        f"entry of 'q-3': entries are kept for a {owner} whom nobody knows"
    )


def test_fsck_compares_with_checkpoints_that_were_kept(
    call: Call, url: str, tmp_path: Path
) -> None:
    kept = tmp_path / "checkpoint"
    ((note,),) = fetch(url, "SELECT checkpoint FROM ledger_head")
    kept.write_text(note)
    assert call("ledger", "fsck", "--checkpoint", kept, **SETTINGS).exit_code == 0
    kept.write_text(note.replace("\n300\n", "\n299\n"))
    answer = call("ledger", "fsck", "--checkpoint", kept, **SETTINGS)
    assert answer.exit_code == 1
    assert answer.stdout.startswith(f"head {kept}: the signature")


def test_export_writes_files_that_every_web_server_may_read(
    call: Call, url: str, tmp_path: Path
) -> None:
    folder = tmp_path / "public" / "record"
    for new in (300, 0):
        answer = call("ledger", "export", folder, **SETTINGS)
        assert answer.stdout == f"300 entries, {new} of them new\n"
    for path in ("checkpoint", "policy", "tile/0/000", "tile/entries/001.p/44"):
        assert (folder / path).stat().st_mode & 0o777 == 0o644
    assert folder.stat().st_mode & 0o777 == 0o755
