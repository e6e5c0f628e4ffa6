"""Descriptions of cards: sensible values for what is left out, clear words for nonsense."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from authorities import NOW
from thiqa.card import load_personas
from thiqa.card.channel.domain_parameters import STANDARD_DOMAINS
from thiqa.card.channel.suite import Suite
from thiqa.card.data_groups.files import DataGroup
from thiqa.card.data_groups.images import ImageFormat
from thiqa.card.data_groups.mrz_layout import TD3
from thiqa.card.software.document.description import (
    ChipAuthenticationOffer,
    Description,
    PaceOffer,
    Portrait,
)
from thiqa.card.software.document.errors import DescriptionError
from thiqa.card.software.document.holder import WRITERS
from thiqa.card.software.document.reading import read_description, schema_text
from thiqa.card.software.document.signature import HASHES
from thiqa.card.software.faults import Fault

ADULT = load_personas()["adult"]
PROTECTED = {"data_groups": ["DG1", "DG3"], "proofs": {"terminal_authentication": True}}


def read(**members: Any) -> Description:
    described = {"specimen": True, "citizen": "adult", **members}
    return read_description(json.dumps(described), source="card.json", now=NOW)


def refused(raw: str) -> tuple[str, ...]:
    with pytest.raises(DescriptionError) as refusal:
        read_description(raw, source="card.json", now=NOW)
    assert all(line.startswith("card.json: ") for line in str(refusal.value).splitlines())
    return refusal.value.problems


def problems(**members: Any) -> tuple[str, ...]:
    return refused(json.dumps({"specimen": True, "citizen": "adult", **members}))


def test_what_is_left_out_has_a_value() -> None:
    described = read()
    assert described == Description.of(ADULT, NOW)
    assert described.number == "SP1000010"
    assert int(described.expires[:4]) - int(described.issued[:4]) == 10


@pytest.mark.parametrize("key", load_personas())
def test_every_specimen_citizen_can_have_a_document(key: str) -> None:
    assert read(citizen=key).citizen.key == key


def test_everything_can_be_said() -> None:
    described = read(
        document={
            "size": "TD3",
            "issuer": "UTO",
            "nationality": "UTO",
            "number": "L898902C",
            "issued": "2026-01-31",
            "expires": "2036-01-30",
        },
        opening={
            "pace": [{"mapping": "IM", "cipher": "AES-256", "parameters": 13}, {"mapping": "CAM"}],
            "basic_access": True,
            "pin": True,
        },
        proofs={
            "chip_authentication": {"cipher": "3DES", "parameters": 2},
            "active_authentication": "RSA",
            "terminal_authentication": True,
        },
        data_groups=["DG1", "DG3"],
        portrait={"format": "jpeg", "width": 100, "height": 120},
        signature={"signer": "RSA-PSS", "data_hash": "sha512", "signer_hash": "sha384"},
        largest_answer=1000,
        faults=["copied-chip"],
    )
    assert described == Description(
        citizen=ADULT,
        number="L898902C",
        issued="20260131",
        expires="20360130",
        layout=TD3,
        code="P",
        issuer="UTO",
        nationality="UTO",
        pace=(PaceOffer("IM", Suite.AES256, 13), PaceOffer("CAM")),
        basic_access=True,
        pin_opens=True,
        largest_answer=1000,
        chip_authentication=ChipAuthenticationOffer(Suite.TDES, 2),
        active_authentication="RSA",
        terminal_authentication=True,
        portrait=Portrait(ImageFormat.JPEG, 100, 120),
        data_groups=frozenset({DataGroup.DG1, DataGroup.DG3}),
        data_hash="sha512",
        signer="RSA-PSS",
        signer_hash="sha384",
        faults=frozenset({Fault.COPIED_CHIP}),
    )


def test_a_citizen_may_be_described_too() -> None:
    record = {
        "specimen": True,
        "note": "Somebody new.",
        "national_number": "ZZ1",
        "claims": {"family_name": "SPECIMEN-NEW", "birthdate": "2000-02-29"},
        "certificate": {"family_name": "SPECIMEN-NEW", "given_name": None},
        "pin": "1234",
        "puk": "12345678",
        "can": "123456",
        "condition": "good",
    }
    assert read(citizen=record).number == "ZZ1000000"
    [problem] = problems(citizen={**record, "specimen": False})
    assert problem.startswith("citizen: ")
    assert "specimen" in problem


@pytest.mark.parametrize("raw", ["", "[]", "{", '{"specimen": true, "specimen": true}', "1"])
def test_what_is_no_description_is_refused(raw: str) -> None:
    assert refused(raw)


def test_no_card_is_made_that_does_not_say_that_it_is_a_specimen() -> None:
    assert refused('{"citizen": "adult"}') == ("the card: 'specimen' is a required property",)
    assert refused('{"specimen": false, "citizen": "adult"}') == ("specimen: True was expected",)


def test_every_problem_is_named_with_its_place() -> None:
    assert problems(citizen="adult", fault=[], document={"size": "A4", "number": "?"}) == (
        "the card: 'fault' is not known here; did you mean 'faults'?",
        "document.number: '?' does not match '^[A-Z0-9]{1,22}$'",
        "document.size: 'A4' is not one of ['TD1', 'TD2', 'TD3']",
    )
    [nobody] = problems(citizen="nobody")
    assert nobody.startswith("citizen: nobody is called 'nobody'; there are adult, ")


NONSENSE = {
    "a day that is in no calendar": {"document": {"issued": "2026-02-30"}},
    "expires before it is issued": {"document": {"expires": "2001-01-01"}},
    "passports": {"document": {"code": "P"}},
    "longer than 9 characters": {"document": {"size": "TD3", "number": "A123456789"}},
    "nothing opens this chip": {"opening": {"pace": []}},
    "a PIN opens a chip by PACE": {"opening": {"pace": [], "basic_access": True, "pin": True}},
    "needs a curve": {"opening": {"pace": [{"mapping": "CAM", "parameters": 1}]}},
    "needs AES": {"opening": {"pace": [{"mapping": "CAM", "cipher": "3DES"}]}},
    "not defined on P-224": {"opening": {"pace": [{"mapping": "IM", "parameters": 10}]}},
    "for terminals that prove": {"data_groups": ["DG1", "DG3"]},
    "no DG3 or DG4 to protect": {"proofs": {"terminal_authentication": True}},
    "after chip authentication": {
        **PROTECTED,
        "proofs": {"terminal_authentication": True, "chip_authentication": None},
    },
    "own-keys needs a key": {"proofs": {"chip_authentication": None}, "faults": ["own-keys"]},
    "reflected-key needs a form of PACE": {
        "opening": {"pace": [], "basic_access": True},
        "faults": ["reflected-key"],
    },
    "needs a data group beside DG1": {"data_groups": ["DG1"], "faults": ["missing-data-group"]},
    "needs terminal authentication": {"faults": ["foreign-trust-point"]},
    "does not contain": {"data_groups": ["DG2"]},
    "non-unique": {"opening": {"pace": [{}, {}]}},
    "is not of type": {"largest_answer": "many"},
    "greater than the maximum": {"portrait": {"width": 100_000}},
}


@pytest.mark.parametrize("words", NONSENSE)
def test_nonsense_is_refused_in_clear_words(words: str) -> None:
    assert any(words in problem for problem in problems(**NONSENSE[words]))


def test_the_schema_and_the_code_know_the_same_words() -> None:
    schema = json.loads(schema_text())
    known = schema["properties"]
    assert set(known["faults"]["items"]["enum"]) == set(Fault)
    assert set(known["data_groups"]["items"]["enum"]) == {group.name for group in WRITERS}
    assert set(schema["$defs"]["parameters"]["enum"]) == set(STANDARD_DOMAINS)
    assert set(schema["$defs"]["cipher"]["enum"]) == {suite.title for suite in Suite}
    assert set(schema["$defs"]["hash"]["enum"]) == set(HASHES)


def test_the_guide_names_every_fault() -> None:
    guide = Path(__file__).parents[5] / "docs" / "guides" / "specimen-cards.md"
    named = re.findall(r"^\| `([a-z-]+)` \|", guide.read_text("utf-8"), re.MULTILINE)
    assert sorted(named) == sorted(Fault)
