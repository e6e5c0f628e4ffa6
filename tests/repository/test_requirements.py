"""What is installed: pinned with digests, what the project asks for, under licences that fit."""

import re
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement

from repository.tree import ROOT

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
FILES = {"run": [], "dev": ["dev"], "pcsc": ["pcsc"]}
PIN = re.compile(r"^([a-z0-9-]+)==(\S+)(?: ; (.+?))? \\\n((?:    --hash=.+\n?)+)", re.MULTILINE)
FORBIDDEN_LICENCE = re.compile(r"(?<!L)GPL|General Public License|AGPL|Affero", re.IGNORECASE)
LESSER = re.compile(r"LGPL|Lesser General Public", re.IGNORECASE)


def pins(name: str) -> dict[str, tuple[str, str]]:
    """Return version and marker by package."""
    found = PIN.findall((ROOT / "requirements" / f"{name}.txt").read_text())
    return {package: (version, marker) for package, version, marker, _ in found}


def normal(name: str) -> str:
    """Return the one spelling of a package's name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("name", FILES)
def test_every_line_is_a_pin_with_digests(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    assert PIN.sub("", text).strip() == ""
    for *_, digests in PIN.findall(text):
        assert re.fullmatch(r"(    --hash=sha256:[0-9a-f]{64}( \\)?\n?)+", digests)


@pytest.mark.parametrize("name", FILES)
def test_what_the_project_asks_for_is_pinned_to_a_version_that_fits(name: str) -> None:
    pinned = pins(name)
    extras = PROJECT["optional-dependencies"]
    asked = [*PROJECT["dependencies"], *(each for extra in FILES[name] for each in extras[extra])]
    for requirement in map(Requirement, asked):
        version, _ = pinned[normal(requirement.name)]
        assert requirement.specifier.contains(version), requirement


def test_a_package_has_one_version_in_all_files() -> None:
    run = pins("run")
    for name in ("dev", "pcsc"):
        other = pins(name)
        assert {package: other[package][0] for package in run} == {
            package: version for package, (version, _) in run.items()
        }


@pytest.mark.parametrize("package", sorted(pins("run")))
def test_the_licence_of_what_runs_asks_nothing_of_us(package: str) -> None:
    _, marker = pins("run")[package]
    if marker and not Marker(marker).evaluate():
        pytest.skip(f"not on this machine: {marker}")
    about = metadata.metadata(package)
    said = [about["License-Expression"] or "", about["License"] or ""]
    said += [each for each in about.get_all("Classifier") or [] if each.startswith("License")]
    assert any(said), "it says nothing about its licence"
    first_lines = " ".join(each.partition("\n")[0] for each in said)
    assert not FORBIDDEN_LICENCE.search(LESSER.sub("", first_lines)), first_lines


def test_our_licence_is_there() -> None:
    assert PROJECT["license"] == "Apache-2.0 AND OFL-1.1"  # the fonts of documents
    assert all((ROOT / file).is_file() for file in PROJECT["license-files"])
    assert (ROOT / "LICENSE").read_text().lstrip().startswith("Apache License")
    assert Path(ROOT / "LICENSE").stat().st_size > 10_000
