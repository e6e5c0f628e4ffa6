"""A trust mark counts if its issuer may give it, and has given it to this entity."""

import asyncio
from typing import Any

import pytest

from federations import ANCHOR, LEAF, MIDDLE, NOW, Entity, Web, leaf, strange_signer, superior
from thiqa.oidc.federation.resolver import Resolver
from thiqa.oidc.federation.trust_marks import VerifiedTrustMark

KIND = "https://marks.example/public-body"
OWNER = Entity("https://owner.example")


def marks_of(
    *marks: dict[str, str], issuers: Any = None, owners: Any = None, middle: Entity | None = None
) -> tuple[VerifiedTrustMark, ...]:
    """Return the marks of a leaf that count; the issuer is the intermediate."""
    anchor = superior(ANCHOR)
    anchor.said = {
        "trust_mark_issuers": {KIND: [MIDDLE]} if issuers is None else issuers,
        "trust_mark_owners": owners,
    }
    below = leaf(LEAF, MIDDLE)
    below.said = {"trust_marks": list(marks)}
    web = Web().add(anchor, middle or ISSUER, below)
    resolver = Resolver({ANCHOR: anchor.keys}, web.fetch, lambda: NOW)

    async def ask() -> tuple[VerifiedTrustMark, ...]:
        return await resolver.trust_marks(await resolver.resolve(LEAF))

    return asyncio.run(ask())


ISSUER = superior(MIDDLE, ANCHOR)


def delegation(signer: Any = None, typ: str = "trust-mark-delegation+jwt", **changes: Any) -> str:
    """Return the owner's delegation to the issuer."""
    claims = {"iss": OWNER.id, "sub": MIDDLE, "trust_mark_type": KIND, "iat": NOW - 5}
    return OWNER.sign({**claims, **changes}, signer=signer, typ=typ)


OWNED = {KIND: {"sub": OWNER.id, "jwks": OWNER.jwks}}


def test_a_good_mark_counts() -> None:
    (mark,) = marks_of(ISSUER.mark(KIND, LEAF, scope_of_law=["x"]))
    assert (mark.type, mark.issuer, mark.subject) == (KIND, MIDDLE, LEAF)
    assert mark.claims["scope_of_law"] == ["x"]


def test_anybody_may_issue_a_mark_whose_list_is_empty() -> None:
    assert len(marks_of(ISSUER.mark(KIND, LEAF), issuers={KIND: []})) == 1


@pytest.mark.parametrize(
    "mark",
    [
        ISSUER.mark(KIND, "https://other.example"),
        ISSUER.mark(KIND, LEAF, signer=strange_signer()),
        ISSUER.mark(KIND, LEAF, exp=NOW),
        ISSUER.mark(KIND, LEAF, iat=NOW + 60),
        ISSUER.mark(KIND, LEAF, iat=None),
        ISSUER.mark(KIND, LEAF, sub=None),
        ISSUER.mark(KIND, LEAF, trust_mark_type="https://marks.example/other"),
        ISSUER.mark("https://marks.example/unknown", LEAF),
        ISSUER.mark(KIND, LEAF, iss="https://gone.example"),
        ISSUER.mark(KIND, LEAF, iss=ANCHOR),
        ISSUER.mark(KIND, LEAF, delegation=delegation()),
        {"trust_mark_type": KIND, "trust_mark": ISSUER.configuration()},
        {"trust_mark_type": KIND, "trust_mark": "x"},
        leaf().mark(KIND, LEAF),
    ],
)
def test_a_mark_that_proves_nothing_is_left_out(mark: dict[str, str]) -> None:
    good = ISSUER.mark(KIND, LEAF)
    assert len(marks_of(mark, good)) == 1


def test_a_mark_of_an_issuer_that_the_anchor_does_not_allow() -> None:
    mark = ISSUER.mark(KIND, LEAF)
    assert marks_of(mark, issuers={KIND: ["https://other.example"]}) == ()
    assert marks_of(mark, issuers={}) == ()


def test_an_intermediate_does_not_say_who_may_issue_marks() -> None:
    middle = superior(MIDDLE, ANCHOR)
    middle.said = {"trust_mark_issuers": {KIND: [MIDDLE]}}
    assert marks_of(middle.mark(KIND, LEAF), issuers={}, middle=middle) == ()


def test_a_leaf_that_marks_itself_needs_to_be_allowed() -> None:
    below = leaf(LEAF, MIDDLE)
    web = Web().add(superior(ANCHOR), ISSUER, below)
    below.said = {"trust_marks": [below.mark(KIND, LEAF)]}

    def count(issuers: list[str]) -> int:
        anchor = web.entities[ANCHOR]
        anchor.said = {"trust_mark_issuers": {KIND: issuers}}
        resolver = Resolver({ANCHOR: anchor.keys}, web.fetch, lambda: NOW)

        async def ask() -> int:
            return len(await resolver.trust_marks(await resolver.resolve(LEAF)))

        return asyncio.run(ask())

    assert count([MIDDLE]) == 0
    assert count([LEAF]) == 1


def test_a_type_with_an_owner_needs_a_delegation() -> None:
    assert marks_of(ISSUER.mark(KIND, LEAF), owners=OWNED) == ()
    good = ISSUER.mark(KIND, LEAF, delegation=delegation())
    assert len(marks_of(good, owners=OWNED)) == 1


@pytest.mark.parametrize(
    "token",
    [
        delegation(signer=strange_signer()),
        delegation(typ="trust-mark+jwt"),
        delegation(sub="https://other.example"),
        delegation(iss="https://other.example"),
        delegation(trust_mark_type="https://marks.example/other"),
        delegation(exp=NOW),
        delegation(iat=NOW + 60),
        delegation(iat=None),
        "x",
        7,
    ],
)
def test_a_delegation_that_proves_nothing(token: Any) -> None:
    assert marks_of(ISSUER.mark(KIND, LEAF, delegation=token), owners=OWNED) == ()


def test_few_marks_of_one_entity_are_looked_at() -> None:
    bad = [ISSUER.mark(f"https://marks.example/{index}", LEAF) for index in range(5)]
    assert marks_of(*bad, ISSUER.mark(KIND, LEAF)) == ()


def test_an_issuer_of_another_federation() -> None:
    here, there = superior(ANCHOR), superior("https://there.example")
    here.said = {"trust_mark_issuers": {KIND: []}}
    foreign = superior(MIDDLE, there.id)
    below = leaf(LEAF, ANCHOR)
    below.said = {"trust_marks": [foreign.mark(KIND, LEAF)]}
    web = Web().add(here, there, foreign, below)
    resolver = Resolver({each.id: each.keys for each in (here, there)}, web.fetch, lambda: NOW)

    async def ask() -> tuple[VerifiedTrustMark, ...]:
        assert (await resolver.resolve(MIDDLE)).anchor == there.id
        return await resolver.trust_marks(await resolver.resolve(LEAF))

    assert asyncio.run(ask()) == ()
