"""What holds of every file that the repository tracks."""

import re
from pathlib import Path

import pytest

from repository.tree import ROOT, tracked
from thiqa.web.languages import Language

HOSTS = [
    *(f"{name}.org" for name in ("pypi", "npmjs", "files.python" + "hosted", "deb.debian")),
    *(f"registry.{name}" for name in ("npmjs", "yarnpkg", "npmmirror")),
    "crates" + ".io",
    *(f"{name}.golang.org" for name in ("proxy", "sum")),
    *(f"{name}.maven.org" for name in ("repo1", "central")),
]
"""Put together here, so that this file does not name them either."""
MACHINE = re.compile(rb"(?<![\w.])/(?:root|work|home/\w+|Users/\w+)/")
"""Folders of one machine."""
KEYS = re.compile(rb"-----BEGIN (?:EC |RSA |ENCRYPTED )?PRIVATE KEY-----\s+[A-Za-z0-9+/]{40}")
OF_OTHERS = {"LICENSE", "go.sum"}


def own_files() -> list[Path]:
    """Return the files that people here wrote, or that a tool wrote for them."""
    return [
        path
        for path in tracked()
        if path.name not in OF_OTHERS and "vectors" not in path.relative_to(ROOT).parts
    ]


@pytest.mark.parametrize("host", HOSTS)
def test_no_file_names_the_host_of_a_package_registry(host: str) -> None:
    assert [path for path in own_files() if host.encode() in path.read_bytes()] == []


def test_no_file_names_a_folder_of_one_machine() -> None:
    assert [path for path in own_files() if MACHINE.search(path.read_bytes())] == []


def test_no_private_key_is_kept() -> None:
    assert [path for path in tracked() if KEYS.search(path.read_bytes())] == []


def test_no_file_is_large() -> None:
    assert [path for path in tracked() if path.stat().st_size > 1_000_000] == []


def test_every_catalogue_is_there_in_every_language() -> None:
    folders = {path.parents[1] for path in tracked() if path.name == "messages.po"}
    assert len(folders) >= 3
    for folder in folders:
        assert {path.name for path in folder.iterdir()} == set(Language) - {Language.EN}


def test_the_languages_have_the_same_messages() -> None:
    for folder in {path.parents[1] for path in tracked() if path.name == "messages.po"}:
        keys = [
            re.findall(r'^msgid ((?:".*"\n)+)', (language / "messages.po").read_text(), re.M)
            for language in sorted(folder.iterdir())
        ]
        assert len(keys[0]) > 1
        assert all(sorted(each) == sorted(keys[0]) for each in keys), folder


def test_every_test_file_can_be_found_by_the_runner() -> None:
    """A file with tests whose name does not begin with test_ would never run."""
    lost = [
        path
        for path in (ROOT / "tests").rglob("*.py")
        if not path.name.startswith("test_") and re.search(r"^def test_", path.read_text(), re.M)
    ]
    assert lost == []


def test_every_file_of_attacks_is_tests_named_by_the_fault() -> None:
    attacks = [path for path in tracked() if "attacks" in path.relative_to(ROOT).parts]
    files = [path for path in attacks if path.suffix == ".py" and path.name != "conftest.py"]
    assert files
    for path in files:
        assert path.name.startswith("test_"), path
        assert re.search(r"^def test_", path.read_text(), re.M), path
