"""What an authorization should be at each moment, told without a database."""

from dataclasses import dataclass, field

from provider_parts import POLICY
from thiqa.oidc.models import State

LIFETIMES = POLICY.lifetimes


@dataclass(eq=False)
class Access:
    """An access token that a service holds."""

    token: str
    expires_at: int


@dataclass(eq=False)
class Refresh:
    """A refresh token that a service holds."""

    token: str
    expires_at: int
    used: bool = False


@dataclass(eq=False)
class Life:
    """An authorization; it is `gone` once it was declined or, being over, purged."""

    id: bytes
    client_id: str
    offline: bool
    expires_at: int
    state: State = State.PUSHED
    browser: str | None = None
    code: str | None = None
    gone: bool = False
    accesses: list[Access] = field(default_factory=list)
    refreshes: list[Refresh] = field(default_factory=list)

    def can_open(self, client_id: str, now: int) -> bool:
        return self._is(State.PUSHED, now) and client_id == self.client_id

    def can_load_again(self, client_id: str, browser: str, now: int) -> bool:
        return self.can_answer(browser, now) and client_id == self.client_id

    def can_answer(self, browser: str, now: int) -> bool:
        return self._is(State.OPENED, now) and browser == self.browser

    def can_redeem(self, client_id: str, now: int) -> bool:
        return self._is(State.GRANTED, now) and client_id == self.client_id

    def can_refresh(self, token: Refresh, client_id: str, now: int) -> bool:
        return (
            self._is(State.REDEEMED, now)
            and client_id == self.client_id
            and token.expires_at > now
            and not token.used
        )

    def can_read(self, access: Access, now: int) -> bool:
        return self._is(State.REDEEMED, now) and access.expires_at > now

    def move(self, state: State, until: int) -> None:
        self.state, self.expires_at = state, until

    def try_code(self, client_id: str) -> None:
        """Take note that a code was tried that could not be redeemed."""
        if not self.gone and client_id == self.client_id and self.state is State.REDEEMED:
            self.state = State.REVOKED

    def try_refresh(self, token: Refresh, client_id: str, now: int) -> None:
        """Take note that a refresh token was tried that could not be used."""
        lives = self._is(State.REDEEMED, now) and token.expires_at > now
        if lives and client_id == self.client_id and token.used:
            self.state = State.REVOKED

    def _is(self, state: State, now: int) -> bool:
        return not self.gone and self.state is state and self.expires_at > now
