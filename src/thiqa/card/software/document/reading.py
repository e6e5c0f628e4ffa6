"""A description in JSON, read by its published schema; nonsense is refused with its place."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any, Final

from jsonschema import Draft202012Validator, ValidationError

from thiqa.base import EncodingError, canonical_json, parse_json_object
from thiqa.card.channel.suite import Suite
from thiqa.card.data_groups.files import DataGroup
from thiqa.card.data_groups.images import ImageFormat
from thiqa.card.data_groups.mrz_layout import LAYOUTS, TD1, TD3
from thiqa.card.errors import PersonaError
from thiqa.card.software.document.coherence import PASSPORT_LETTER, problems_of
from thiqa.card.software.document.description import (
    ChipAuthenticationOffer,
    Description,
    PaceOffer,
    Portrait,
)
from thiqa.card.software.document.errors import DescriptionError
from thiqa.card.software.faults import Fault
from thiqa.card.software.personas import Persona, load_personas, read_personas

SCHEMA: Final = "card.schema.json"
MAX_DESCRIPTION_CHARACTERS: Final = 65_536
MAX_PROBLEMS: Final = 20
MAX_PROBLEM_CHARACTERS: Final = 300
OWN_RECORD: Final = "described"
"""The key of a citizen who is described in the file itself."""

LAYOUTS_BY_NAME: Final = {layout.name: layout for layout in LAYOUTS.values()}

Members = Mapping[str, Any]


@cache
def schema_text() -> str:
    """Return the published schema."""
    return files("thiqa.card.software.document").joinpath(SCHEMA).read_text("utf-8")


def read_description(raw: str | bytes, *, source: str, now: int) -> Description:
    """Read a description; `source` names it in errors, `now` gives the dates that are left out.

    1. It is one JSON object of the schema.
    2. The citizen is one of ours, or described like them.
    3. What is described goes together.

    Raises DescriptionError.
    """
    try:
        members = parse_json_object(raw, max_characters=MAX_DESCRIPTION_CHARACTERS)
    except EncodingError as error:
        raise DescriptionError(source, (str(error),)) from error
    _refuse(source, _violations(members))  # 1
    try:
        citizen = _read_citizen(members["citizen"])  # 2
    except PersonaError as error:
        raise DescriptionError(source, (f"citizen: {error}",)) from error
    description = _read(members, citizen, now)
    _refuse(source, problems_of(description))  # 3
    return description


def _refuse(source: str, problems: Iterator[str]) -> None:
    found = tuple(problems)
    if found:
        raise DescriptionError(source, found[:MAX_PROBLEMS])


def _violations(members: Members) -> Iterator[str]:
    validator = Draft202012Validator(json.loads(schema_text()))
    errors: list[ValidationError] = sorted(
        validator.iter_errors(members), key=lambda error: [str(part) for part in error.path]
    )
    for error in errors:
        place = ".".join(str(part) for part in error.absolute_path) or "the card"
        if error.validator == "additionalProperties":
            yield from (f"{place}: {problem}" for problem in _unknown(error))
        else:
            yield f"{place}: {error.message[:MAX_PROBLEM_CHARACTERS]}"


def _unknown(error: ValidationError) -> Iterator[str]:
    schema: Any = error.schema
    instance: Any = error.instance
    known = list(schema["properties"])
    for name in instance:
        if name not in known:
            close = get_close_matches(name, known, 1)
            yield f"{name!r} is not known here" + (f"; did you mean {close[0]!r}?" if close else "")


def _read_citizen(value: str | Members) -> Persona:
    if not isinstance(value, str):
        return read_personas(canonical_json({OWN_RECORD: value}).decode())[OWN_RECORD]
    personas = load_personas()
    if value not in personas:
        raise PersonaError(f"nobody is called {value!r}; there are {', '.join(personas)}")
    return personas[value]


def _read(members: Members, citizen: Persona, now: int) -> Description:
    document, opening = members.get("document", {}), members.get("opening", {})
    proofs, signature = members.get("proofs", {}), members.get("signature", {})
    given = {
        **_given(document, "code", "issuer", "nationality", "number"),
        **{day: document[day].replace("-", "") for day in ("issued", "expires") if day in document},
        **_given(opening, "basic_access"),
        **_given(proofs, "active_authentication", "terminal_authentication"),
        **_given(signature, "signer", "data_hash", "signer_hash"),
        **_given(members, "largest_answer"),
        "layout": LAYOUTS_BY_NAME[document.get("size", TD1.name)],
        "pin_opens": opening.get("pin", False),
        "portrait": _read_portrait(members.get("portrait", {})),
        "faults": frozenset(Fault(name) for name in members.get("faults", ())),
    }
    if given["layout"] is TD3:
        given.setdefault("code", PASSPORT_LETTER)
    if "pace" in opening:
        given["pace"] = tuple(PaceOffer(**_protocol(offer)) for offer in opening["pace"])
    if "chip_authentication" in proofs:
        given["chip_authentication"] = _read_chip_authentication(proofs["chip_authentication"])
    if "data_groups" in members:
        given["data_groups"] = frozenset(DataGroup[name] for name in members["data_groups"])
    return replace(Description.of(citizen, now), **given)


def _given(members: Members, *names: str) -> dict[str, Any]:
    return {name: members[name] for name in names if name in members}


def _protocol(members: Members) -> dict[str, Any]:
    cipher = {suite.title: suite for suite in Suite}
    return {**members, **({"cipher": cipher[members["cipher"]]} if "cipher" in members else {})}


def _read_chip_authentication(members: Members | None) -> ChipAuthenticationOffer | None:
    return None if members is None else ChipAuthenticationOffer(**_protocol(members))


def _read_portrait(members: Members) -> Portrait:
    image = {"format": ImageFormat(members["format"])} if "format" in members else {}
    return Portrait(**{**members, **image})
