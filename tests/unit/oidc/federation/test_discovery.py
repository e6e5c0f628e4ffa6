"""A chain is found from an entity up to an anchor, and the shortest one is taken."""

import pytest

from federations import (
    ANCHOR,
    LEAF,
    LIFE,
    MIDDLE,
    NOW,
    RP,
    Entity,
    Web,
    leaf,
    small_federation,
    superior,
)
from thiqa.oidc.federation.errors import (
    AnchorUnknownError,
    EntityUnavailableError,
    TrustChainRefusedError,
)


def test_a_leaf_is_found_through_an_intermediate() -> None:
    web, *_ = small_federation()
    found = web.resolve()
    assert (found.entity_id, found.anchor, found.superior) == (LEAF, ANCHOR, MIDDLE)
    assert found.metadata[RP]["redirect_uris"] == [f"{LEAF}/cb"]
    assert found.expires_at == NOW + LIFE
    assert len(found.chain.tokens) == 4


def test_a_leaf_is_found_right_below_the_anchor() -> None:
    web = Web().add(superior(ANCHOR), leaf())
    assert len(web.resolve().chain.tokens) == 3
    assert len(web.asked) == 3


def test_an_anchor_is_found_by_its_own_configuration() -> None:
    web = Web().add(superior(ANCHOR))
    found = web.resolve(ANCHOR)
    assert (found.anchor, found.superior) == (ANCHOR, ANCHOR)
    assert web.asked == [f"{ANCHOR}/.well-known/openid-federation"]


def test_the_shortest_chain_is_taken() -> None:
    web, anchor, *_ = small_federation()
    web.add(leaf(LEAF, MIDDLE, ANCHOR))
    assert web.resolve().superior == ANCHOR
    assert anchor.id == ANCHOR


def test_a_broken_short_chain_gives_way_to_a_longer_one() -> None:
    web, anchor, _, _ = small_federation()
    web.add(leaf(LEAF, ANCHOR, MIDDLE))
    anchor.about[LEAF] = {"sub": "https://other.example"}
    assert web.resolve().superior == MIDDLE


def test_hints_that_lead_nowhere_are_passed_over() -> None:
    web, *_ = small_federation()
    web.add(leaf(LEAF, "https://gone.example", MIDDLE))
    assert web.resolve().superior == MIDDLE


def test_the_expiry_is_that_of_the_first_statement_to_expire() -> None:
    web, anchor, _, _ = small_federation()
    anchor.about[MIDDLE] = {"exp": NOW + 100}
    assert web.resolve().expires_at == NOW + 100


def test_one_of_two_anchors_will_do() -> None:
    other = superior("https://other.example")
    web, anchor, *_ = small_federation()
    web.add(leaf(LEAF, other.id), other)
    assert web.resolve(LEAF, anchor, other).anchor == other.id


def test_an_entity_that_does_not_answer_is_unknown() -> None:
    with pytest.raises(EntityUnavailableError):
        Web().add(superior(ANCHOR)).resolve(LEAF)


def test_an_entity_without_superiors_leads_nowhere() -> None:
    web = Web().add(superior(ANCHOR), Entity(LEAF))
    with pytest.raises(TrustChainRefusedError):
        web.resolve()


def test_a_federation_of_strangers_leads_nowhere() -> None:
    web, _, middle, _ = small_federation()
    with pytest.raises((TrustChainRefusedError, AnchorUnknownError)):
        web.resolve(LEAF, superior("https://our-anchor.example"))
    assert middle.id == MIDDLE
