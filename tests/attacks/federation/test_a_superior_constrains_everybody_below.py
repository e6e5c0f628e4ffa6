"""What a superior allows below itself holds, however far below."""

from typing import Any

import pytest

from federations import ANCHOR, LEAF, MIDDLE, RP, Web, leaf, superior
from thiqa.oidc.federation.errors import ConstraintViolatedError
from thiqa.oidc.federation.trust_chain import ResolvedEntity

SECOND = "https://second.example"


def resolved(
    by_anchor: dict[str, Any], by_second: dict[str, Any] | None = None, **own: Any
) -> ResolvedEntity:
    """Return a leaf with two intermediates above it and constraints above them."""
    anchor, second = superior(ANCHOR), superior(SECOND, ANCHOR)
    middle = superior(MIDDLE, SECOND)
    anchor.about[SECOND] = {"constraints": by_anchor}
    second.about[MIDDLE] = {"constraints": by_second}
    below = leaf(LEAF, MIDDLE)
    below.metadata = {**below.metadata, **own}
    return Web().add(anchor, second, middle, below).resolve()


@pytest.mark.parametrize(
    ("by_anchor", "by_second", "holds"),
    [
        (2, None, True),
        (2, 1, True),
        (5, 1, True),
        (1, None, False),
        (0, None, False),
        (2, 0, False),
        (None, 1, True),
        (None, 0, False),
    ],
)
def test_a_path_that_is_too_long(by_anchor: int | None, by_second: int | None, holds: bool) -> None:
    constraints = [
        {} if length is None else {"max_path_length": length} for length in (by_anchor, by_second)
    ]
    if holds:
        assert len(resolved(*constraints).chain.tokens) == 5
    else:
        with pytest.raises(ConstraintViolatedError, match="intermediates"):
            resolved(*constraints)


@pytest.mark.parametrize(
    "names",
    [
        {"permitted": [".example.org"]},
        {"permitted": []},
        {"permitted": ["example"]},
        {"permitted": ["leaf.example"]},
        {"permitted": [".leaf.example"]},
        {"excluded": [".example"]},
        {"excluded": ["leaf.example"]},
        {"excluded": ["LEAF.example"]},
        {"permitted": [".example"], "excluded": ["leaf.example"]},
        {"permitted": [".example"], "excluded": ["middle.example"]},
    ],
)
def test_a_name_that_is_not_permitted(names: dict[str, Any]) -> None:
    with pytest.raises(ConstraintViolatedError):
        resolved({"naming_constraints": names})


@pytest.mark.parametrize(
    "names",
    [
        {},
        {"permitted": [".example"]},
        {"permitted": ["leaf.example", "middle.example", "second.example"]},
        {"excluded": ["example", ".leaf.example", ".example.org", "x.example"]},
        {"excluded": []},
    ],
)
def test_a_name_that_is_permitted(names: dict[str, Any]) -> None:
    assert resolved({"naming_constraints": names}).entity_id == LEAF


def test_an_address_has_no_name_that_could_be_permitted() -> None:
    address = "https://192.0.2.1"
    anchor = superior(ANCHOR)
    anchor.about[address] = {"constraints": {"naming_constraints": {"excluded": ["x.example"]}}}
    with pytest.raises(ConstraintViolatedError, match="only an address"):
        Web().add(anchor, leaf(address)).resolve(address)


def test_an_entity_type_that_is_not_allowed_is_gone() -> None:
    found = resolved({"allowed_entity_types": ["openid_provider"]}, federation_entity={"x": 1})
    assert set(found.metadata) == {"federation_entity"}
    assert set(resolved({"allowed_entity_types": []}).metadata) == set()
    assert set(resolved({}, {"allowed_entity_types": [RP]}).metadata) == {RP}


def test_one_superior_does_not_allow_what_another_forbids() -> None:
    found = resolved({"allowed_entity_types": [RP]}, {"allowed_entity_types": ["openid_provider"]})
    assert set(found.metadata) == set()
    found = resolved({"allowed_entity_types": ["openid_provider"]}, {"allowed_entity_types": [RP]})
    assert set(found.metadata) == set()


def test_an_unknown_constraint_is_ignored() -> None:
    assert resolved({"our_own": 1}).entity_id == LEAF
