"""Finding trust chains: from an entity up through its authority hints, within limits."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

from thiqa.base import Clock
from thiqa.oidc.federation.constraints import FEDERATION_ENTITY
from thiqa.oidc.federation.entity_id import configuration_url, read_endpoint
from thiqa.oidc.federation.entity_statement import (
    ENTITY_STATEMENT_MEDIA_TYPE,
    VerifiedStatement,
    read_statement,
    verify_configuration,
    verify_statement,
)
from thiqa.oidc.federation.errors import (
    EntityUnavailableError,
    FederationError,
    StatementRefusedError,
    TrustChainRefusedError,
)
from thiqa.oidc.federation.trust_chain import (
    MAX_CHAIN_STATEMENTS,
    Anchors,
    ResolvedEntity,
    resolve_chain,
)
from thiqa.web.fetch import FetchError

MAX_FETCHES = 24
"""Section 18.1: what one stranger can make us ask for, however many hints there are."""
RESOLUTION_SECONDS = 15.0

FetchText = Callable[[str, str], Awaitable[str]]
"""Gets a text of a media type from an address that somebody else chose; raises FetchError."""


@dataclass(frozen=True, slots=True)
class _Path:
    """A way up: statements from the subject to a superior, whose configuration is `top`."""

    tokens: tuple[str, ...]
    entities: frozenset[str]
    top: VerifiedStatement


@dataclass(slots=True)
class Discovery:
    """The search for one entity's chain; nothing is fetched twice (section 10.1)."""

    fetch: FetchText
    anchors: Anchors
    clock: Clock
    fetches_left: int = MAX_FETCHES
    failure: FederationError | None = None
    _configurations: dict[str, VerifiedStatement | FederationError] = field(default_factory=dict)

    async def resolve(self, entity_id: str) -> ResolvedEntity:
        """Return the entity by its shortest valid chain; raise why there is none."""
        try:
            async with asyncio.timeout(RESOLUTION_SECONDS):
                return await self._search(entity_id)
        except TimeoutError as error:
            raise EntityUnavailableError("its superiors answer too slowly", rule="10.5") from error

    async def _search(self, entity_id: str) -> ResolvedEntity:
        """Go up level by level, so that the first chain that holds is a shortest one."""
        start = await self.configuration(entity_id)
        if entity_id in self.anchors:
            return resolve_chain([start.token], self.anchors, self.clock())
        level = [_Path((start.token,), frozenset({entity_id}), start)]
        while level and len(level[0].tokens) < MAX_CHAIN_STATEMENTS:
            above: list[_Path] = []
            for path, superior in self._steps(level):
                try:
                    step = await self._step(path, superior)
                    if superior in self.anchors:
                        return resolve_chain(
                            (*step.tokens, step.top.token), self.anchors, self.clock()
                        )
                    above.append(step)
                except FederationError as error:
                    self.failure = error
            level = above
        raise self.failure or TrustChainRefusedError("no superior leads to an anchor", rule="10.1")

    def _steps(self, level: list[_Path]) -> Iterator[tuple[_Path, str]]:
        """Every hint of a level, anchors first; one that leads back is not followed."""
        steps = [
            (path, hint)
            for path in level
            for hint in path.top.authority_hints
            if hint not in path.entities
        ]
        return iter(sorted(steps, key=lambda step: step[1] not in self.anchors))

    async def _step(self, path: _Path, superior: str) -> _Path:
        """Ask a superior about the entity at the top of a path.

        1. the superior's configuration; 2. its fetch endpoint; 3. its statement, of it and
        about that entity, signed by its key; 4. which vouches for the key of that entity.
        """
        above = await self.configuration(superior)  # 1
        endpoint = read_endpoint(  # 2
            above.metadata.get(FEDERATION_ENTITY, {}).get("federation_fetch_endpoint"),
            "federation_fetch_endpoint",
        )
        separator = "&" if "?" in endpoint else "?"
        token = await self._get(f"{endpoint}{separator}{urlencode({'sub': path.top.subject})}")
        statement = read_statement(token, self.clock())
        if (statement.issuer, statement.subject) != (superior, path.top.subject):  # 3
            raise StatementRefusedError(
                f"{superior} answered with another statement than asked", rule="8.1.2"
            )
        verify_statement(statement, above.keys)
        verify_statement(path.top, statement.keys)  # 4
        return _Path((*path.tokens, token), path.entities | {superior}, above)

    async def configuration(self, entity_id: str) -> VerifiedStatement:
        """Return an entity's configuration, asked for once."""
        known = self._configurations.get(entity_id)
        if known is None:
            try:
                token = await self._get(configuration_url(entity_id))
                known = verify_configuration(token, entity_id, self.clock())
            except FederationError as error:
                known = error
            self._configurations[entity_id] = known
        if isinstance(known, FederationError):
            raise known.with_traceback(None)
        return known

    async def _get(self, url: str) -> str:
        if self.fetches_left <= 0:
            raise TrustChainRefusedError("too many superiors to ask", rule="18.1")
        self.fetches_left -= 1
        try:
            return await self.fetch(url, ENTITY_STATEMENT_MEDIA_TYPE)
        except FetchError as error:
            raise EntityUnavailableError("an entity does not answer", rule="9.2") from error
