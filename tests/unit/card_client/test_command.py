import os
import re
import subprocess
import sys
from pathlib import Path

from specimen_cards import make_card

WITHOUT_PYSCARD = """
import sys
sys.modules["smartcard"] = sys.modules["smartcard.scard"] = None
from thiqa.cli.main import main
sys.argv = ["thiqa", "card-client", *sys.argv[1:]]
main()
"""


def _start(*arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", WITHOUT_PYSCARD, *arguments],
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_without_the_package_for_readers_the_command_says_how_to_install_it() -> None:
    process = _start()
    out, error = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "pip install 'thiqa[pcsc]'" in error
    assert "--specimens" in error
    assert out == ""


def test_specimen_cards_need_no_package(tmp_path: Path) -> None:
    make_card(tmp_path / "adult.json")
    with _start("--port", "0", "--specimens", str(tmp_path)) as process:
        assert process.stdout is not None
        assert re.fullmatch(
            r"the card client is at http://127\.0\.0\.1:\d+\n", process.stdout.readline()
        )
        process.terminate()
