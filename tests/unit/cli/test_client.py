import json
from collections.abc import Callable
from pathlib import Path
from traceback import format_exception
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from services import CLAIMS, Service, purpose
from unit.cli.conftest import Call

Write = Callable[..., Path]


@pytest.fixture
def registration(tmp_path: Path) -> Write:
    """Writes a registration file with changes."""
    service = Service("https://id.example")

    def write(**changes: Any) -> Path:
        file = tmp_path / "service.json"
        file.write_text(json.dumps(service.registration(**changes)))
        return file

    return write


def test_a_service_is_registered_listed_and_shown(call: Call, registration: Write) -> None:
    file = registration()
    added = call("client", "add", file)
    assert (added.exit_code, added.stdout.split()[:2]) == (0, ["registered", "trial,"])
    assert call("client", "list").stdout == "trial\tactive\tinterior\tTrial service\n"
    shown = call("client", "show", "trial")
    assert json.loads(shown.stdout) == json.loads(file.read_text())


def test_tokens_that_anybody_can_use_are_warned_of(call: Call, registration: Write) -> None:
    assert "bound to no key" in call("client", "add", registration()).stderr
    bound = registration(dpop_bound_access_tokens=True)
    assert call("client", "add", bound).stderr == ""


def test_what_is_shown_can_be_added_again(call: Call, registration: Write, tmp_path: Path) -> None:
    call("client", "add", registration())
    shown = call("client", "show", "trial").stdout
    again = tmp_path / "again.json"
    again.write_text(shown)
    assert call("client", "add", again).stdout.startswith("replaced trial")
    assert call("client", "show", "trial").stdout == shown


def test_a_registration_is_replaced_whole(call: Call, registration: Write) -> None:
    call("client", "add", registration())
    call("client", "add", registration(sector="taxes"))
    assert call("client", "list").stdout.split("\t")[2] == "taxes"


def test_a_retired_service_stays_known_and_can_be_brought_back(
    call: Call, registration: Write
) -> None:
    call("client", "add", registration())
    assert call("client", "retire", "trial").stdout == "retired trial\n"
    assert call("client", "list").stdout.split("\t")[1] == "retired"
    assert call("client", "add", registration()).stdout.startswith("brought back trial")
    assert call("client", "list").stdout.split("\t")[1] == "active"


@pytest.mark.parametrize("command", ["show", "retire"])
def test_an_unknown_service_is_an_error_with_its_name(call: Call, command: str) -> None:
    answer = call("client", command, "nobody")
    assert answer.exit_code == 1
    assert answer.stderr == "Error: no service 'nobody' is registered\n"


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"redirect_uris": ["http://elsewhere.example/"]}, "$.redirect_uris[0]"),
        ({"redirect_uris": []}, "$.redirect_uris"),
        ({"redirect_uris": ["https://a.example/#here"]}, "$.redirect_uris[0]"),
        ({"sector": None}, "'sector'"),
        ({"secret": "s3cret"}, "'secret'"),
        ({"jwks": {"keys": []}}, "$.jwks"),
        ({"jwks": None}, "jwks"),
        ({"default_purpose": "other"}, "$.default_purpose"),
        ({"id_token_signed_response_alg": "RS256"}, "$.id_token_signed_response_alg"),
        ({"purposes": [purpose("criminal-record", {"shoe_size": True})]}, "'shoe_size'"),
        ({"purposes": [purpose("criminal-record", CLAIMS)] * 2}, "$.purposes"),
        ({"name": {"en": "Only English"}}, "$.name"),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_place(
    call: Call, registration: Write, changes: dict[str, Any], place: str
) -> None:
    file = registration(**changes)
    answer = call("client", "add", file)
    assert answer.exit_code == 1
    assert answer.stderr.startswith(f"Error: {file}: ")
    assert place in answer.stderr
    assert answer.stderr.count("\n") == 1
    assert call("client", "list").stdout == ""


@pytest.mark.parametrize("text", ["", "{", "[]", '{"a": 1, "a": 2}', "\x00"])
def test_what_is_no_json_object_is_named_by_its_file(call: Call, tmp_path: Path, text: str) -> None:
    file = tmp_path / "broken.json"
    file.write_text(text)
    answer = call("client", "add", file)
    assert (answer.exit_code, answer.stderr.count("\n")) == (1, 1)
    assert answer.stderr.startswith(f"Error: {file}: ")


def test_a_file_that_is_not_there_is_named(call: Call, tmp_path: Path) -> None:
    answer = call("client", "add", tmp_path / "missing.json")
    assert isinstance(answer.exception, SystemExit), format_exception(answer.exception)
    assert answer.exit_code != 0
    assert "missing.json" in answer.stderr


def test_the_schema_accepts_the_registration_and_nothing_unknown(call: Call) -> None:
    schema = Draft202012Validator(json.loads(call("client", "schema").stdout))
    document = Service("https://id.example").registration()
    assert schema.is_valid(document)
    assert not schema.is_valid({**document, "unknown": 1})


def test_a_link_to_the_console_is_printed_for_a_service_that_is_there(
    call: Call, registration: Write
) -> None:
    call("client", "add", registration())
    links = {call("client", "invite", "trial").stdout for _ in range(2)}
    assert len(links) == 2
    assert all("/console/invitations/" in link for link in links)
    assert call("client", "invite", "nobody").exit_code == 1
