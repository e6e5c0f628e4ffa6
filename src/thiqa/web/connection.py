"""What is known of a connection itself, whatever a request on it says.

A server that we run notes it in the ASGI scope, where an application finds it: the address at
the other end, which no header changes, and the certificate that the other end showed (the TLS
extension of ASGI).
"""

import ssl
from collections.abc import Mapping
from typing import Any

KEEP_ALIVE_SECONDS = 75
"""How long a silent connection stays open: longer than any program of a service that asks again
every few seconds, or than a proxy in front keeps it. Who closes first must not be the server: a
request that is on its way in that moment is lost (RFC 9112, section 9.5)."""

PEER = "thiqa.peer"
"""The extension of ours: {"address": "192.0.2.1"}."""
TLS = "tls"
CHAIN = "client_cert_chain"


def describe_connection(transport: Any) -> dict[str, dict[str, Any]]:
    """Return the extensions of the scope for a connection, asked once when it is made."""
    peername, tls = transport.get_extra_info("peername"), transport.get_extra_info("ssl_object")
    found: dict[str, dict[str, Any]] = {PEER: {"address": _host(peername)}}
    if tls is not None:
        der = tls.getpeercert(binary_form=True)
        found[TLS] = {CHAIN: () if der is None else (ssl.DER_cert_to_PEM_cert(der),)}
    return found


def peer_address(scope: Mapping[str, Any]) -> str | None:
    """Return the address at the other end; None where the server does not tell."""
    peer = _extension(scope, PEER).get("address")
    return peer if isinstance(peer, str) else None


def connection_certificate(scope: Mapping[str, Any]) -> bytes | None:
    """Return the certificate (DER) that the other end showed in the TLS handshake, if any."""
    chain = tuple(_extension(scope, TLS).get(CHAIN, ()))
    return ssl.PEM_cert_to_DER_cert(chain[0]) if chain else None


def _host(peername: object) -> str | None:
    return str(peername[0]) if isinstance(peername, tuple) else None


def _extension(scope: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = (scope.get("extensions") or {}).get(name, {})
    return found
