import time
from pathlib import Path

from thiqa.crypto import Algorithm, KeyDirectory
from thiqa.crypto.key_directory import KEEP_AFTER_SECONDS, PUBLISH_AHEAD_SECONDS
from unit.cli.conftest import Call

HOUR = 3_600


def test_a_rotation_adds_a_key_for_each_algorithm_and_says_when_it_signs(call: Call) -> None:
    rotated = call("keys", "rotate")
    assert rotated.exit_code == 0
    assert "sign in 15 minutes" in rotated.stdout
    lines = [line.split("\t") for line in call("keys", "list").stdout.splitlines()]
    assert [line[0] for line in lines] == ["ES256", "ES256", "EdDSA", "EdDSA", "PS256", "PS256"]
    assert len({line[1] for line in lines}) == len(lines)
    assert lines[0][2] == "signs"
    assert lines[1][2].startswith("signs from 20")


def test_the_list_says_what_each_key_is_good_for(call: Call, tmp_path: Path) -> None:
    directory, now = KeyDirectory(tmp_path / "data" / "keys"), int(time.time())
    directory.ensure(now - 9 * HOUR)
    directory.rotate(now - 4 * HOUR)
    directory.rotate(now - PUBLISH_AHEAD_SECONDS - KEEP_AFTER_SECONDS // 2)
    directory.rotate(now)
    listed = call("keys", "list").stdout.splitlines()
    states = [
        line.split("\t")[2].partition(" 20")[0]
        for line in listed
        if line.startswith(Algorithm.ES256)
    ]
    assert states == ["published until", "signs", "signs from"]


def test_a_list_of_keys_that_are_not_there_is_an_error(call: Call) -> None:
    answer = call("keys", "list")
    assert answer.exit_code == 1
    assert "key directory" in str(answer.exception)
