"""Where the certificate of a client comes from, and who is believed."""

import ipaddress
import ssl
from base64 import b64encode
from typing import Any
from urllib.parse import quote

import pytest
import structlog

from thiqa.web import DuplicateFieldError, MalformedRequestError
from thiqa.web.client_certificate import ClientCertificates
from tls_certificates import self_signed

CLIENT, PROXY = self_signed("client"), self_signed("proxy")
PROXIES = (ipaddress.ip_network("192.0.2.0/28"), ipaddress.ip_network("2001:db8::7/128"))
STANDARD = ClientCertificates(proxies=PROXIES)
NGINX = ClientCertificates("x-client-certificate", PROXIES)
BYTES = f":{b64encode(CLIENT.der).decode()}:"
ESCAPED = quote(CLIENT.pem)


def scope(
    peer: str | None = "192.0.2.1", *, connection: bytes | None = None, **headers: str
) -> dict[str, Any]:
    chain = () if connection is None else (ssl.DER_cert_to_PEM_cert(connection),)
    known = {} if peer is None else {"thiqa.peer": {"address": peer}}
    return {
        "client": ("192.0.2.1", 1),
        "headers": [
            (name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()
        ],
        "extensions": {**known, "tls": {"client_cert_chain": chain}},
    }


@pytest.mark.parametrize("peer", ["192.0.2.1", "192.0.2.15", "::ffff:192.0.2.3", "2001:db8::7"])
def test_a_trusted_proxy_says_who_the_client_is(peer: str) -> None:
    assert STANDARD.of(scope(peer, client_cert=BYTES)) == CLIENT.der
    assert NGINX.of(scope(peer, x_client_certificate=ESCAPED)) == CLIENT.der


def test_the_proxys_own_certificate_is_not_the_clients() -> None:
    assert STANDARD.of(scope(connection=PROXY.der, client_cert=BYTES)) == CLIENT.der
    assert STANDARD.of(scope(connection=PROXY.der)) is None
    assert NGINX.of(scope(connection=PROXY.der, x_client_certificate="")) is None


def test_without_a_proxy_the_connection_says_who_the_client_is() -> None:
    assert STANDARD.of(scope("198.51.100.1", connection=CLIENT.der)) == CLIENT.der
    assert STANDARD.of(scope("198.51.100.1")) is None
    assert ClientCertificates().of({"headers": []}) is None


@pytest.mark.parametrize("peer", ["198.51.100.1", "192.0.2.16", "2001:db8::8", "", "unix", None])
def test_a_header_of_anybody_else_is_ignored_and_logged(peer: str | None) -> None:
    with structlog.testing.capture_logs() as logged:
        assert STANDARD.of(scope(peer, client_cert=BYTES)) is None
        assert STANDARD.of(scope(peer, connection=PROXY.der, client_cert=BYTES)) == PROXY.der
    assert [each["event"] for each in logged] == ["client_certificate_header_ignored"] * 2


@pytest.mark.parametrize(
    ("peer", "said"), [("10.1.2.3", "10.1.2.3"), ("8.8.8.8", "elsewhere"), (None, "unknown")]
)
def test_the_log_names_a_proxy_of_ours_and_no_stranger(peer: str | None, said: str) -> None:
    with structlog.testing.capture_logs() as logged:
        STANDARD.of(scope(peer, client_cert=BYTES))
    assert [each["peer"] for each in logged] == [said]


def test_without_proxies_no_header_is_believed() -> None:
    assert ClientCertificates().of(scope("127.0.0.1", client_cert=BYTES)) is None


def test_the_client_of_the_scope_is_not_the_peer() -> None:
    forged = scope("198.51.100.1", client_cert=BYTES)
    assert forged["client"][0] == "192.0.2.1"
    assert STANDARD.of(forged) is None


def test_two_headers_are_refused() -> None:
    twice = scope(client_cert=BYTES)
    twice["headers"] *= 2
    with pytest.raises(DuplicateFieldError):
        STANDARD.of(twice)


@pytest.mark.parametrize(
    "text", ["x", ":", "::", "::x", BYTES[1:], BYTES[:-1], ":*:", ":" * 20_000]
)
def test_what_is_no_byte_sequence_is_refused(text: str) -> None:
    with pytest.raises(MalformedRequestError):
        STANDARD.of(scope(client_cert=text))


@pytest.mark.parametrize("text", ["x", "%", quote("-----BEGIN CERTIFICATE-----"), BYTES, "%ff"])
def test_what_is_no_escaped_pem_is_refused(text: str) -> None:
    with pytest.raises(MalformedRequestError):
        NGINX.of(scope(x_client_certificate=text))
