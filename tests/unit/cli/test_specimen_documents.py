"""The way of somebody who tries documents out: make one, trust the specimen country, read it."""

import json
from pathlib import Path

import click.testing
import pytest

from thiqa.card import load_personas
from unit.cli.conftest import Call


@pytest.fixture
def read(call: Call, tmp_path: Path) -> Call:
    """Makes a citizen's card from a description and reads it, with what the command finds alone."""

    def read(citizen: str) -> click.testing.Result:
        description = tmp_path / "description.json"
        description.write_text(json.dumps({"specimen": True, "citizen": citizen}))
        password = tmp_path / "can"
        password.write_text(load_personas()[citizen].can)
        password.chmod(0o600)
        made = call("card", "personalise", description, tmp_path / "card.json")
        assert made.exit_code == 0, made.output
        assert call("specimen", "trust").exit_code == 0
        return call("card", "read", "--card", tmp_path / "card.json", "--password-file", password)

    return read


def test_what_was_made_and_trusted_holds_without_another_option(read: Call) -> None:
    """The country's lists, of signers and of documents, are found in the data directory."""
    result = read("adult")
    assert result.exit_code == 0, result.output
    assert "This document holds" in result.output


def test_the_card_that_was_reported_is_refused(read: Call) -> None:
    """The same way with the specimen citizen whose card was lost."""
    result = read("revoked-card")
    assert result.exit_code == 3
    assert "document-reported" in result.output


def test_trusting_again_makes_a_new_edition(call: Call, tmp_path: Path) -> None:
    """A list is good for some days, and its readers keep the key that they have."""
    description = tmp_path / "description.json"
    description.write_text(json.dumps({"specimen": True, "citizen": "adult"}))
    assert call("card", "personalise", description, tmp_path / "card.json").exit_code == 0
    keys = []
    for _ in range(2):
        assert call("specimen", "trust").exit_code == 0
        keys.append((tmp_path / "data" / "lost-documents" / "today.jwk").read_bytes())
    assert keys[0] == keys[1]
