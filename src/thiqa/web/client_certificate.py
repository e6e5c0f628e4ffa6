"""The certificate of a client: from our own TLS, or from the header of a proxy that we trust.

Anybody can write a header. It counts only on a connection from a proxy that the operator has
named, and there it is the only thing that counts: the connection's own certificate is then the
proxy's. From everybody else the header is ignored, and said so in the log.
"""

import ipaddress
import ssl
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import structlog

from thiqa.web.connection import connection_certificate, peer_address
from thiqa.web.errors import MalformedRequestError
from thiqa.web.limits import single_header

log = structlog.get_logger()

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

STANDARD_HEADER = "client-cert"
"""RFC 9440, section 2.1: a byte sequence. Under other names we read what nginx writes."""
MAX_HEADER_CHARACTERS = 16_384


@dataclass(frozen=True, slots=True)
class ClientCertificates:
    """Where the certificates of clients come from; `proxies` are the only ones we believe."""

    header: str = STANDARD_HEADER
    proxies: tuple[Network, ...] = ()

    def of(self, scope: Mapping[str, Any]) -> bytes | None:
        """Return the certificate (DER) of the client behind a request, if it showed one.

        1. a trusted proxy says it in one header; 2. a header of anybody else is ignored;
        3. without a proxy the connection says it.
        """
        name = self.header.encode()
        if self._is_proxy(peer_address(scope)):
            text = single_header(scope["headers"], name)  # 1
            return None if not text else self._read(text)
        if any(key == name for key, _ in scope["headers"]):  # 2
            log.warning("client_certificate_header_ignored", peer=_named(peer_address(scope)))
        return connection_certificate(scope)  # 3

    def _is_proxy(self, address: str | None) -> bool:
        if address is None or not self.proxies:
            return False
        try:
            peer = ipaddress.ip_address(address)
        except ValueError:
            return False
        if isinstance(peer, ipaddress.IPv6Address) and peer.ipv4_mapped is not None:
            peer = peer.ipv4_mapped
        return any(peer in network for network in self.proxies)

    def _read(self, text: str) -> bytes:
        read = _read_byte_sequence if self.header == STANDARD_HEADER else _read_escaped_pem
        try:
            if len(text) > MAX_HEADER_CHARACTERS:
                raise ValueError(text[:10])
            return read(text)
        except ValueError as error:
            raise MalformedRequestError(f"{self.header} is not a certificate") from error


def _named(address: str | None) -> str:
    """Return an address of our own networks, where a proxy may be; a stranger's is not kept."""
    try:
        peer = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    return "elsewhere" if peer.is_global else str(peer)


def _read_byte_sequence(text: str) -> bytes:
    """RFC 9651, section 3.3.5: base64 between colons."""
    if len(text) < 3 or not (text[0] == text[-1] == ":"):
        raise ValueError(text[:10])
    return b64decode(text[1:-1], validate=True)


def _read_escaped_pem(text: str) -> bytes:
    """What nginx calls $ssl_client_escaped_cert: PEM, escaped as in a URL."""
    return ssl.PEM_cert_to_DER_cert(unquote(text, errors="strict"))
