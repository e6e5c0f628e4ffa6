"""Every example of a request that the specification gives is read, as it is written there."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from thiqa.oidc.assurance import read_verified_claims_request
from thiqa.oidc.requests.claims import parse_claims_parameter

FOLDER = Path(__file__).parent
EXAMPLES = sorted((FOLDER / "requests").glob("*.json"))
SCHEMA = json.loads((FOLDER / "schema" / "verified_claims_request.json").read_text())


def requests_of(path: Path) -> list[Any]:
    """Return what stands under verified_claims at either place."""
    places = json.loads(path.read_text()).values()
    return [place["verified_claims"] for place in places if "verified_claims" in place]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_is_valid_and_is_read(path: Path) -> None:
    text = path.read_text()
    Draft202012Validator(SCHEMA).validate(json.loads(text))
    asked = parse_claims_parameter(text)
    requests = requests_of(path)
    assert requests
    kept = [each for each in (asked.verified_userinfo, asked.verified_id_token) if each]
    assert [json.loads(each) for each in kept] == requests
    for request in requests:
        read = read_verified_claims_request(request)
        elements = request if isinstance(request, list) else [request]
        assert [set(each.claims) for each in read] == [set(each["claims"]) for each in elements]


def test_the_examples_are_there() -> None:
    assert len(EXAMPLES) > 15
