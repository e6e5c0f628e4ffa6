"""Who talks to whom: the provider, the suite, and the addresses that the suite plays."""

import ssl
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

HTTPS_PORT = 443


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
    def host(self) -> str:
        """The provider's name."""
        return urlsplit(self.issuer).hostname or ""

    @property
    def port(self) -> int:
        """Where the provider listens."""
        return urlsplit(self.issuer).port or HTTPS_PORT

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


def trust(authorities: Path) -> ssl.SSLContext:
    """Return the trust in the certificates of a file, and in no others."""
    return ssl.create_default_context(cafile=str(authorities))


def _origin(address: str) -> tuple[str, str]:
    parts = urlsplit(address)
    return parts.scheme, parts.netloc
