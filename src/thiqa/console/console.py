"""What every route of the console is given."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from thiqa.audit import Desk as AuditDesk
from thiqa.base import Database
from thiqa.console.store import Records
from thiqa.crypto.sealed_keys import derive_secret
from thiqa.disputes import Desk
from thiqa.oidc.provider import Provider
from thiqa.people.pairwise import pairwise_subject
from thiqa.web import Cookies, Pages
from thiqa.web.fetch import Fetcher

CODE_CHARACTERS = 8
_SECTOR = "console"


@dataclass(frozen=True, slots=True)
class Console:
    """The provider, the storage, the disputes, how pages are made, and how services are reached."""

    provider: Provider
    database: Database[Records]
    disputes: Desk
    audit: AuditDesk
    pages: Pages
    cookies: Cookies
    form_key: bytes
    fetcher: Fetcher
    pauses: tuple[float, ...] = (12.0, 20.0)
    """How long a self-test lets a service fetch keys again: libraries wait up to half a minute."""
    tasks: "set[asyncio.Task[Any]]" = field(default_factory=set)
    """What runs on when a page has been answered."""

    @property
    def origin(self) -> str:
        """Our own origin, without a trailing slash."""
        return self.provider.policy.issuer

    @property
    def test_secret(self) -> bytes:
        """What the keys of test issuers are sealed with."""
        return derive_secret(self.form_key, "self-test")

    def code_of(self, person_id: str) -> str:
        """Return what owners and operators call a person whose name they need not know."""
        secret = self.provider.pairwise_secret
        return pairwise_subject(secret, _SECTOR, person_id)[:CODE_CHARACTERS]
