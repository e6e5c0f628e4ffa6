"""An address to be told at does not make the provider speak to its own network (SSRF)."""

import asyncio
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from logout_listener import Listener, listening
from provider_parts import CLIENT, NOW, SERVICE, Parts
from serving import free_port, serving
from thiqa.oidc.clients.registration import read_registration
from thiqa.oidc.errors import RegistrationError
from thiqa.oidc.sessions.logout_delivery import LogoutDelivery
from thiqa.oidc.sessions.logout_models import LogoutNotice
from thiqa.web.fetch import Fetcher, FetchError

FORM = "application/x-www-form-urlencoded"


@dataclass
class Resolver:
    """Answers with the next list of addresses each time, and with the last one for ever."""

    answers: list[list[str]]
    asked: list[str] = field(default_factory=list)

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.fixture
def listener() -> Iterator[Listener]:
    """Something on the loopback that must not hear."""
    with listening() as made:
        yield made


def post(url: str, **options: Any) -> int:
    fetcher = Fetcher(**{"timeout_seconds": 2.0, **options})
    return asyncio.run(fetcher.post(url, b"logout_token=x", FORM))


def deliver(url: str, **options: Any) -> Parts:
    """Let the provider tell a service with this address."""
    parts = Parts()
    parts.records.oidc.clients[CLIENT.id] = replace(CLIENT, backchannel_logout_uri=url)
    notice = LogoutNotice(b"n", CLIENT.id, "sid", "sub", 0, NOW, NOW + 9999)
    parts.records.oidc.logout_notices = {notice.id: notice}
    fetcher = Fetcher(**{"timeout_seconds": 1.0, **options})
    asyncio.run(LogoutDelivery(parts.provider, fetcher.post).deliver_due())
    return parts


PRIVATE = ["127.0.0.1", "10.0.0.1", "169.254.169.254", "192.168.0.1", "::1", "fd00::1"]


@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_address_is_never_told(address: str) -> None:
    for answer in ([address], ["8.8.8.8", address]):
        resolver = Resolver([answer])
        parts = deliver("https://service.example/logout", resolve=resolver)
        assert resolver.asked == ["service.example"]
        assert len(parts.records.oidc.logout_notices) == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f000001"])
def test_a_private_address_in_the_url_is_never_told(listener: Listener, host: str) -> None:
    for scheme in ("http", "https"):
        with pytest.raises(FetchError):
            post(f"{scheme}://{host}:{listener.port}/logout")
    assert listener.heard == []


def test_a_name_that_changes_between_the_check_and_the_call_is_of_no_use(
    listener: Listener,
) -> None:
    """Rebinding: public when it is asked for the first time, ours when it is asked again."""
    resolver = Resolver([["127.0.0.1"], ["10.0.0.1"]])
    url = f"http://rebinding.example:{listener.port}/logout"
    assert post(url, allow_loopback=True, resolve=resolver) == 200
    assert resolver.asked == ["rebinding.example"]
    assert listener.headers[0][b"host"] == f"rebinding.example:{listener.port}".encode()
    with pytest.raises(FetchError):
        post(url, allow_loopback=True, resolve=resolver)
    turned = Resolver([["8.8.8.8"], ["127.0.0.1"]])
    with pytest.raises(FetchError):
        post(f"https://rebinding.example:{listener.port}/logout", resolve=turned)
    assert turned.asked == ["rebinding.example"]
    assert len(listener.heard) == 1


def test_a_redirect_is_an_answer_and_not_followed() -> None:
    with listening(302) as listener:
        assert post(listener.uri, allow_loopback=True) == 302
        assert len(listener.heard) == 1


def test_an_endless_answer_is_not_read() -> None:
    async def endless(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
            return
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(100_000):
            await send({"type": "http.response.body", "body": b"x" * 65_536, "more_body": True})

    port = free_port()
    with serving(endless, port):
        assert post(f"http://127.0.0.1:{port}/", allow_loopback=True) == 200


def test_a_service_that_does_not_answer_is_left() -> None:
    async def silent(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
            return
        await asyncio.sleep(5)

    port = free_port()
    with serving(silent, port, timeout_graceful_shutdown=1), pytest.raises(FetchError):
        post(f"http://127.0.0.1:{port}/", allow_loopback=True, timeout_seconds=0.3)


@pytest.mark.parametrize(
    "uri",
    [
        "http://service.example/logout",
        "https://service.example/logout#x",
        "https://user:secret@service.example/logout",
        "ftp://service.example/logout",
        "file:///etc/passwd",
        "//service.example/logout",
        "/logout",
        "https://service.example:99999/logout",
        "",
    ],
)
def test_a_strange_address_is_not_registered(uri: str) -> None:
    with pytest.raises(RegistrationError):
        read_registration(SERVICE.registration(backchannel_logout_uri=uri))


@dataclass
class Authority:
    """An authority of our own, and a server that it vouches for."""

    folder: Path
    name: str = "service.example"

    def __post_init__(self) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, self.name)])
        now = datetime.now(UTC)
        alternative = [x509.DNSName(self.name), x509.IPAddress(ip_address("127.0.0.1"))]
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(hours=1))
            .not_valid_after(now + timedelta(hours=1))
            .add_extension(x509.SubjectAlternativeName(alternative), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )
        self.certificate = self.folder / "authority.pem"
        self.key = self.folder / "key.pem"
        self.certificate.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        self.key.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )


def test_the_certificate_is_checked_for_the_name_and_not_for_the_address(tmp_path: Path) -> None:
    authority, listener = Authority(tmp_path), Listener()
    tls = ssl.create_default_context(cafile=str(authority.certificate))
    resolver = Resolver([["127.0.0.1"]])
    how = {"ssl_certfile": str(authority.certificate), "ssl_keyfile": str(authority.key)}
    with serving(listener, listener.port, **how):
        ours = f"https://service.example:{listener.port}/logout"
        other = f"https://other.example:{listener.port}/logout"
        assert post(ours, allow_loopback=True, resolve=resolver, tls=tls) == 200
        for url, options in ((other, {"tls": tls}), (ours, {})):
            with pytest.raises(FetchError):
                post(url, allow_loopback=True, resolve=resolver, **options)
    assert len(listener.heard) == 1


def test_a_server_that_we_would_trust_is_not_told_on_a_private_address(tmp_path: Path) -> None:
    authority, listener = Authority(tmp_path), Listener()
    tls = ssl.create_default_context(cafile=str(authority.certificate))
    how = {"ssl_certfile": str(authority.certificate), "ssl_keyfile": str(authority.key)}
    with serving(listener, listener.port, **how):
        url = f"https://service.example:{listener.port}/logout"
        for answers in ([["127.0.0.1"]], [["8.8.8.8", "127.0.0.1"]], [["127.0.0.1", "8.8.8.8"]]):
            parts = deliver(url, resolve=Resolver(answers), tls=tls)
            assert len(parts.records.oidc.logout_notices) == 1
    assert listener.heard == []
