"""A trust chain holds by every link: nobody vouches for a key without being vouched for."""

from collections.abc import Callable
from typing import Any

import pytest

from federations import (
    ANCHOR,
    LEAF,
    MIDDLE,
    NOW,
    Entity,
    chain_of,
    leaf,
    small_federation,
    strange_signer,
    superior,
)
from thiqa.base import b64url_encode
from thiqa.oidc.federation.errors import FederationError
from thiqa.oidc.federation.trust_chain import resolve_chain


def refused(tokens: list[str], anchor: Entity, match: str) -> None:
    """Make sure that a chain is refused, for this reason."""
    with pytest.raises(FederationError, match=match):
        resolve_chain(tokens, {anchor.id: anchor.keys}, NOW)


def replaced(index: int, token: str, entities: tuple[Entity, ...]) -> list[str]:
    """Return the entities' chain with one statement exchanged."""
    tokens = chain_of(*entities)
    tokens[index] = token
    return tokens


@pytest.fixture
def entities() -> tuple[Entity, Entity, Entity]:
    """A leaf, an intermediate and an anchor."""
    _, anchor, middle, below = small_federation()
    return below, middle, anchor


Three = tuple[Entity, Entity, Entity]


def test_the_chain_that_the_others_are_forged_from_holds(entities: Three) -> None:
    found = resolve_chain(chain_of(*entities), {ANCHOR: entities[2].keys}, NOW)
    assert found.entity_id == LEAF


@pytest.mark.parametrize("index", [0, 1, 2, 3])
def test_a_statement_signed_by_a_stranger(entities: Three, index: int) -> None:
    below, middle, anchor = entities
    forged = [
        below.configuration(signer=strange_signer()),
        middle.statement(below, signer=strange_signer()),
        anchor.statement(middle, signer=strange_signer()),
        anchor.configuration(signer=strange_signer()),
    ][index]
    refused(replaced(index, forged, entities), anchor, "kid and alg")


@pytest.mark.parametrize("index", [0, 1, 2, 3])
def test_a_statement_with_the_right_kid_and_a_strange_signature(
    entities: Three, index: int
) -> None:
    tokens = chain_of(*entities)
    signed, _, signature = tokens[index].rpartition(".")
    other = ("A" if signature[0] != "A" else "B") + signature[1:]
    tokens[index] = f"{signed}.{other}"
    refused(tokens, entities[2], "signature")


def test_a_leaf_that_shows_another_key_than_its_superior_knows(entities: Three) -> None:
    below, middle, anchor = entities
    impostor = leaf(LEAF, MIDDLE)
    refused(replaced(0, impostor.configuration(), entities), anchor, "kid and alg")
    assert below.id == impostor.id
    assert middle.id == MIDDLE


def test_an_impostor_who_shows_the_key_of_the_leaf_beside_its_own(entities: Three) -> None:
    below, _, anchor = entities
    impostor = leaf(LEAF, MIDDLE)
    both = {"keys": [impostor.signer.public_jwk, below.signer.public_jwk]}
    refused(replaced(0, impostor.configuration(jwks=both), entities), anchor, "kid and alg")


def test_a_leaf_that_does_not_hold_the_key_that_it_shows(entities: Three) -> None:
    below, _, anchor = entities
    shown = {"keys": [strange_signer().public_jwk]}
    refused(replaced(0, below.configuration(jwks=shown), entities), anchor, "kid and alg")


def test_an_anchor_that_nobody_configured(entities: Three) -> None:
    below, middle, anchor = entities
    with pytest.raises(FederationError, match="anchor of ours"):
        resolve_chain(chain_of(below, middle, anchor), {}, NOW)


def test_an_anchor_of_the_right_name_with_another_key(entities: Three) -> None:
    below, middle, anchor = entities
    impostor = superior(ANCHOR)
    refused(chain_of(below, middle, impostor), anchor, "kid and alg")


def test_an_anchor_may_have_a_new_key_that_its_old_one_vouches_for(entities: Three) -> None:
    below, middle, anchor = entities
    both = {"keys": [anchor.signer.public_jwk, strange_signer().public_jwk]}
    tokens = [
        below.configuration(),
        middle.statement(below),
        anchor.statement(middle, signer=strange_signer()),
        anchor.configuration(jwks=both),
    ]
    assert resolve_chain(tokens, {ANCHOR: anchor.keys}, NOW).anchor == ANCHOR


def test_a_swapped_subordinate(entities: Three) -> None:
    below, middle, anchor = entities
    other = leaf("https://other.example", MIDDLE)
    refused(replaced(1, middle.statement(other), entities), anchor, "kid and alg|subject")
    refused(replaced(0, other.configuration(), entities), anchor, "subject")
    assert below.id == LEAF


def test_a_superior_that_is_not_hinted_at(entities: Three) -> None:
    below, _, anchor = entities
    unasked = superior("https://unasked.example", ANCHOR)
    refused(chain_of(below, unasked, anchor), anchor, "not hinted")


def test_a_leaf_that_hints_at_nobody(entities: Three) -> None:
    below, middle, anchor = entities
    tokens = replaced(0, below.configuration(authority_hints=None), entities)
    refused(tokens, anchor, "not hinted")
    assert middle.id == MIDDLE


def test_a_chain_in_another_order(entities: Three) -> None:
    tokens = chain_of(*entities)
    refused([tokens[0], tokens[2], tokens[1], tokens[3]], entities[2], "subject")
    refused(tokens[::-1], entities[2], "kid and alg|subject|hinted|anchor of ours")


def test_a_chain_that_lacks_a_link(entities: Three) -> None:
    tokens = chain_of(*entities)
    for missing in range(4):
        refused(tokens[:missing] + tokens[missing + 1 :], entities[2], ".")


def test_a_leaf_that_vouches_for_itself(entities: Three) -> None:
    below, middle, anchor = entities
    refused([below.configuration(), below.configuration()], anchor, ".")
    refused([below.configuration()], anchor, "anchor of ours")
    tokens = [below.configuration(), below.configuration(), *chain_of(*entities)[1:]]
    refused(tokens, anchor, "configuration in the middle")
    assert middle.id == MIDDLE


def test_a_chain_that_goes_in_a_circle() -> None:
    anchor = superior(ANCHOR)
    first, second = superior(MIDDLE, ANCHOR), superior("https://second.example", MIDDLE)
    below = leaf(LEAF, MIDDLE)
    refused(chain_of(below, first, second, first, anchor), anchor, "circle")


def test_a_chain_that_is_too_long() -> None:
    anchor = superior(ANCHOR)
    names = [f"https://middle{index}.example" for index in range(7)]
    middles = [
        superior(name, above) for name, above in zip(names, [*names[1:], ANCHOR], strict=True)
    ]
    refused(chain_of(leaf(LEAF, names[0]), *middles, anchor), anchor, "too many")
    refused([], anchor, "without statements")


@pytest.mark.parametrize("index", [0, 1, 2, 3])
def test_an_expired_statement(entities: Three, index: int) -> None:
    below, middle, anchor = entities
    makers: list[Callable[..., Any]] = [
        below.configuration,
        lambda **changes: middle.statement(below, **changes),
        lambda **changes: anchor.statement(middle, **changes),
        anchor.configuration,
    ]
    refused(replaced(index, makers[index](exp=NOW), entities), anchor, "exp has passed")
    refused(replaced(index, makers[index](iat=NOW + 31), entities), anchor, "future")
    for missing in ("iss", "sub", "iat", "exp", "jwks"):
        refused(replaced(index, makers[index](**{missing: None}), entities), anchor, ".")


@pytest.mark.parametrize("algorithm", ["none", "None", "HS256", "", None, "ES512"])
def test_a_statement_without_a_signature_of_ours(entities: Three, algorithm: str | None) -> None:
    tokens = chain_of(*entities)
    _, payload, signature = tokens[1].split(".")
    kid = entities[1].signer.kid
    header = f'{{"typ":"entity-statement+jwt","kid":"{kid}","alg":{_json(algorithm)}}}'
    for end in ("", signature):
        forged = f"{b64url_encode(header.encode())}.{payload}.{end}"
        refused(replaced(1, forged, entities), entities[2], ".")


def _json(value: str | None) -> str:
    return "null" if value is None else f'"{value}"'
