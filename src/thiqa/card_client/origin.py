"""The origin of an address, as a browser spells it and as a person reads it."""

import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from urllib.parse import SplitResult, urlsplit

from thiqa.card.errors import OriginError
from thiqa.card.login.web_eid import check_origin

DEFAULT_PORTS = {"https": 443, "http": 80}
LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})

_NUMBER = re.compile(r"[0-9]+|0[xX][0-9a-fA-F]*")


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host and port (RFC 6454, section 4); a host of another script is in punycode."""

    scheme: str
    host: str
    port: str
    """With its colon; empty when it is the one of the scheme."""

    def __str__(self) -> str:
        return f"{self.scheme}://{self.host}{self.port}"

    @property
    def labels(self) -> list[str]:
        """The host in the pieces between which a line may break."""
        return self.host.split(".")

    @property
    def is_loopback(self) -> bool:
        """Whether it is this very machine."""
        return self.host in LOOPBACK


def origin_of(uri: str) -> Origin:
    """Return an address's origin; raises OriginError.

    1. It can be read, and names a host but no user.
    2. A host that is a number is spelled as browsers spell it (URL Standard, section 3.5).
    3. It is https, or http of the loopback.
    """
    try:
        parts = urlsplit(uri)  # 1
        port = parts.port
    except ValueError as error:
        raise OriginError("not an address") from error
    if "@" in parts.netloc or not parts.hostname:
        raise OriginError("the address names a user, or no host")
    origin = Origin(
        parts.scheme,
        _host(parts),  # 2
        "" if port in (None, DEFAULT_PORTS.get(parts.scheme)) else f":{port}",
    )
    check_origin(str(origin))  # 3
    return origin


def _host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    try:
        if "[" in parts.netloc:
            return f"[{IPv6Address(host).compressed}]"
        if _NUMBER.fullmatch(host.rpartition(".")[2]):
            return str(IPv4Address(host))
    except AddressValueError as error:
        raise OriginError("the host is a number that can be read in two ways") from error
    return host
