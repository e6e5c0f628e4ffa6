"""A request to the token endpoint, and what it was good for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from thiqa.ledger.models import EntryId
from thiqa.oidc.clients.authentication import Caller
from thiqa.oidc.models import Authorization, Client, Grant
from thiqa.oidc.provider import Provider
from thiqa.oidc.tokens.sender_constraint import ANYBODY, Sender
from thiqa.oidc.tokens.tokens import Confirmation


@dataclass(frozen=True, slots=True)
class TokenCall:
    """A request of an authenticated client, and the key that its tokens will be bound to."""

    provider: Provider
    caller: Caller
    parameters: Mapping[str, str]
    now: int
    sender: Sender = ANYBODY

    @property
    def client(self) -> Client:
        """The client that called."""
        return self.caller.client

    @property
    def confirmation(self) -> Confirmation | None:
        """The key that tokens are bound to; None: whoever has them may use them."""
        return self.sender.confirmation


@dataclass(frozen=True, slots=True)
class Redeemed:
    """What a citizen granted, ready to become tokens."""

    authorization: Authorization
    grant: Grant
    id_token_claims: Mapping[str, Any]
    refresh_token: str | None
    entry_id: EntryId | None = None
    """The entry of this use, if it has one beside that of the grant."""
