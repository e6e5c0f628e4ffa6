"""Federations of the tests: entities that can say anything, and the web that carries it."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qs, urlsplit

from thiqa.crypto import Algorithm, Signer, generate_key
from thiqa.oidc.federation.discovery import Discovery
from thiqa.oidc.federation.entity_id import WELL_KNOWN
from thiqa.oidc.federation.signatures import Keys, read_keys
from thiqa.oidc.federation.trust_chain import ResolvedEntity
from thiqa.web.fetch import FetchError

NOW = 1_750_000_000
LIFE = 3_600
ANCHOR = "https://anchor.example"
MIDDLE = "https://middle.example"
LEAF = "https://leaf.example"
RP = "openid_relying_party"


def make_signer() -> Signer:
    """Return the signer of a fresh key."""
    return Signer(generate_key(Algorithm.ES256))


@cache
def strange_signer() -> Signer:
    """Return the signer of a key that nobody knows."""
    return make_signer()


@dataclass
class Entity:
    """An entity with its key, its superiors and its metadata."""

    id: str
    superiors: Sequence[str] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)
    signer: Signer = field(default_factory=make_signer)
    now: int = NOW
    said: dict[str, Any] = field(default_factory=dict)
    """Changes of what it says of itself; None removes a claim."""
    about: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Changes of what it says of others, by their identifier."""

    @property
    def jwks(self) -> dict[str, Any]:
        """Its federation entity keys."""
        return {"keys": [self.signer.public_jwk]}

    @property
    def keys(self) -> Keys:
        """Its federation entity keys, read."""
        return read_keys(self.jwks)

    def configuration(self, *, signer: Signer | None = None, **changes: Any) -> str:
        """Return what it says of itself."""
        claims = {
            "iss": self.id,
            "sub": self.id,
            "iat": self.now - 10,
            "exp": self.now + LIFE,
            "jwks": self.jwks,
            "metadata": dict(self.metadata),
            "authority_hints": list(self.superiors) or None,
        }
        return self.sign({**claims, **self.said, **changes}, signer=signer)

    def statement(self, subject: "Entity", *, signer: Signer | None = None, **changes: Any) -> str:
        """Return what it says of a subordinate."""
        claims = {
            "iss": self.id,
            "sub": subject.id,
            "iat": self.now - 10,
            "exp": self.now + LIFE,
            "jwks": subject.jwks,
        }
        about = self.about.get(subject.id, {})
        return self.sign({**claims, **about, **changes}, signer=signer)

    def mark(
        self, kind: str, subject: str, *, signer: Signer | None = None, **changes: Any
    ) -> dict[str, str]:
        """Return a trust mark that it gives, as an entry of `trust_marks`."""
        claims = {
            "iss": self.id,
            "sub": subject,
            "trust_mark_type": kind,
            "iat": self.now - 10,
            "exp": self.now + LIFE,
        }
        token = self.sign({**claims, **changes}, signer=signer, typ="trust-mark+jwt")
        return {"trust_mark_type": kind, "trust_mark": token}

    def sign(
        self,
        claims: Mapping[str, Any],
        *,
        signer: Signer | None = None,
        typ: str = "entity-statement+jwt",
    ) -> str:
        """Sign claims; None removes one."""
        present = {name: value for name, value in claims.items() if value is not None}
        return (signer or self.signer).sign(present, typ=typ)


def superior(entity_id: str, *superiors: str, **changes: Any) -> Entity:
    """Return an anchor or an intermediate."""
    metadata = {
        "federation_entity": {
            "federation_fetch_endpoint": f"{entity_id}/fetch",
            "federation_list_endpoint": f"{entity_id}/list",
        }
    }
    return Entity(entity_id, superiors, metadata, **changes)


def leaf(entity_id: str = LEAF, *superiors: str, **parameters: Any) -> Entity:
    """Return a relying party."""
    metadata = {"redirect_uris": [f"{entity_id}/cb"], "client_name": "Leaf", **parameters}
    return Entity(entity_id, superiors or (ANCHOR,), {RP: metadata})


@dataclass
class Web:
    """What can be fetched, and what was."""

    entities: dict[str, Entity] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    """Addresses that answer with something else."""
    asked: list[str] = field(default_factory=list)
    delay: float = 0

    def add(self, *entities: Entity) -> "Web":
        """Put entities on the web."""
        self.entities |= {each.id: each for each in entities}
        return self

    async def fetch(self, url: str, media_type: str) -> str:
        """Answer as the entity at an address does."""
        assert media_type == "application/entity-statement+jwt"
        self.asked.append(url)
        await asyncio.sleep(self.delay)
        if url in self.answers:
            return self.answers[url]
        if url.endswith(WELL_KNOWN):
            return self._entity(url.removesuffix(WELL_KNOWN)).configuration()
        parts = urlsplit(url)
        subject = parse_qs(parts.query).get("sub", [""])[0]
        if parts.path != "/fetch":
            raise FetchError(url)
        issuer = self._entity(f"{parts.scheme}://{parts.netloc}")
        return issuer.statement(self._entity(subject))

    def _entity(self, entity_id: str) -> Entity:
        if entity_id not in self.entities:
            raise FetchError(entity_id)
        return self.entities[entity_id]

    def resolve(self, entity_id: str = LEAF, *anchors: Entity, now: int = NOW) -> ResolvedEntity:
        """Resolve an entity; the anchors are those of the web called anchor if none is given."""
        trusted = anchors or tuple(e for e in self.entities.values() if e.id == ANCHOR)
        keys = {each.id: each.keys for each in trusted}
        return asyncio.run(Discovery(self.fetch, keys, lambda: now).resolve(entity_id))


def small_federation() -> tuple[Web, Entity, Entity, Entity]:
    """Return a web with an anchor, an intermediate below it, and a leaf below that."""
    anchor, middle = superior(ANCHOR), superior(MIDDLE, ANCHOR)
    below = leaf(LEAF, MIDDLE)
    return Web().add(anchor, middle, below), anchor, middle, below


def chain_of(*entities: Entity) -> list[str]:
    """Return the chain from the first entity to the last one, which is the anchor."""
    statements = [above.statement(below) for below, above in pairwise(entities)]
    return [entities[0].configuration(), *statements, entities[-1].configuration()]
