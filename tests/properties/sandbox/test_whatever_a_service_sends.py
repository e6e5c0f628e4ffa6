"""What the sandbox overhears and what it is asked for, whatever that is."""

import asyncio
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thiqa.base import b64url_encode
from thiqa.oidc.tokens.tokens import AUTHORIZATION_ID_BYTES
from thiqa.sandbox.choice import PREFIX, read_choice, write_choice
from thiqa.sandbox.errors import UnknownChoiceError
from thiqa.sandbox.models import Scenario
from thiqa.sandbox.overheard import NOBODY, named_by_access_token, named_by_code, overhear

CITIZENS = {"adult", "minor"}
IDENTIFIERS = st.binary(min_size=AUTHORIZATION_ID_BYTES, max_size=AUTHORIZATION_ID_BYTES)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@given(st.text())
def test_any_hint_is_a_choice_of_the_list_or_refused(text: str) -> None:
    try:
        choice = read_choice(PREFIX + text, CITIZENS)
    except UnknownChoiceError:
        return
    assert choice.citizen in CITIZENS
    assert choice.scenario is None or choice.scenario in Scenario


@given(st.sampled_from(sorted(CITIZENS)), st.none() | st.sampled_from(Scenario))
def test_a_choice_survives_being_written(citizen: str, scenario: Scenario | None) -> None:
    choice = read_choice(write_choice(citizen, scenario), CITIZENS)
    assert (choice.citizen, choice.scenario) == (citizen, scenario)


@given(st.binary(max_size=300))
def test_any_body_names_an_authorization_or_nobody(body: bytes) -> None:
    for text in (body, b"code=" + body):
        assert len(named_by_code(text)) in {0, AUTHORIZATION_ID_BYTES}


@given(st.binary(max_size=300))
def test_any_header_names_an_authorization_or_nobody(value: bytes) -> None:
    for text in (value, b"Bearer a." + value + b".b"):
        found = named_by_access_token({"headers": [(b"authorization", text)]})
        assert len(found) in {0, AUTHORIZATION_ID_BYTES}
    assert named_by_access_token({"headers": []}) == NOBODY


@given(JSON)
def test_any_payload_names_an_authorization_or_nobody(payload: Any) -> None:
    for document in (payload, {"grant_id": payload}):
        token = f"DPoP h.{b64url_encode(json.dumps(document).encode())}.s".encode()
        found = named_by_access_token({"headers": [(b"authorization", token)]})
        assert len(found) in {0, AUTHORIZATION_ID_BYTES}


@given(IDENTIFIERS)
def test_an_authorization_is_found_by_its_code_and_by_its_token(identifier: bytes) -> None:
    name = b64url_encode(identifier)
    assert named_by_code(f"grant_type=x&code={name}.secret".encode()) == identifier
    payload = b64url_encode(json.dumps({"grant_id": name}).encode())
    token = f"Bearer h.{payload}.s".encode()
    assert named_by_access_token({"headers": [(b"authorization", token)]}) == identifier


@given(st.lists(st.binary(max_size=50), min_size=1, max_size=6), st.booleans())
def test_what_is_overheard_can_be_read_again(pieces: list[bytes], cut_short: bool) -> None:
    messages = [
        {"type": "http.request", "body": piece, "more_body": index < len(pieces) - 1}
        for index, piece in enumerate(pieces)
    ]
    if cut_short:
        messages[-1] = {"type": "http.disconnect"}
    left = list(messages)

    async def receive() -> Any:
        return left.pop(0)

    async def read_twice() -> list[Any]:
        _, again = await overhear(receive)
        return [await again() for _ in messages]

    assert asyncio.run(read_twice()) == messages


@pytest.mark.parametrize("length", [0, 1, AUTHORIZATION_ID_BYTES - 1, AUTHORIZATION_ID_BYTES + 1])
def test_what_has_another_length_is_nobody(length: int) -> None:
    name = b64url_encode(bytes(length))
    assert named_by_code(f"code={name}.x".encode()) == NOBODY
