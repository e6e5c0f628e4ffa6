"""Who talks to whom: the provider, the suite, and the addresses that the suite plays."""

import ssl
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Site:
    """The addresses of one run; `alias` is the part of them that the suite gives to a plan."""

    issuer: str
    suite: str
    alias: str = "thiqa"

    @property
    def discovery(self) -> str:
        """Where the provider describes itself (OpenID Connect Discovery, section 4)."""
        return f"{self.issuer}/.well-known/openid-configuration"

    @property
    def userinfo(self) -> str:
        """The resource that access tokens are tried at."""
        return f"{self.issuer}/userinfo"

    def played(self, name: str) -> str:
        """Return an address that the suite answers at as a relying party."""
        return f"{self.suite}/test/a/{self.alias}/{name}"

    def is_suite(self, address: str) -> bool:
        """Tell whether an address is the suite's."""
        return _origin(address) == _origin(self.suite)

    def is_issuer(self, address: str) -> bool:
        """Tell whether an address is the provider's."""
        return _origin(address) == _origin(self.issuer)


def trust(authorities: Path | None) -> ssl.SSLContext:
    """Return the trust in the system's authorities, and in those of a file."""
    context = ssl.create_default_context()
    if authorities is not None:
        context.load_verify_locations(authorities)
    return context


def _origin(address: str) -> tuple[str, str]:
    parts = urlsplit(address)
    return parts.scheme, parts.netloc
