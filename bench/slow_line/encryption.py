"""What TLS adds to a line: both ends of it, in front of services that speak plain HTTP."""

import asyncio
import contextlib
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from bench.slow_line.namespaces import SERVICES

LOOPBACK = "127.0.0.1"
NAME = "services.bench.example"
PIECE_BYTES = 16_384


@dataclass(frozen=True, slots=True)
class Certificates:
    """A chain as a public authority gives one: root, intermediate, site."""

    root: Path
    chain: Path
    key: Path


def make_certificates(folder: Path) -> Certificates:
    """Make the chain, P-256."""
    root_key, middle_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
    root = _certificate("Bench Root", root_key, "Bench Root", root_key, is_authority=True)
    middle = _certificate("Bench Authority", middle_key, "Bench Root", root_key, is_authority=True)
    site = _certificate(NAME, key, "Bench Authority", middle_key, is_authority=False)
    made = Certificates(folder / "root.pem", folder / "chain.pem", folder / "key.pem")
    made.root.write_bytes(root.public_bytes(Encoding.PEM))
    made.chain.write_bytes(b"".join(each.public_bytes(Encoding.PEM) for each in (site, middle)))
    made.key.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())  # of this run alone
    )
    return made


def _certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: str,
    issuer_key: ec.EllipticCurvePrivateKey,
    *,
    is_authority: bool,
) -> x509.Certificate:
    now = datetime.now(UTC)
    constraints = x509.BasicConstraints(ca=is_authority, path_length=None)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(constraints, critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(issuer_key, hashes.SHA256())
    )


def decrypt_for_services(ports: Iterable[int], certificates: Certificates) -> None:
    """Listen on the line for each port, and pass on to the service on the loopback."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificates.chain, certificates.key)

    async def connect(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection(LOOPBACK, port)

    _in_thread(ports, SERVICES, connect, context)


def encrypt_for_the_line(ports: Iterable[int], certificates: Certificates) -> None:
    """Listen on the telephone's loopback for each port, and pass on over the line."""
    context = ssl.create_default_context(cafile=str(certificates.root))

    async def connect(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection(SERVICES, port, ssl=context, server_hostname=NAME)

    _in_thread(ports, LOOPBACK, connect, None)


Connect = Callable[[int], Awaitable[tuple[asyncio.StreamReader, asyncio.StreamWriter]]]


def _in_thread(
    ports: Iterable[int], host: str, connect: Connect, context: ssl.SSLContext | None
) -> None:
    """Serve in a thread that ends with the process; return when it listens."""
    listening = threading.Event()

    async def serve() -> None:
        for port in ports:
            await asyncio.start_server(_joined_to(port, connect), host, port, ssl=context)
        listening.set()
        await asyncio.Event().wait()

    threading.Thread(target=asyncio.run, args=(serve(),), daemon=True).start()
    listening.wait()


def _joined_to(
    port: int, connect: Connect
) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            onward_reader, onward_writer = await connect(port)
            await asyncio.gather(_pass(reader, onward_writer), _pass(onward_reader, writer))

    return handle


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while piece := await reader.read(PIECE_BYTES):
            writer.write(piece)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()
