"""The resolver: entities as our trust anchors let them be, remembered for a bounded time."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from thiqa.base import Clock
from thiqa.oidc.federation.discovery import Discovery, FetchText
from thiqa.oidc.federation.errors import (
    FederationError,
    TooManyResolutionsError,
    TrustChainRefusedError,
)
from thiqa.oidc.federation.trust_chain import Anchors, ResolvedEntity, resolve_chain
from thiqa.oidc.federation.trust_marks import (
    VerifiedTrustMark,
    check_issuer_allowed,
    issuer_of,
    verify_trust_mark,
)

log = structlog.get_logger()

MAX_TRUST_SECONDS = 900
"""Section 12.3: trust is looked at anew long before a chain expires: it may be withdrawn."""
FAILURE_SECONDS = 30
"""Who could not be resolved is not looked up again for so long."""
BROUGHT_SECONDS = 3_600
"""Every statement of a chain that was brought along is at most so old."""
MAX_RESOLUTIONS = 8
"""How many strangers are looked up at once; the next one is asked to come back."""
MAX_REMEMBERED = 5_000
MAX_RESOLVED_MARKS = 5
"""How many marks of one entity are looked at: each may need its issuer resolved."""


@dataclass(frozen=True, slots=True)
class _Remembered:
    outcome: ResolvedEntity | FederationError
    until: int


class Resolver:
    """Resolves entities to our anchors; one look-up for many who ask at once."""

    def __init__(self, anchors: Anchors, fetch: FetchText, clock: Clock) -> None:
        self.anchors = anchors
        self._fetch = fetch
        self._clock = clock
        self._known: dict[str, _Remembered] = {}
        self._running: dict[str, asyncio.Task[ResolvedEntity]] = {}

    async def resolve(self, entity_id: str, *, anew: bool = False) -> ResolvedEntity:
        """Return an entity; raise FederationError if no anchor leads to it.

        `anew` looks it up again although it is remembered.
        """
        known = None if anew else self._remembered(entity_id)
        if isinstance(known, ResolvedEntity):
            return known
        if known is not None:
            raise known.with_traceback(None)
        task = self._running.get(entity_id)
        if task is None:
            if len(self._running) >= MAX_RESOLUTIONS:
                raise TooManyResolutionsError("too many unknown entities at once", rule="18.1")
            task = asyncio.create_task(self._look_up(entity_id))
            self._running[entity_id] = task
            task.add_done_callback(lambda _: self._running.pop(entity_id, None))
        return await asyncio.shield(task)

    def accept_chain(self, entity_id: str, tokens: Sequence[object]) -> ResolvedEntity | None:
        """Return the entity by the chain that it brought along, or None if that is no good.

        Section 12.1.1.1.2: the chain is verified like one that was fetched. Because anybody can
        bring anybody's chain, it is of the entity that is asked for, and fresh: statements that
        have been replaced since, with keys that have, are not brought back by a third party.
        """
        now = self._clock()
        try:
            entity = resolve_chain(tokens, self.anchors, now)
            if entity.entity_id != entity_id:
                raise TrustChainRefusedError("of somebody else", rule="4.3")
            if min(each.issued_at for each in entity.chain.statements) < now - BROUGHT_SECONDS:
                raise TrustChainRefusedError("not fresh", rule="12.1.1.1.2")
        except FederationError as error:
            log.info("trust_chain_not_used", entity=entity_id, detail=str(error))
            return None
        self._remember(entity_id, entity)
        return entity

    async def trust_marks(self, entity: ResolvedEntity) -> tuple[VerifiedTrustMark, ...]:
        """Return the marks of an entity that prove something; the others are left out."""
        marks = []
        for entry in entity.trust_marks[:MAX_RESOLVED_MARKS]:
            try:
                issuer_id = issuer_of(entry)
                anchor = await self.resolve(entity.anchor)
                check_issuer_allowed(entry.type, issuer_id, anchor.chain.subject)
                issuer = entity
                if issuer_id != entity.entity_id:
                    issuer = await self.resolve(issuer_id)
                marks.append(
                    verify_trust_mark(
                        entry, entity.entity_id, issuer, anchor.chain.subject, self._clock()
                    )
                )
            except FederationError as error:
                log.info("trust_mark_refused", entity=entity.entity_id, detail=str(error))
        return tuple(marks)

    async def _look_up(self, entity_id: str) -> ResolvedEntity:
        try:
            entity = await Discovery(self._fetch, self.anchors, self._clock).resolve(entity_id)
        except FederationError as error:
            cause = str(error.__cause__ or "")
            log.info("entity_not_resolved", entity=entity_id, detail=str(error), cause=cause)
            self._remember(entity_id, error)
            raise
        self._remember(entity_id, entity)
        return entity

    def _remembered(self, entity_id: str) -> ResolvedEntity | FederationError | None:
        known = self._known.get(entity_id)
        return known.outcome if known is not None and self._clock() < known.until else None

    def _remember(self, entity_id: str, outcome: ResolvedEntity | FederationError) -> None:
        if len(self._known) >= MAX_REMEMBERED:
            self._known.clear()
        now = self._clock()
        until = (
            min(outcome.expires_at, now + MAX_TRUST_SECONDS)
            if isinstance(outcome, ResolvedEntity)
            else now + FAILURE_SECONDS
        )
        self._known[entity_id] = _Remembered(outcome, until)
