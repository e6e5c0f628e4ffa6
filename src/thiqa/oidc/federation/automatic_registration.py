"""Automatic registration: an entity of a federation is a client by its own identifier.

OpenID Federation 1.0, section 12.1. Nobody has registered a purpose or an article of law for
such a client, so what it may ask is what somebody with the right to do so has vouched for:
the operator, in a grant, or an issuer whose trust marks the operator takes for that. Without
either it may ask for nothing: a login, and a subject that means nothing anywhere else.
"""

from collections.abc import Sequence
from typing import Any

import structlog

from thiqa.base import Clock, Database
from thiqa.crypto import SignatureInvalidError, read_header
from thiqa.oidc.errors import InvalidClientError, RegistrationError
from thiqa.oidc.federation.entity_id import is_entity_id
from thiqa.oidc.federation.errors import (
    EntityUnavailableError,
    FederationError,
    MetadataRefusedError,
)
from thiqa.oidc.federation.relying_party import RELYING_PARTY, client_from
from thiqa.oidc.federation.resolver import MAX_TRUST_SECONDS, Resolver
from thiqa.oidc.federation.trust_chain import ResolvedEntity
from thiqa.oidc.federation.trust_marks import VerifiedTrustMark
from thiqa.oidc.federation.trust_policy import TrustPolicy, Vouched, read_vouched
from thiqa.oidc.models import Client
from thiqa.oidc.store import Records

log = structlog.get_logger()

AUTOMATIC = "automatic"
"""Section 5.1.3."""
REGISTRATION_CLAIM = "thiqa_registration"
"""Our claim in trust marks: name, sector, purposes and default purpose of a service."""


class UntrustedClientError(InvalidClientError):
    """An entity that no anchor of ours leads to (section 12.1.3)."""

    def __init__(self, error: FederationError) -> None:
        super().__init__(
            error.description,
            rule=error.rule,
            parameter="client_id",
            mend="Publish an entity configuration whose authority_hints lead to a trust anchor"
            " of this provider, and metadata that its policies allow.",
        )
        self.code, self.status = error.code, error.status


class AutomaticRegistration:
    """Makes clients of entities, for as long as their trust chain lasts and we look away."""

    def __init__(
        self, resolver: Resolver, policy: TrustPolicy, database: Database[Records], clock: Clock
    ) -> None:
        self._resolver = resolver
        self._policy = policy
        self._database = database
        self._clock = clock

    async def register(self, client_id: str, token: str | None, *, anew: bool = False) -> Client:
        """Return the client that an entity is; keep it, so that every page knows it.

        `token` is what it signed: its header may bring the trust chain (section 4.3). `anew`
        asks the entity and its superiors again, whatever is remembered of them.
        Raises InvalidClientError or UntrustedClientError.
        """
        if not is_entity_id(client_id):
            raise InvalidClientError(
                "no such client",
                rule="RFC 6749, section 5.2",
                parameter="client_id",
                mend="Use the client_id of the registration; it may have been retired.",
            )
        try:
            client = await self._client(client_id, _chain_of(token), anew=anew)
        except EntityUnavailableError as error:
            raise InvalidClientError(
                "no such client", rule=error.rule, parameter="client_id", mend=str(error)
            ) from error
        except FederationError as error:
            raise UntrustedClientError(error) from error
        await self._database.run(lambda records: _keep(records, client))
        log.info("entity_registered", entity=client_id, purposes=sorted(client.purposes))
        return client

    async def _client(self, client_id: str, chain: Sequence[Any] | None, *, anew: bool) -> Client:
        """1. a valid chain; 2. metadata of a relying party; 3. that registers so; 4. purposes."""
        entity = self._resolver.accept_chain(client_id, chain) if chain else None
        if entity is None:
            entity = await self._resolver.resolve(client_id, anew=anew)  # 1
        metadata = entity.metadata.get(RELYING_PARTY)  # 2
        if metadata is None:
            raise MetadataRefusedError(f"the entity is no {RELYING_PARTY}", rule="5.1.2")
        if AUTOMATIC not in metadata.get("client_registration_types", [AUTOMATIC]):  # 3
            raise MetadataRefusedError("the entity does not register automatically", rule="12.1")
        vouched, until = await self._vouched(entity)  # 4
        until = min(entity.expires_at, until, self._clock() + MAX_TRUST_SECONDS)
        return client_from(client_id, metadata, self._policy.rules[entity.anchor], vouched, until)

    async def _vouched(self, entity: ResolvedEntity) -> tuple[Vouched | None, int]:
        """Return what was vouched for and until when: by the operator, or by a trust mark."""
        granted = (self._policy.grants or {}).get(entity.entity_id)
        if granted is not None:
            return granted, entity.expires_at
        if self._policy.purpose_marks:
            for mark in await self._resolver.trust_marks(entity):
                if mark.expires_at is None:  # what lasts for ever cannot be withdrawn
                    continue
                vouched = self._read_mark(mark)
                if vouched is not None:
                    return vouched, mark.expires_at
        return None, entity.expires_at

    def _read_mark(self, mark: VerifiedTrustMark) -> Vouched | None:
        """Return what a mark vouches for.

        1. its type and its issuer are configured; 2. it is well-formed; 3. its sector is one
        that the issuer may give.
        """
        for rule in self._policy.purpose_marks:
            if mark.type != rule.type or mark.issuer not in rule.issuers:  # 1
                continue
            try:
                vouched = read_vouched(mark.claims.get(REGISTRATION_CLAIM))  # 2
            except RegistrationError as error:
                log.info("trust_mark_without_purposes", entity=mark.subject, detail=str(error))
                return None
            if vouched.sector is not None and vouched.sector not in rule.sectors:  # 3
                log.info("trust_mark_of_foreign_sector", entity=mark.subject)
                return None
            return vouched
        return None


async def _keep(records: Records, client: Client) -> None:
    known = await records.oidc.get_client(client.id)
    if known is not None and (known.retired_at is not None or known.trusted_until is None):
        raise InvalidClientError(
            "no such client",
            detail="retired or registered meanwhile",
            rule="RFC 6749, section 5.2",
            parameter="client_id",
            mend="Use the client_id of the registration; it may have been retired.",
        )
    await records.oidc.put_client(client)


def _chain_of(token: str | None) -> Sequence[Any] | None:
    """Section 4.3: the header of what the entity signed may bring its chain, unverified."""
    if token is None:
        return None
    try:
        chain = read_header(token).get("trust_chain")
    except SignatureInvalidError:
        return None
    return chain if isinstance(chain, list) else None
