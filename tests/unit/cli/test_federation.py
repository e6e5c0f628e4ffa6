"""`thiqa federation`: from two empty folders to a federation that resolves."""

import json
from pathlib import Path

import click.testing
import pytest

from federation_sites import FETCHER, PartySite
from serving import free_port, serving
from thiqa.base import parse_json_object, system_clock
from thiqa.cli.main import thiqa
from thiqa.crypto.federation_keys import FederationKeys
from thiqa.oidc.federation.authority import authority_app, read_authority
from unit.cli.conftest import Call


def confirmed(*arguments: str | Path) -> click.testing.Result:
    """Call a command and agree when it asks."""
    runner = click.testing.CliRunner()
    return runner.invoke(thiqa, [str(argument) for argument in arguments], input="y\n")


def test_an_authority_is_made_vouches_and_is_trusted(call: Call, tmp_path: Path) -> None:
    folder, port = tmp_path / "authority", free_port()
    entity_id = f"http://127.0.0.1:{port}"
    made = call("federation", "authority", "init", folder, "--entity-id", entity_id, "--name", "A")
    assert made.exit_code == 0, made.output
    assert (folder / "keys").stat().st_mode & 0o077 == 0

    app = authority_app(
        lambda: read_authority(parse_json_object((folder / "authority.json").read_bytes())),
        FederationKeys(folder / "keys").signers,
        FETCHER.text,
        system_clock,
    )
    party = PartySite([entity_id])
    with serving(app, port), party.served():
        vouch = ("federation", "authority", "vouch", folder, party.id)
        done = confirmed(*vouch, "--loopback", "--type", "openid_relying_party")
        assert done.exit_code == 0, done.output
        assert party.entity_signer.kid in done.stdout

        anchor = json.loads(call("federation", "authority", "anchor", folder).stdout)
        file = tmp_path / "federation.json"
        file.write_text(json.dumps({"trust_anchors": [anchor]}))
        settings = {"THIQA_FEDERATION": str(file), "THIQA_SPECIMEN": "true"}
        assert call("federation", "check", **settings).stdout.split() == [
            entity_id,
            "production",
            "fapi2",
        ]
        found = json.loads(call("federation", "resolve", party.id, **settings).stdout)
        assert found["superiors"] == [entity_id, entity_id]
        assert set(found["metadata"]) == {"openid_relying_party"}


def test_nobody_is_vouched_for_without_a_yes(call: Call, tmp_path: Path) -> None:
    folder = tmp_path / "authority"
    init = ("federation", "authority", "init", folder, "--entity-id", "https://a.example")
    call(*init, "--name", "A")
    party = PartySite(["https://a.example"])
    with party.served():
        asked = call("federation", "authority", "vouch", folder, party.id, "--loopback")
    assert asked.exit_code == 1
    assert json.loads((folder / "authority.json").read_text())["subordinates"] == {}
    assert call(*init, "--name", "B").exit_code == 1


def test_keys_are_added_before_the_old_one_goes(call: Call) -> None:
    assert "add one first" in str(call("federation", "keys", "retire").exception)
    call("federation", "keys", "add")
    listed = call("federation", "keys", "list").stdout.splitlines()
    assert [line.split("\t")[1] for line in listed] == ["signs", "published"]
    retired = call("federation", "keys", "retire").stdout.split()[0]
    assert retired == listed[0].split("\t")[0]
    assert call("federation", "keys", "list").stdout.split() == [
        listed[1].split("\t")[0],
        "signs",
    ]


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"trust_anchors": []},
        {"trust_anchors": [{"entity_id": "https://a.example", "jwks": {"keys": []}}]},
        {"trust_anchors": [{"entity_id": "https://a.example?x", "jwks": {"keys": [{}]}}]},
        {"unknown": 1},
    ],
)
def test_a_file_with_a_mistake_is_named(call: Call, tmp_path: Path, document: object) -> None:
    file = tmp_path / "federation.json"
    file.write_text(json.dumps(document))
    answer = call("federation", "check", THIQA_FEDERATION=str(file))
    assert answer.exit_code == 1
    assert str(file) in str(answer.exception)


def test_plain_openid_is_for_a_sandbox(call: Call, tmp_path: Path) -> None:
    party = PartySite([])
    anchor = {"entity_id": "https://a.example", "jwks": party.entity_jwks, "profile": "openid"}
    file = tmp_path / "federation.json"
    file.write_text(json.dumps({"trust_anchors": [anchor]}))
    answer = call("federation", "check", THIQA_FEDERATION=str(file))
    assert "sandbox" in str(answer.exception)
    file.write_text(json.dumps({"trust_anchors": [{**anchor, "stage": "sandbox"}]}))
    assert call("federation", "check", THIQA_FEDERATION=str(file)).exit_code == 0


def test_without_a_file_there_is_no_federation(call: Call) -> None:
    assert "THIQA_FEDERATION" in call("federation", "check").output
    assert json.loads(call("federation", "schema").stdout)["required"] == ["trust_anchors"]
