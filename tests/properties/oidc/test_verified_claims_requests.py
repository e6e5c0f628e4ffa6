"""Whatever is written into verified_claims is refused, or answered with no more than asked."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thiqa.oidc.assurance import (
    AssuranceProfile,
    Login,
    read_verified_claims_request,
    verification_facts,
    verified_claims,
)
from thiqa.oidc.errors import InvalidRequestError

NOW = 1_795_000_000
NUMBER = "AB123456"
LOGIN = Login("high", ("sc", "pin", "mfa"), NOW - 30, "entry")
RELEASED = {"given_name": "Salma", "age_over_18": True, "national_number": NUMBER}

leaves = st.none() | st.booleans() | st.integers() | st.text(max_size=8)
json_values = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=12,
)
texts = st.sampled_from(
    ["ma_cnie", "high", "document", "vouch", "vcrypt", "token", "idcard", "MA", "x", NUMBER]
)
demands = st.none() | st.fixed_dictionaries(
    {},
    optional={
        "value": texts,
        "values": st.lists(texts, min_size=1, max_size=3),
        "max_age": st.integers(0, 90),
        "essential": st.booleans(),
    },
).filter(lambda demand: not {"value", "values"} <= demand.keys())


def members(**shapes: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Return objects that have any of the members."""
    return st.fixed_dictionaries({}, optional=shapes)


evidence = st.builds(
    lambda kind, more: {"type": {"value": kind}, **more},
    st.sampled_from(["document", "vouch", "electronic_record", "electronic_signature"]),
    members(
        check_details=st.lists(
            members(check_method=demands, check_id=demands, organization=demands, time=demands),
            min_size=1,
            max_size=3,
        ),
        document_details=members(
            type=demands,
            document_number=demands,
            serial_number=demands,
            date_of_expiry=demands,
            issuer=members(country=demands, name=demands),
        ),
        unknown=json_values,
    ),
)
elements = st.builds(
    lambda framework, more, claims: {
        "verification": {"trust_framework": framework, **more},
        "claims": claims,
    },
    demands,
    members(
        assurance_level=demands,
        time=demands,
        verification_process=demands,
        evidence=st.lists(evidence, min_size=1, max_size=3),
        unknown=json_values,
    ),
    st.none() | st.dictionaries(st.sampled_from([*RELEASED, "email", ""]), demands, max_size=4),
)


def is_within(answer: Any, request: Any) -> bool:
    """Tell whether each member of an answer stands in the request, or its object needs it."""
    if isinstance(answer, list):
        return all(
            any(is_within(each, asked) for asked in request) or _spread(each, request)
            for each in answer
        )
    if isinstance(answer, dict):
        return all(
            (name in request and is_within(value, request[name]))
            or name in {"type", "check_method"}
            for name, value in answer.items()
        )
    return True


def _spread(answer: Any, request: Any) -> bool:
    """Tell whether several filters together ask for the members of an entry."""
    return all(
        name in {"type", "check_method"}
        or any(name in asked and is_within(value, asked[name]) for asked in request)
        for name, value in answer.items()
    )


@given(json_values)
def test_any_json_is_refused_or_read(request: Any) -> None:
    try:
        read = read_verified_claims_request(request)
    except InvalidRequestError:
        return
    assert len(read) <= 10


@given(elements | st.lists(elements, max_size=3), st.sets(st.sampled_from(list(RELEASED))))
def test_an_answer_has_nothing_that_was_not_asked_for_and_released(
    request: Any, granted: set[str]
) -> None:
    released = {name: RELEASED[name] for name in granted}
    facts = verification_facts(
        AssuranceProfile(),
        "https://id.example",
        LOGIN,
        released.get("national_number"),  # type: ignore[arg-type]
    )
    answer = verified_claims(request, facts, released, NOW)
    if answer is None:
        return
    assert isinstance(answer, list) == isinstance(request, list)
    asked = request if isinstance(request, list) else [request]
    for each in answer if isinstance(answer, list) else [answer]:
        assert any(
            is_within(each["verification"], one["verification"])
            and each["claims"].keys() <= {*(one["claims"] or ())} & granted
            for one in asked
        )
        assert each["verification"]["trust_framework"] == "ma_cnie"
    if "national_number" not in granted:
        assert NUMBER not in str(answer)


@pytest.mark.parametrize("wrong", [{"check_id": "x"}, {"time": 1, "extra": 2}])
def test_the_comparison_itself_finds_what_was_not_asked_for(wrong: dict[str, Any]) -> None:
    assert not is_within([wrong], [{"time": None}])
