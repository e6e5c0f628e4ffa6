"""What logging in needs to be remembered."""

from typing import Protocol

from thiqa import people


class Store(Protocol):
    """Challenges by their digest; the nonce itself is never stored."""

    async def put_challenge(self, digest: bytes, browser: bytes, expires_at: int) -> None:
        """Keep a challenge for one browser; it has expired from `expires_at` (seconds) on."""
        ...

    async def take_challenge(self, digest: bytes, browser: bytes, now: int) -> bool:
        """Remove a challenge of this browser that has not expired; say whether it was there.

        Of any number of takers at once, one is told True. A challenge of another browser
        stays where it is.
        """
        ...


class Records(Protocol):
    """The records of a unit of work, as far as logging in sees them."""

    @property
    def login(self) -> Store:
        """The challenges."""
        ...

    @property
    def people(self) -> people.Store:
        """The register, to find the holder of a card."""
        ...
