"""`thiqa seal`: what a service asks for is allowed, and nothing else from then on."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from documents_of_bodies import NAMES
from thiqa.cli.seals import seal
from thiqa.issuing.models import Form
from thiqa.issuing.seals import Seals
from world import SpecimenCountry


@pytest.fixture
def folder(country: SpecimenCountry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a specimen provider, which the environment names."""
    (tmp_path / "specimen").symlink_to(country.folder.path)
    monkeypatch.setenv("THIQA_DATA", str(tmp_path))
    monkeypatch.setenv("THIQA_SPECIMEN", "true")
    return tmp_path


def ask(folder: Path, service: str, *documents: str, seal_id: str = "dgsn") -> Result:
    file = folder / "request.json"
    wanted = {"id": seal_id, "name": NAMES["dgsn"], "documents": documents, "answers": []}
    file.write_text(json.dumps({"service": service, "seals": [wanted]}))
    return CliRunner().invoke(seal, ["add", str(file)])


def test_a_service_is_allowed_what_it_asks_for(folder: Path) -> None:
    found = ask(folder, "counter", "fiche-anthropometrique")
    assert found.exit_code == 0, found.output
    assert ask(folder, "other", "residence").exit_code == 0
    seals = Seals.read(folder / "seals.toml")
    assert seals.time_stamps.endswith("/tsa")
    assert seals.allows("counter", "dgsn", Form.DOCUMENT, "fiche-anthropometrique")
    assert not seals.allows("counter", "dgsn", Form.DOCUMENT, "residence")
    listed = CliRunner().invoke(seal, ["list"]).output
    assert "document\tother\tdgsn\tresidence" in listed


def test_what_it_asks_for_replaces_what_it_had(folder: Path) -> None:
    ask(folder, "counter", "fiche-anthropometrique")
    ask(folder, "counter", "residence")
    seals = Seals.read(folder / "seals.toml")
    assert seals.allows("counter", "dgsn", Form.DOCUMENT, "residence")
    assert not seals.allows("counter", "dgsn", Form.DOCUMENT, "fiche-anthropometrique")


def test_a_seal_that_is_not_there_is_refused(folder: Path) -> None:
    found = ask(folder, "counter", "residence", seal_id="army")
    assert found.exit_code == 1
    assert "army" in str(found.exception)
    assert not (folder / "seals.toml").exists()


def test_without_specimens_no_seal_comes_from_a_request(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THIQA_SPECIMEN", "false")
    assert ask(folder, "counter", "residence").exit_code == 1
    assert not (folder / "seals.toml").exists()
