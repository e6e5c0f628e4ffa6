"""Files checked on the command line, before the counter reads them."""

import json
from pathlib import Path

import pytest

from service_files import FILE, line_of, text_with
from thiqa.counter.__main__ import main
from thiqa.counter.catalogue.loading import OUR_FOLDER


def test_our_files_are_good(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["catalogue", "check", *map(str, OUR_FOLDER.glob("*.yaml"))]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(list(OUR_FOLDER.glob("*.yaml"))) - 1
    assert all(": good, version " in line for line in lines)


def test_what_is_wrong_is_said_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = text_with(("currency: MAD", "currency: dirham"))
    (tmp_path / FILE).write_text(text, "utf-8")
    assert main(["catalogue", "check", str(tmp_path / FILE)]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"{FILE}:{line_of(text, 'currency: dirham')}: fee.currency: is 'dirham'")


def test_a_file_that_is_not_there_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["catalogue", "check", "nowhere.yaml"]) == 1
    assert capsys.readouterr().err == "nowhere.yaml:1: No such file or directory\n"


@pytest.mark.parametrize("arguments", [[], ["--bodies"]])
def test_the_schemas_are_printed_for_editors(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["catalogue", "schema", *arguments]) == 0
    assert json.loads(capsys.readouterr().out)["$schema"].startswith("https://json-schema.org/")
