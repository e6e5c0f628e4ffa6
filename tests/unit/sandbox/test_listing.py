import json

import pytest
from jsonschema import Draft202012Validator

from thiqa.card import load_personas
from thiqa.oidc.requests.claims import CLAIMS_SUPPORTED
from thiqa.sandbox.choice import read_choice
from thiqa.sandbox.citizens import CITIZENS
from thiqa.sandbox.listing import listing, schema
from thiqa.sandbox.models import Scenario
from thiqa.sandbox.scenarios import SCENARIOS

ISSUER = "https://sandbox.example"


def test_the_list_is_what_its_schema_says() -> None:
    Draft202012Validator.check_schema(schema())
    document = listing(ISSUER, load_personas())
    Draft202012Validator(schema()).validate(json.loads(json.dumps(document)))


def test_every_citizen_and_every_scenario_is_told_about() -> None:
    assert set(CITIZENS) == set(load_personas())
    assert list(SCENARIOS) == list(Scenario)


def test_every_login_hint_of_the_list_is_one_that_is_read() -> None:
    document = listing(ISSUER, load_personas())
    for each in (*document["citizens"], *document["scenarios"]):
        choice = read_choice(each["login_hint"], load_personas())
        assert each["id"] in (choice.citizen, choice.scenario)


def test_a_citizen_without_a_card_is_not_listed() -> None:
    document = listing(ISSUER, {"adult": load_personas()["adult"]})
    assert [each["id"] for each in document["citizens"]] == ["adult"]


@pytest.mark.parametrize("key", CITIZENS)
def test_what_a_service_sees_names_claims_that_exist(key: str) -> None:
    words = CITIZENS[key].service_sees.replace(",", " ").replace(";", " ").replace(".", " ").split()
    for word in words:
        if "_" in word and "=" not in word:
            assert word in CLAIMS_SUPPORTED
