"""An intermediate can narrow what its superiors allow, and never widen it."""

from typing import Any

import pytest

from federations import ANCHOR, LEAF, MIDDLE, RP, Web, leaf, superior
from thiqa.oidc.federation.errors import FederationError, MetadataRefusedError, PolicyRefusedError

GRANTS = "grant_types"


def resolved(
    above: dict[str, Any],
    below: dict[str, Any],
    *,
    metadata: dict[str, Any] | None = None,
    **own: Any,
) -> Any:
    """Return the leaf's parameters under two policies, and what its superior sets for it."""
    anchor, middle = superior(ANCHOR), superior(MIDDLE, ANCHOR)
    anchor.about[MIDDLE] = {"metadata_policy": {RP: above}}
    middle.about[LEAF] = {"metadata_policy": {RP: below}, "metadata": metadata}
    return Web().add(anchor, middle, leaf(LEAF, MIDDLE, **own)).resolve().metadata[RP]


WIDER = [
    ({"value": "a"}, {"value": "b"}),
    ({"value": ["a"]}, {"value": ["a", "b"]}),
    ({"value": 1}, {"value": True}),
    ({"default": "a"}, {"default": "b"}),
    ({"one_of": ["a"]}, {"one_of": ["b"]}),
    ({"one_of": ["a"]}, {"value": "b"}),
    ({"subset_of": ["a"]}, {"value": ["a", "b"]}),
    ({"subset_of": ["a"]}, {"add": ["b"]}),
    ({"subset_of": ["a"]}, {"superset_of": ["b"]}),
    ({"superset_of": ["a"]}, {"value": ["b"]}),
    ({"superset_of": ["a"]}, {"subset_of": ["b"]}),
    ({"value": ["a"]}, {"add": ["b"]}),
    ({"essential": True}, {"value": None}),
    ({"add": ["a"]}, {"value": None}),
]


@pytest.mark.parametrize(("above", "below"), WIDER)
def test_a_wider_policy_below_breaks_the_chain(above: Any, below: Any) -> None:
    with pytest.raises(PolicyRefusedError):
        resolved({"x": above}, {"x": below}, x=["a"])


def test_essential_cannot_be_waived_below() -> None:
    with pytest.raises(MetadataRefusedError, match="essential"):
        resolved({"x": {"essential": True}}, {"x": {"essential": False}})


def test_choices_are_cut_and_never_added() -> None:
    above, below = {"x": {"subset_of": ["a", "b"]}}, {"x": {"subset_of": ["b", "c"]}}
    assert resolved(above, below, x=["a", "b", "c"])["x"] == ["b"]
    above, below = {"x": {"one_of": ["a", "b"]}}, {"x": {"one_of": ["b", "c"]}}
    assert resolved(above, below, x="b")["x"] == "b"
    with pytest.raises(MetadataRefusedError, match="allowed values"):
        resolved(above, below, x="c")


def test_what_a_superior_sets_is_under_the_policy_too() -> None:
    above = {GRANTS: {"subset_of": ["authorization_code"]}}
    given = {RP: {GRANTS: ["authorization_code", "password"]}}
    assert resolved(above, {}, metadata=given)[GRANTS] == ["authorization_code"]


def test_a_superior_overrides_what_the_leaf_says() -> None:
    assert resolved({}, {}, metadata={RP: {"client_name": "True"}})["client_name"] == "True"


def test_a_superior_gives_no_entity_type_that_the_leaf_does_not_have() -> None:
    anchor, middle = superior(ANCHOR), superior(MIDDLE, ANCHOR)
    middle.about[LEAF] = {"metadata": {"openid_provider": {"issuer": LEAF}}}
    found = Web().add(anchor, middle, leaf(LEAF, MIDDLE)).resolve()
    assert set(found.metadata) == {RP}


def test_what_a_superior_sets_is_for_its_immediate_subordinate_only() -> None:
    anchor, middle = superior(ANCHOR), superior(MIDDLE, ANCHOR)
    anchor.about[MIDDLE] = {"metadata": {RP: {"client_name": "Not for the leaf"}}}
    found = Web().add(anchor, middle, leaf(LEAF, MIDDLE)).resolve()
    assert found.metadata[RP]["client_name"] == "Leaf"


def test_a_leaf_has_no_policy_of_its_own() -> None:
    anchor, below = superior(ANCHOR), leaf()
    below.said = {"metadata_policy": {RP: {}}}
    with pytest.raises(FederationError, match="no place"):
        Web().add(anchor, below).resolve()


@pytest.mark.parametrize(
    "operators",
    [
        {"one_of": []},
        {"one_of": "a"},
        {"one_of": ["a"], "subset_of": ["a"]},
        {"one_of": ["a"], "superset_of": ["a"]},
        {"one_of": ["a"], "add": ["a"]},
        {"add": "a"},
        {"default": None},
        {"default": {"a": 1}},
        {"value": {"a": 1}},
        {"subset_of": {"a": 1}},
        {"subset_of": [None]},
        {"subset_of": [str(index) for index in range(201)]},
        {"superset_of": None},
        {"essential": "true"},
        {"value": None, "default": "a"},
        {"value": None, "essential": True},
    ],
)
def test_a_policy_that_breaks_the_rules_of_its_operators(operators: Any) -> None:
    with pytest.raises(PolicyRefusedError):
        resolved({"x": operators}, {}, x=["a"])


@pytest.mark.parametrize("operator", ["add", "subset_of", "superset_of"])
def test_operators_of_lists_refuse_what_is_no_list(operator: str) -> None:
    with pytest.raises(MetadataRefusedError, match="not a list"):
        resolved({"x": {operator: ["a"]}}, {}, x="a")


def test_an_unknown_operator_is_ignored_unless_it_is_critical() -> None:
    assert resolved({"x": {"regexp": "^b$"}}, {}, x="a")["x"] == "a"
    anchor, below = superior(ANCHOR), leaf()
    anchor.about[LEAF] = {
        "metadata_policy": {RP: {"x": {"regexp": "^b$"}}},
        "metadata_policy_crit": ["regexp"],
    }
    with pytest.raises(PolicyRefusedError, match="regexp"):
        Web().add(anchor, below).resolve()


def test_scope_is_a_list_for_policies_and_a_text_for_everybody_else() -> None:
    above = {"scope": {"subset_of": ["openid", "profile"], "superset_of": ["openid"]}}
    assert resolved(above, {}, scope="openid email profile")["scope"] == "openid profile"
    with pytest.raises(MetadataRefusedError, match="demanded"):
        resolved(above, {}, scope="profile")
    assert resolved({"scope": {"default": "openid"}}, {})["scope"] == "openid"
