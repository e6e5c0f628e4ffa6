"""Our own TLS, for who does not want a proxy in front (RFC 9325, RFC 8705)."""

import ssl
from collections.abc import Iterable
from pathlib import Path

TLS_1_2_CIPHERS = "ECDHE+AESGCM"
"""RFC 9325, section 4.2; FAPI 1.0 Advanced, section 8.5; FAPI 2.0 Security Profile, 5.2.1."""


def server_context(
    certificate: Path, key: Path, *, client_certificates: Iterable[Path] = ()
) -> ssl.SSLContext:
    """Return the TLS of a server.

    With `client_certificates` (PEM: authorities, and certificates that are self-signed) clients
    are asked for a certificate, and may go on without one. One that leads to none of these
    files ends the handshake, because OpenSSL gives nobody here a say in it.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(TLS_1_2_CIPHERS)
    context.set_alpn_protocols(["http/1.1"])
    context.load_cert_chain(certificate, key)
    trusted = "\n".join(path.read_text("ascii") for path in client_certificates)
    if trusted:
        context.load_verify_locations(cadata=trusted)
        context.verify_mode = ssl.CERT_OPTIONAL
    return context
