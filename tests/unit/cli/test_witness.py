"""`thiqa witness`: made, told of logs, listed."""

from pathlib import Path

import pytest

from specimen_log import NOON, signer
from thiqa.ledger.policy import LogPolicy
from thiqa.witness import open_folder
from unit.cli.conftest import Call
from witnesses import Clock, WitnessedLog

NAME = "newspaper.example/w1"


@pytest.fixture
def folder(call: Call, tmp_path: Path) -> Path:
    """A folder that the command has made."""
    made = call("witness", "init", tmp_path / "w", "--name", NAME)
    assert made.exit_code == 0, made.output
    assert made.output == call("witness", "key", tmp_path / "w").output
    assert made.output.startswith(f"{NAME}+")
    return tmp_path / "w"


def test_logs_are_added_listed_and_removed(call: Call, folder: Path) -> None:
    log = WitnessedLog()
    key = log.by.verifier_key.text
    assert "from now on" in call("witness", "add-log", folder, key).output
    assert "was known" in call("witness", "add-log", folder, key).output
    assert call("witness", "logs", folder).output == f"{log.by.name}\t{key}\tnever cosigned\n"

    with open_folder(folder, Clock()) as opened:
        opened.witness.add_checkpoint(log.request(0, 9))
    assert call("witness", "logs", folder).output.endswith("cosigned at size 9\n")

    assert "no longer trusted" in call("witness", "remove-log", folder, key).output
    assert "was not trusted" in call("witness", "remove-log", folder, key).output
    assert call("witness", "logs", folder).output == ""


def test_a_log_whose_key_has_another_name(call: Call, folder: Path) -> None:
    key = signer().verifier_key.text
    call("witness", "add-log", folder, key, "--origin", "go.sum database tree")
    assert call("witness", "logs", folder).output.startswith("go.sum database tree\tlog.example")


def test_the_logs_of_a_policy_are_added_at_once(call: Call, folder: Path, tmp_path: Path) -> None:
    keys = [signer(number, f"log{number}.example").verifier_key for number in range(2)]
    (tmp_path / "policy").write_text(LogPolicy.of_log(*keys).text)
    added = call("witness", "add-log", folder, "--policy", tmp_path / "policy")
    assert added.output.count("from now on") == 2
    listed = call("witness", "logs", folder).output
    assert all(key.text in listed for key in keys)
    for wrong in ((), (keys[0].text, "--policy", tmp_path / "policy")):
        assert call("witness", "add-log", folder, *wrong).exit_code == 2


def test_a_fork_is_shown_with_both_of_its_sides(call: Call, folder: Path) -> None:
    log, liar = WitnessedLog(), WitnessedLog(story="false")
    call("witness", "add-log", folder, log.by.verifier_key.text)
    with open_folder(folder, Clock()) as opened:
        opened.witness.add_checkpoint(log.request(0, 9))
        with pytest.raises(Exception, match="another tree"):
            opened.witness.add_checkpoint(liar.request(9, 9))
        assert opened.store.forks()[0].noticed_at == NOON
    shown = call("witness", "logs", folder)
    assert shown.exit_code == 1
    assert log.checkpoint(9) in shown.output
    assert liar.checkpoint(9) in shown.output


def test_what_is_no_key_is_refused(call: Call, folder: Path) -> None:
    assert call("witness", "add-log", folder, "log.example").exit_code == 1


def test_a_folder_without_a_witness_is_refused(call: Call, tmp_path: Path) -> None:
    assert call("witness", "logs", tmp_path / "elsewhere").exit_code == 1
