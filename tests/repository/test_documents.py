"""What the documents say is so: settings, commands, links, files and registrations."""

import json
import re
import shlex
import subprocess
from dataclasses import fields
from pathlib import Path
from typing import Any

import click
import pytest

from repository.tree import ROOT, SOURCE, blocks, documents
from thiqa.cli.main import thiqa
from thiqa.counter import settings as counter_settings
from thiqa.oidc.clients.registration import read_registration
from thiqa.settings import PREFIX, Settings

OPERATOR = ROOT / "docs" / "guides" / "operator.md"
COUNTER = ROOT / "docs" / "guides" / "counter.md"
THREATS = ROOT / "docs" / "threat-model.md"
STANDARDS = ROOT / "docs" / "standards.md"
WITHSTOOD = {*range(1, 18), 20, 21, 22, 23, *range(25, 34)}
"""The rows of the threat model for which there are tests."""
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
TEST = re.compile(r"\btest_\w+\.py")
OTHERS = {"git", "cd", "apt-get", "sudo"}
"""Programs of others that a document may call."""


def test_every_setting_is_in_the_operators_table_with_its_default() -> None:
    rows = dict(re.findall(rf"^\| `{PREFIX}(\w+)` \| (.+?) \|", OPERATOR.read_text(), re.M))
    assert list(rows) == [field.name.upper() for field in fields(Settings)]
    for field in fields(Settings):
        default = str(getattr(Settings(), field.name))
        shown = rows[field.name.upper()].strip("`")
        assert shown.lower() == default.lower() or not default, field.name


def test_every_setting_of_the_counter_is_in_its_table_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `COUNTER_(\w+)` \| (.+?) \|", COUNTER.read_text(), re.M))
    defaults = counter_settings.Settings()
    assert list(rows) == [field.name.upper() for field in fields(defaults)]
    for field in fields(defaults):
        default = getattr(defaults, field.name)
        if isinstance(default, str | int) and default:
            assert rows[field.name.upper()] == f"`{default}`", field.name


def test_every_setting_is_explained_beside_its_definition() -> None:
    source = (ROOT / "src" / "thiqa" / "settings.py").read_text()
    for field in fields(Settings):
        assert re.search(rf'^    {field.name}: .+\n    """.+', source, re.M), field.name


@pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(document: Path) -> None:
    for target in LINK.findall(document.read_text()):
        if not target.startswith(("http:", "https:", "#")):
            assert (document.parent / target.partition("#")[0]).exists(), target


@pytest.fixture(scope="module")
def threats() -> str:
    """The threat model."""
    if not THREATS.exists():
        pytest.skip("the threat model is not written yet")
    return THREATS.read_text()


def claimed_tests_missing(text: str) -> set[str]:
    """Return the tests that a document names and that are not there."""
    claimed = set(TEST.findall(text))
    assert claimed
    return claimed - {path.name for path in (ROOT / "tests").rglob("test_*.py")}


def test_every_test_that_the_standards_claim_is_there() -> None:
    assert claimed_tests_missing(STANDARDS.read_text()) == set()


def test_every_test_that_the_threat_model_claims_is_there(threats: str) -> None:
    assert claimed_tests_missing(threats) == set()


@pytest.mark.parametrize("row", sorted(WITHSTOOD))
def test_every_threat_that_we_withstand_names_its_test(threats: str, row: int) -> None:
    (line,) = re.findall(rf"^\| *{row} *\|.*$", threats, re.M)
    assert TEST.search(line)


def test_every_module_that_the_standards_claim_is_there() -> None:
    for row in re.findall(r"^\|.*\|$", STANDARDS.read_text(), re.M):
        cells = row.split("|")
        for name in re.findall(r"`([\w/*]+\.py)`", cells[3] if len(cells) > 5 else ""):
            assert list(SOURCE.glob(name)), name


@pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_registration_that_is_shown_is_accepted(document: Path) -> None:
    for text in blocks(document, "json"):
        shown = json.loads(text)
        if "client_id" in shown:
            assert read_registration(shown).purposes


def commands() -> list[Any]:
    """Return every command that a document shows after a prompt."""
    return [
        pytest.param(line.removeprefix("$ "), id=f"{document.stem}: {line.removeprefix('$ ')}")
        for document in documents()
        for block in blocks(document, "console")
        for line in block.splitlines()
        if line.startswith("$ ")
    ]


@pytest.mark.parametrize("line", commands())
def test_every_command_that_is_shown_exists(line: str) -> None:
    words = shlex.split(line, comments=True)
    while words and re.fullmatch(r"[A-Z_]+=.*", words[0]):
        name, _, _ = words.pop(0).partition("=")
        assert not name.startswith(PREFIX) or name.removeprefix(PREFIX).lower() in {
            field.name for field in fields(Settings)
        }
    program = words.pop(0)
    if program == "thiqa":
        _check_thiqa(words)
    elif program == "make":
        _check_make(words)
    else:
        assert program in OTHERS


def _check_thiqa(words: list[str]) -> None:
    """Let click read the command line, without running it."""
    command: click.Command = thiqa
    while isinstance(command, click.Group):
        found = command.get_command(click.Context(command), words.pop(0))
        assert found is not None
        command = found
    for parameter in command.params:
        if isinstance(parameter.type, click.Path):
            parameter.type.exists = False  # the files of an example are the reader's
    command.make_context(command.name or "", words)


def _check_make(words: list[str]) -> None:
    targets = [word for word in words if "=" not in word]
    known = re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(), re.M)
    assert set(targets) <= set(known)
    dry = ["make", "--dry-run", "--always-make", *words]
    done = subprocess.run(dry, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
