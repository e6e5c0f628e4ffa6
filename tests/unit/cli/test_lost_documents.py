"""`thiqa lost-documents`: a list is made, made again with the same salt, and asked."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from thiqa.cli.lost_documents import lost_documents
from thiqa.lost_documents import StatusList
from thiqa.lost_documents.editions import read_public_key

REPORT = {"country": "MAR", "type": "I", "number": "SP0000001", "kind": "lost"}


def run(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(lost_documents, [str(each) for each in arguments])
    return done.exit_code, done.output


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "reports.json").write_text(json.dumps([REPORT]))
    return tmp_path


def make(folder: Path) -> StatusList:
    reports, file, key = (folder / name for name in ("reports.json", "lost.list", "key.pem"))
    code, output = run(
        "list", reports, file, "--key", key, "--issuer", "Specimen", "--country", "MAR"
    )
    assert (code, output) == (0, f"{file}\t{folder / 'lost.jwk'}\n")
    return StatusList.read(file.read_bytes(), (read_public_key(folder / "lost.jwk"),))


def test_a_list_is_made_and_asked(folder: Path) -> None:
    make(folder)
    how = ("--list", folder / "lost.list", "--key", folder / "lost.jwk")
    assert run("ask", "mar", "i", "sp 0000001", *how) == (3, "reported\tlist of Specimen: lost\n")
    assert run("ask", "MAR", "I", "SP0000002", *how) == (0, "not-reported\tlist of Specimen\n")
    assert run("ask", "UTO", "I", "SP0000002", *how)[0] == 4


def test_the_next_edition_keeps_the_salt(folder: Path) -> None:
    first, second = make(folder), make(folder)
    assert first.head.series == second.head.series


def test_without_anybody_to_ask_there_is_no_answer(folder: Path) -> None:
    make(folder)
    code, output = run("ask", "MAR", "I", "1", "--key", folder / "lost.jwk")
    assert code == 2
    assert "give a list or a service" in output
