"""Authority hints are a stranger's words: we ask little, nobody twice, and nobody inside."""

import asyncio
from itertools import pairwise
from typing import Any

import pytest

from federations import ANCHOR, LEAF, MIDDLE, NOW, Entity, Web, leaf, superior
from thiqa.oidc.federation.discovery import MAX_FETCHES
from thiqa.oidc.federation.errors import (
    EntityUnavailableError,
    FederationError,
    StatementRefusedError,
    TooManyResolutionsError,
)
from thiqa.oidc.federation.resolver import (
    FAILURE_SECONDS,
    MAX_RESOLUTIONS,
    MAX_TRUST_SECONDS,
    Resolver,
)
from thiqa.web.fetch import Fetcher


def resolver_of(web: Web, clock: Any = lambda: NOW) -> Resolver:
    """Return a resolver that trusts the web's anchor."""
    anchor = web.entities[ANCHOR]
    return Resolver({ANCHOR: anchor.keys}, web.fetch, clock)


def test_hints_that_go_in_a_circle_end() -> None:
    first, second = (
        superior(MIDDLE, "https://second.example"),
        superior("https://second.example", MIDDLE),
    )
    web = Web().add(superior(ANCHOR), first, second, leaf(LEAF, MIDDLE))
    with pytest.raises(FederationError):
        web.resolve()
    assert len(web.asked) == len(set(web.asked)) <= 6


def test_an_entity_that_hints_at_itself() -> None:
    web = Web().add(superior(ANCHOR), leaf(LEAF, LEAF))
    with pytest.raises(FederationError, match="no superior"):
        web.resolve()
    assert len(web.asked) == 1


def test_a_tree_of_endless_superiors_costs_a_fixed_number_of_questions() -> None:
    web = Web().add(superior(ANCHOR))
    names = [f"https://s{index}.example" for index in range(200)]
    for index, name in enumerate(names[:100]):
        web.add(superior(name, *names[index + 1 : index + 21]))
    web.add(leaf(LEAF, *names[:20]))
    with pytest.raises(FederationError):
        web.resolve()
    assert len(web.asked) == MAX_FETCHES


def test_a_chain_of_superiors_without_end() -> None:
    web = Web().add(superior(ANCHOR))
    names = [f"https://s{index}.example" for index in range(40)]
    for name, above in pairwise(names):
        web.add(superior(name, above))
    web.add(leaf(LEAF, names[0]))
    with pytest.raises(FederationError):
        web.resolve()
    assert len(web.asked) <= MAX_FETCHES


def test_more_hints_than_anybody_needs_are_not_even_read() -> None:
    web = Web().add(superior(ANCHOR), leaf(LEAF, *[f"https://s{i}.example" for i in range(21)]))
    with pytest.raises(StatementRefusedError):
        web.resolve()
    assert len(web.asked) == 1


@pytest.mark.parametrize(
    "endpoint",
    [None, "", "ftp://x.example", "http://10.0.0.1/", "https://x.example/#f", 7, "//x.example"],
)
def test_a_superior_without_an_endpoint_is_not_asked(endpoint: Any) -> None:
    middle = Entity(
        MIDDLE, [ANCHOR], {"federation_entity": {"federation_fetch_endpoint": endpoint}}
    )
    if endpoint is None:
        middle = Entity(MIDDLE, [ANCHOR])
    web = Web().add(superior(ANCHOR), middle, leaf(LEAF, MIDDLE))
    with pytest.raises(StatementRefusedError):
        web.resolve()
    assert len(web.asked) == 2


@pytest.mark.parametrize(
    "host",
    ["https://127.0.0.1", "https://localhost", "http://localhost:1", "https://169.254.169.254"],
)
def test_hints_into_our_own_network_are_never_asked(host: str) -> None:
    """The limits of `web.fetch.Fetcher` hold for every address of a federation."""
    web = Web().add(superior(ANCHOR), leaf(LEAF, host))
    inside = Fetcher(timeout_seconds=1)

    async def fetch(url: str, media_type: str) -> str:
        if url.startswith(LEAF):
            return await web.fetch(url, media_type)
        return await inside.text(url, media_type)

    resolver = Resolver({ANCHOR: web.entities[ANCHOR].keys}, fetch, lambda: NOW)
    with pytest.raises(EntityUnavailableError) as caught:
        asyncio.run(resolver.resolve(LEAF))
    reason = str(caught.value.__cause__)
    assert "not public" in reason or "https" in reason


def test_who_was_not_found_is_not_looked_up_again_at_once() -> None:
    now = [NOW]
    web = Web().add(superior(ANCHOR))
    resolver = resolver_of(web, lambda: now[0])

    async def ask() -> None:
        with pytest.raises(EntityUnavailableError):
            await resolver.resolve(LEAF)

    asyncio.run(ask())
    asyncio.run(ask())
    assert len(web.asked) == 1
    now[0] += FAILURE_SECONDS
    asyncio.run(ask())
    assert len(web.asked) == 2


def test_many_who_ask_for_one_entity_make_one_search() -> None:
    web = Web(delay=0.01).add(superior(ANCHOR), leaf())

    async def ask() -> None:
        await asyncio.gather(*(resolver.resolve(LEAF) for _ in range(50)))

    resolver = resolver_of(web)
    asyncio.run(ask())
    assert len(web.asked) == 3


def test_many_strangers_at_once_are_asked_to_come_back() -> None:
    web = Web(delay=0.02).add(superior(ANCHOR))
    resolver = resolver_of(web)

    async def ask() -> list[BaseException | None]:
        names = [f"https://s{index}.example" for index in range(MAX_RESOLUTIONS + 5)]
        found = await asyncio.gather(*map(resolver.resolve, names), return_exceptions=True)
        return [each for each in found if isinstance(each, TooManyResolutionsError)]

    assert len(asyncio.run(ask())) == 5
    assert len(web.asked) == MAX_RESOLUTIONS


def test_trust_is_remembered_no_longer_than_it_lasts() -> None:
    now = [NOW]
    anchor, below = superior(ANCHOR), leaf()
    anchor.about[LEAF] = {"exp": NOW + 100}
    web = Web().add(anchor, below)
    resolver = resolver_of(web, lambda: now[0])
    asyncio.run(resolver.resolve(LEAF))
    now[0] = NOW + 99
    asyncio.run(resolver.resolve(LEAF))
    assert len(web.asked) == 3
    now[0] = NOW + 100
    with pytest.raises(StatementRefusedError):
        asyncio.run(resolver.resolve(LEAF))


def test_a_withdrawal_is_seen_before_the_chain_expires() -> None:
    now = [NOW]
    web = Web().add(superior(ANCHOR), leaf())
    resolver = resolver_of(web, lambda: now[0])
    asyncio.run(resolver.resolve(LEAF))
    del web.entities[LEAF]
    now[0] = NOW + MAX_TRUST_SECONDS
    with pytest.raises(EntityUnavailableError):
        asyncio.run(resolver.resolve(LEAF))
