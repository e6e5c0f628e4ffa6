"""A provider beside a world's, on the same database, that takes certificates of clients."""

import shutil
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx

from provider_process import ProviderProcess
from services import Service
from serving import free_port, serving
from thiqa.app import application
from thiqa.settings import Settings
from thiqa.web.public_documents import DocumentsFirstProtocol
from tls_certificates import SERVER_AUTH, Identity, issue, make_authority, named, self_signed
from world import World


@dataclass
class MutualTlsSite:
    """The authority of services, the providers, and clients that show certificates."""

    world: World
    folder: Path
    authority: Identity = field(default_factory=make_authority)
    stack: ExitStack = field(default_factory=ExitStack)
    alone: Identity = field(default_factory=lambda: self_signed("known-by-its-key"))
    """A certificate that vouches for itself, and that the provider's own TLS lets in."""

    def __post_init__(self) -> None:
        for name in ("client-authorities", "client-certificates"):
            (self.folder / name).mkdir()
        for name in ("card-authorities", "keys"):
            (self.folder / name).symlink_to(self.world.settings.data.absolute() / name)
        self.authority.write(self.folder / "client-authorities", "services")
        self.alone.write(self.folder / "client-certificates", "alone")
        self.server = self_signed("localhost", dns=("localhost",), purpose=SERVER_AUTH)

    def settings(self, **changes: Any) -> Settings:
        return replace(self.world.settings, data=self.folder, **changes)

    def with_tls(self) -> str:
        """Start `thiqa serve` with TLS of its own; return its origin."""
        certificate, key = self.server.write(self.folder, "server")
        port = free_port()
        settings = self.settings(
            tls_certificate=str(certificate),
            tls_key=str(key),
            ask_client_certificates=True,
            mutual_tls_origin=f"https://localhost:{port}",
        )
        process = self.stack.enter_context(ProviderProcess(settings, port, workers=2))
        process.wait_until_ready()
        return process.address

    def behind_proxies(self, proxies: str, header: str = "client-cert") -> str:
        """Start a provider that believes some proxies; return its address."""
        port = free_port()
        settings = self.settings(
            mutual_tls_origin="https://mtls.example",
            trusted_proxies=proxies,
            client_certificate_header=header,
        )
        app = application(settings, self.world.clock)
        self.stack.enter_context(serving(app, port, http=DocumentsFirstProtocol))
        return f"http://localhost:{port}"

    def identity(self, common_name: str, **how: Any) -> Identity:
        """Issue a certificate to a service."""
        return issue(self.authority, named(common_name), **how)

    def client(self, identity: Identity | None = None) -> httpx.Client:
        """Return a client that shows a certificate to whoever asks for one."""
        context = ssl.create_default_context(cadata=self.server.pem)
        if identity is not None:
            context.load_cert_chain(*identity.write(self.folder, f"client-{id(identity)}"))
        return self.stack.enter_context(httpx.Client(verify=context, timeout=30))

    def service(self, identity: Identity, address: str, **registration: Any) -> Service:
        """Register a service that is known by its certificate; it calls an address."""
        return self.world.new_service(
            client=self.client(identity),
            by_certificate=True,
            address=address,
            changes={
                "token_endpoint_auth_method": "tls_client_auth",
                "tls_client_certificate_bound_access_tokens": True,
                **registration,
            },
        )


@contextmanager
def mutual_tls_site(world: World, folder: Path) -> Iterator[MutualTlsSite]:
    """Run providers until the block ends."""
    site = MutualTlsSite(world, folder)
    with site.stack:
        yield site
    shutil.rmtree(folder)
